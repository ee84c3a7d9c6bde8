"""Both sides act on one slip at the same moment over two nodes: the log tells one story, and it is clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain import ending, files, slip_rules
from chatserver.domain.errors import DomainError, SessionEnded
from chatserver.domain.session import Session
from chatserver.domain.slip import RUNNING, SlipState
from chatserver.domain.slip_errors import SlipClosed, SlipIncomplete, SlipItemClosed, SlipRunning, SlipUnchecked
from tests.support.builders import ASKER, OFFICER
from tests.support.slips import FORM, ITEMS, NO, a_file

if TYPE_CHECKING:
    from chatserver.domain.decision import Rule
    from tests.support.two_nodes import TwoNodes


def fill(item_id: str, *file_ids: str) -> Rule:
    return lambda s: slip_rules.fill_item(s, ASKER, "k1", item_id, file_ids)


def check(item_id: str, verdict: str = "accepted", reason: str | None = None) -> Rule:
    return lambda s: slip_rules.check_item(s, OFFICER, "k1", item_id, verdict, reason)


START: Rule = lambda s: slip_rules.start_slip(s, OFFICER, "k1", NO, FORM, ())  # noqa: E731 - a table of rules
CONFIRM: Rule = lambda s: slip_rules.confirm_slip(s, ASKER, "k1")  # noqa: E731
STRIKE: Rule = lambda s: slip_rules.strike_item(s, OFFICER, "k1", "licence", "已有")  # noqa: E731
ADD: Rule = lambda s: slip_rules.add_item(s, OFFICER, "k1", "x1", "签字页", "缺")  # noqa: E731
CONCLUDE: Rule = lambda s: slip_rules.conclude_slip(s, OFFICER, "k1", "handled", "已受理")  # noqa: E731
CANCEL: Rule = lambda s: slip_rules.cancel_slip(s, OFFICER, "k1", "x")  # noqa: E731
END: Rule = lambda s: ending.end_session(s, ASKER)  # noqa: E731
BEGUN: list[Rule] = [
    lambda s: files.share(s, ASKER, a_file("f1")),
    lambda s: files.share(s, ASKER, a_file("f2")),
    START,
]
ALL_BUT_ONE = [*BEGUN, fill("form", "f1"), fill("resolution", "f1")]
FILLED = [*ALL_BUT_ONE, fill("licence", "f1")]
GIVEN = [*FILLED, CONFIRM]
REDONE = [*GIVEN, check("form", "redo", "看不清")]
ACCEPTED = [*GIVEN, *(check(item_id) for item_id in ITEMS)]
PAIRS: dict[str, tuple[list[Rule], Rule, Rule]] = {
    "confirm and strike of what is missing": (ALL_BUT_ONE, CONFIRM, STRIKE),
    "confirm and strike of what is there": (FILLED, CONFIRM, STRIKE),
    "confirm and one more paper": (FILLED, CONFIRM, ADD),
    "confirm and other files": (FILLED, CONFIRM, fill("form", "f2")),
    "confirm and cancel": (FILLED, CONFIRM, CANCEL),
    "confirm and the end": (FILLED, CONFIRM, END),
    "accept after all and new files": (REDONE, check("form"), fill("form", "f2")),
    "two verdicts": (GIVEN, check("form"), check("form", "redo", "看不清")),
    "the result and one more paper": (ACCEPTED, CONCLUDE, ADD),
    "the result and second thoughts": (ACCEPTED, CONCLUDE, check("form", "redo", "看不清")),
    "two results": (ACCEPTED, CONCLUDE, CANCEL),
}
REFUSALS = (SlipClosed, SlipIncomplete, SlipItemClosed, SlipUnchecked, SessionEnded)


@pytest.mark.parametrize("name", PAIRS)
async def test_what_two_do_at_once_is_one_story(nodes: TwoNodes, name: str) -> None:
    begun, one, other = PAIRS[name]
    for order in ((one, other), (other, one)) * 3:
        await nodes.begin(*begun)
        answers = await nodes.at_once(order)
        assert all(isinstance(answer, (Session, *REFUSALS)) for answer in answers), answers
        session, _ = await nodes.look()
        (slip,) = session.slips
        assert any(isinstance(answer, Session) for answer in answers)
        if name == "two results":
            assert slip.state in {SlipState.HANDLED, SlipState.CANCELLED}


async def test_two_windows_that_start_at_once_leave_one_slip(nodes: TwoNodes) -> None:
    for _ in range(3):
        await nodes.begin(*BEGUN[:2])
        other: Rule = lambda s: slip_rules.start_slip(s, OFFICER, "k2", "no-2", FORM, ())  # noqa: E731
        answers = await nodes.at_once([START, other, START, other])
        session, types = await nodes.look()
        assert [slip.state in RUNNING for slip in session.slips] == [True]
        assert types.count("slip.started") == 1
        assert sum(isinstance(answer, SlipRunning) for answer in answers) == 2


async def test_two_tabs_that_confirm_at_once_confirm_once(nodes: TwoNodes) -> None:
    await nodes.begin(*FILLED)
    answers = await nodes.at_once([CONFIRM] * 4)
    assert all(isinstance(answer, Session) for answer in answers)
    _, types = await nodes.look()
    assert types.count("slip.confirmed") == 1


async def test_everything_at_once_keeps_one_clean_log(nodes: TwoNodes) -> None:
    rules = [CONFIRM, STRIKE, ADD, fill("form", "f2"), check("form"), fill("x1", "f1"), CONFIRM, CONCLUDE, CANCEL, END]
    for turn in range(6):
        await nodes.begin(*FILLED)
        for answer in await nodes.at_once(rules[turn:] + rules[:turn]):
            assert isinstance(answer, (Session, DomainError)), answer
        await nodes.look()
