"""One session from help to close as both sides see it, event by event: what the TypeScript fold is held against.

`python -m tests.protocol.story` writes `examples/story.json`; a test says when it is out of date.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from chatserver.domain import (
    consulting,
    ending,
    files,
    guidance,
    hall,
    holding,
    message,
    offer,
    opening,
    proposal,
    slip_rules,
    supervising,
    transfer,
)
from chatserver.domain.actors import HUB, OfficerRef, Role
from chatserver.domain.context import FieldValue
from chatserver.domain.decision import Decision
from chatserver.domain.events import LinkPushed, LoggedEvent, NoteAdded, SessionRated
from chatserver.domain.events_papers import FileRefused, FileShared, SessionPurged
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.explain import explain
from chatserver.domain.guided import FieldOutcome, ProposedValue, Recalculated
from chatserver.domain.session import Session, fold
from chatserver.sockets.views import event_view, session_view
from storage.codec import encode
from storage.sessions import StoredEvent
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, OTHER_OFFICER, SPECIALIST, a_context, a_matter, a_request
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


FILE = Path(__file__).parent / "examples" / "story.json"
DUE = START + dt.timedelta(seconds=20)
LATE = START + dt.timedelta(seconds=60)
CHANGED = a_context(step_id="s2", error_id=None, fields=(FieldValue(id="f1_6_wkp", value="0.00"),))
REFUSED = a_context(error_occurrences=3, tried=("refused", "reason:比对不通过"))
FILED = a_context(error_id=None, error_occurrences=0, tried=("filed", "receipt:2026112800000001"), comparison=())
DISPOSITIONS = frozenset({"resolved", "appointment_made"})

FORM = a_matter()
SECOND_LINE = transfer.Destination(kind="tier", target="2", name="2")
LICENCE = FileShared(
    file_id="f1", name="营业执照.jpg", media_type="image/jpeg", size_bytes=183_204, width=1200, height=1600
)
PAYMENT = transfer.Destination(kind="queue", target="payment", name="税费缴纳")
TO_THE_SECOND = transfer.Destination(kind="officer", target="of4", name="业务骨干01")
UNSEEN = ConsultStarted(consult_id="k1", officer=SPECIALIST, introduced=False, text="请看红字发票")
AT_ONCE = ConsultStarted(consult_id="k2", officer=SPECIALIST, introduced=True)
LEAVING = a_matter("deregister")
EXPLAINED = explain(FORM, FORM.errors[0], a_context(), "zh-CN")


def a_proposal(guide_id: str, after: str, before: str = "35000.00") -> Callable[[Session], Decision]:
    """The officer proposes `after` for the one field."""
    change = ProposedValue(field_id="f1_6_wkp", before=before, after=after)
    words = {"reason": "已开普通发票的收入应填其他发票列", "basis": None}
    return lambda s: proposal.propose(s, OFFICER, guide_id, (change,), FORM, **words)  # type: ignore[arg-type]


LEAD = OfficerRef(officer_id="of7", name="班组长01", tier=0)
STEPS: list[Callable[[Session], Decision]] = [
    lambda s: opening.open_session(s, a_request(boost=opening.Boost(seconds=600, reason="deadline_today")), START),
    lambda s: offer.make_offer(s, "offer-1", FIRST_LINE, 1, DUE),
    lambda s: offer.decline_offer(s, OFFICER, "offer-1", "equipment"),
    lambda s: offer.make_offer(s, "offer-2", FIRST_LINE, 2, DUE),
    lambda s: offer.expire_offer(s, "offer-2", LATE),
    lambda s: offer.make_offer(s, "offer-3", FIRST_LINE, 1, DUE),
    lambda s: offer.accept_offer(s, OFFICER, "offer-3", START),
    lambda s: offer.lose_officer(s, "of1", START),
    lambda s: offer.make_offer(s, "offer-4", FIRST_LINE, 3, DUE),
    lambda s: offer.accept_offer(s, OFFICER, "offer-4", START),
    partial(message.post_message, actor=ASKER, message=message.compose("t1", "第 6 步一直过不去", ())),
    partial(message.read_messages, actor=OFFICER, up_to_seq=99),
    partial(message.post_message, actor=OFFICER, message=message.compose("o1", "差额是 35,000.00 元", ())),
    partial(guidance.highlight, actor=OFFICER, guide_id="g1", target=("field", "f1_6_wkp"), matter=FORM, text=None),
    partial(guidance.see_highlight, actor=ASKER, guide_id="g1"),
    partial(guidance.highlight, actor=OFFICER, guide_id="g2", target=("row", "1"), matter=FORM, text="请看这一行"),
    partial(guidance.clear_highlight, actor=OFFICER, guide_id="g2"),
    partial(guidance.suggest_step, actor=OFFICER, guide_id="c1", step_id="s2", matter=FORM, text=None),
    partial(
        guidance.push_link, actor=OFFICER, link=LinkPushed(guide_id="c2", kind="matter", ref="payment", title="缴款")
    ),
    partial(guidance.explain_error, actor=OFFICER, guide_id="c3", explanation=EXPLAINED),
    a_proposal("p1", "1.00"),
    partial(proposal.decline, actor=ASKER, guide_id="p1", reason=None),
    a_proposal("p2", "2.00"),
    a_proposal("p3", "3.00"),
    partial(proposal.withdraw, actor=OFFICER, guide_id="p3", now=START),
    a_proposal("p4", "4.00"),
    partial(proposal.accept, actor=ASKER, guide_id="p4", shown={"f1_6_wkp": "35000.00"}, matter=FORM),
    partial(
        proposal.report,
        actor=ASKER,
        guide_id="p4",
        outcomes=(FieldOutcome(field_id="f1_6_wkp", outcome="set", value="4.00"),),
        recalculated=(Recalculated(field_id="m_11", before="129500.00", after="129260.24"),),
        matter=FORM,
    ),
    a_proposal("p5", "5.00"),
    partial(opening.update_context, actor=ASKER, context=CHANGED, matter=FORM),
    partial(guidance.highlight, actor=OFFICER, guide_id="g3", target=("step", "s2"), matter=FORM, text=None),
    a_proposal("p6", "6.00", before="0.00"),
    lambda s: opening.open_question(s, ASKER, "q2", a_context(step_id="s2", error_id=None), "未开票收入填哪里？"),
    partial(opening.update_context, actor=ASKER, context=REFUSED, matter=FORM),
    partial(opening.update_context, actor=ASKER, context=FILED, matter=FORM),
    partial(opening.confirm_question, actor=ASKER, question_id="q1", solved=True),
    partial(ending.resolve_question, actor=OFFICER, question_id="q1", disposition="resolved", known=DISPOSITIONS),
    partial(message.read_messages, actor=ASKER, up_to_seq=99),
    partial(files.share, actor=ASKER, event=LICENCE),
    partial(files.refuse, actor=OFFICER, event=FileRefused(file_id="f2", name="清单.xlsm", reason="macro")),
    partial(slip_rules.start_slip, actor=OFFICER, slip_id="k1", no="20261116-7K3F-Q2XM", matter=LEAVING, optional=()),
    partial(slip_rules.strike_item, actor=OFFICER, slip_id="k1", item_id="resolution", reason="已在系统内"),
    partial(slip_rules.add_item, actor=OFFICER, slip_id="k1", item_id="x1", name="签字页", reason="决议缺签字"),
    partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id="form", file_ids=("f1",)),
    partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id="form", file_ids=()),
    *(
        partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id=item_id, file_ids=("f1",))
        for item_id in ("form", "licence", "x1")
    ),
    partial(slip_rules.confirm_slip, actor=ASKER, slip_id="k1"),
    partial(slip_rules.check_item, actor=OFFICER, slip_id="k1", item_id="form", verdict="redo", reason="看不清"),
    partial(slip_rules.check_item, actor=OFFICER, slip_id="k1", item_id="x1", verdict="accepted", reason=None),
    partial(transfer.add_note, actor=OFFICER, note=NoteAdded(note_id="n1", text="已看过开票信息")),
    partial(transfer.transfer, actor=OFFICER, to=SECOND_LINE, note=NoteAdded(note_id="n2", text="请看红字发票")),
    lambda s: offer.make_offer(s, "offer-4b", FIRST_LINE, 2, DUE),
    lambda s: supervising.redirect(s, LEAD, PAYMENT, "等久了"),
    lambda s: offer.make_offer(s, "offer-5", FIRST_LINE, 1, DUE),
    lambda s: offer.accept_offer(s, OFFICER, "offer-5", START),
    partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id="form", file_ids=("f1",)),
    partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id="form", file_ids=()),
    partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id="form", file_ids=("f1",)),
    partial(slip_rules.confirm_slip, actor=ASKER, slip_id="k1"),
    partial(slip_rules.check_item, actor=OFFICER, slip_id="k1", item_id="form", verdict="accepted", reason=None),
    partial(slip_rules.check_item, actor=OFFICER, slip_id="k1", item_id="licence", verdict="accepted", reason=None),
    partial(slip_rules.conclude_slip, actor=OFFICER, slip_id="k1", outcome="handled", result="已受理"),
    partial(
        slip_rules.start_slip, actor=OFFICER, slip_id="k2", no="20261116-9M4T-W8ZB", matter=LEAVING, optional=("seal",)
    ),
    partial(slip_rules.cancel_slip, actor=OFFICER, slip_id="k2", reason="发起错了"),
    partial(consulting.start_consult, actor=OFFICER, start=UNSEEN),
    partial(consulting.join_consult, actor=OTHER_OFFICER, consult_id="k1"),
    partial(consulting.post_aside, actor=OFFICER, aside=AsidePosted(client_msg_id="a1", text="要先红冲吗？")),
    partial(consulting.introduce_consult, actor=OFFICER, consult_id="k1"),
    partial(message.post_message, actor=OTHER_OFFICER, message=message.compose("k-1", "您好，我来看一下", ())),
    partial(
        guidance.highlight, actor=OTHER_OFFICER, guide_id="g4", target=("field", "f1_6_wkp"), matter=FORM, text=None
    ),
    partial(holding.hold_session, actor=OFFICER, minutes=5, reason="查政策", now=START),
    partial(consulting.end_consult, actor=OTHER_OFFICER, consult_id="k1"),
    partial(holding.continue_session, actor=OFFICER),
    partial(holding.hold_session, actor=OFFICER, minutes=3, reason=None, now=START),
    partial(message.post_message, actor=OFFICER, message=message.compose("o2", "久等了", ())),
    partial(hall.refer_to_hall, actor=OFFICER, guide_id="h1", items=None, matter=FORM, text="到 3 号窗口"),
    partial(consulting.start_consult, actor=OFFICER, start=AT_ONCE),
    partial(consulting.join_consult, actor=OTHER_OFFICER, consult_id="k2"),
    partial(holding.hold_session, actor=OFFICER, minutes=1, reason=None, now=START),
    partial(transfer.transfer, actor=OFFICER, to=TO_THE_SECOND, note=None, free_slots=(2,)),
    partial(supervising.start_monitor, officer=LEAD, reason="旁听"),
    partial(supervising.stop_monitor, officer=LEAD),
    partial(supervising.start_monitor, officer=LEAD, reason="介入"),
    partial(supervising.join, officer=LEAD, consult_id="k3"),
    partial(ending.end_session, actor=ASKER),
    partial(ending.rate_session, actor=ASKER, rating=SessionRated(score=5, achieved=True), reasons=(), since=START),
    partial(
        ending.wrap_up, actor=OTHER_OFFICER, dispositions={"q2": "appointment_made"}, note="已改列", known=DISPOSITIONS
    ),
    lambda s: files.remove_files(s, START + dt.timedelta(days=180)),
    lambda _: Decision(((HUB, SessionPurged(part="talk", days=180)),)),
]


def story() -> dict[str, Any]:
    """Return for each side the events as it sees them and the view after each."""
    sides: dict[str, Any] = {role.value: {"events": [], "views": []} for role in (Role.TAXPAYER, Role.OFFICER)}
    for stored, session in _written():
        for role in (Role.TAXPAYER, Role.OFFICER):
            side = sides[role.value]
            side["events"].append(msgspec.json.decode(msgspec.json.encode(event_view(stored, role))))
            if session.taxpayer and session.person:
                side["views"].append(msgspec.json.decode(msgspec.json.encode(session_view(session, role))))
    return sides


def _written() -> Iterator[tuple[StoredEvent, Session]]:
    session = Session(session_id="s1")
    for number, rule in enumerate(STEPS):
        at = START + dt.timedelta(seconds=number)
        for actor, event in rule(session).facts:
            logged = LoggedEvent(session_id="s1", seq=session.seq + 1, at=at, actor=actor, event=event)
            session = fold(session, logged)
            yield StoredEvent(logged, encode(event)), session


def _in_lines(sides: dict[str, Any]) -> str:
    """Return the story with one event or view a line, so that a change is seen in a diff."""
    parts = [
        f'"{role}": {{'
        + ",\n".join(f'"{name}": [\n' + ",\n".join(map(_line, items)) + "\n]" for name, items in side.items())
        for role, side in sides.items()
    ]
    return "{" + "},\n".join(parts) + "}}\n"


def _line(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(_in_lines(story()), "utf-8")
