"""What the taxpayer reads, in the two languages: the words that lead from one screen to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of the bureau's pages and of the widget, in one language."""

    language: str
    next: str
    checked: str
    """Instead of next, where something was only to be checked."""
    submit: str
    declaration: str
    correct: str
    """The way back from a failed comparison."""
    go_to_step: str
    """The way beside an error, with the step's number."""
    filed: str
    """The heading of a receipt for a return."""
    sent: str
    """The same for anything else."""
    unclear: str
    """The link beside an error."""
    help: str
    """The help tab, also with a count of new messages."""
    panel: str
    cause: str
    ask: str
    leave_queue: str
    nobody: str
    log: str
    write: str
    typing: str
    waiting: str
    delivered: str
    read: str
    offline: str
    back: str
    is_solved: str
    solved: str
    more: str
    end: str
    end_sure: str
    ended: str
    achieved: str
    submit_rating: str
    rated: str


ZH: Final = Words(
    language="zh-CN",
    next="下一步",
    checked="已核对，继续",
    submit="提交",
    declaration="本人声明",
    correct="返回修改",
    go_to_step="前往第 {} 步",
    filed="申报成功",
    sent="提交成功",
    unclear="看不懂？请导办员一起看",
    help="导办",
    panel="在线导办",
    cause="常见原因",
    ask="请导办员一起看",
    leave_queue="不等了",
    nobody="现在没有导办员在岗",
    log="会话记录",
    write="输入您想说的",
    typing="正在输入",
    waiting="待发送",
    delivered="已送达",
    read="已读",
    offline="网络断开，正在重连",
    back="已恢复",
    is_solved="解决了吗？",
    solved="解决了",
    more="更多",
    end="结束导办",
    end_sure="结束",
    ended="这次导办已结束",
    achieved="办成了",
    submit_rating="提交",
    rated="已收到您的评价",
)

EN: Final = Words(
    language="en",
    next="Next",
    checked="Checked, go on",
    submit="Submit",
    declaration="I declare",
    correct="Go back and correct",
    go_to_step="Go to step {},",
    filed="Filed",
    sent="Submitted",
    unclear="Not clear? Look at it with an officer",
    help="Help",
    panel="Guided help",
    cause="Common causes",
    ask="Ask an officer",
    leave_queue="Stop waiting",
    nobody="No officer is on duty now",
    log="Conversation",
    write="Write a message",
    typing="is typing",
    waiting="Waiting",
    delivered="Delivered",
    read="Read",
    offline="Connection lost, reconnecting",
    back="Back online",
    is_solved="Is it solved?",
    solved="Solved",
    more="More",
    end="End session",
    end_sure="End",
    ended="This session has ended",
    achieved="Done",
    submit_rating="Submit",
    rated="Your rating was received",
)
