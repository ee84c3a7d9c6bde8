"""Both sides answer one proposal at the same moment over two nodes: one answer is written, and the log is clean.

Neither node hears of the other: what the first has written the second learns from its lost number.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import ending, guidance, opening, proposal
from chatserver.domain.context import FieldValue
from chatserver.domain.errors import DomainError, ProposalClosed, SessionEnded, ValueChanged
from chatserver.domain.guide import ProposalState
from chatserver.domain.guided import ProposedValue
from chatserver.domain.session import Session
from tests.support.builders import ASKER, OFFICER, a_context, a_matter
from tests.support.clock import START
from tests.support.guides import SHOWN, WKP, outcome
from tests.support.two_nodes import TwoNodes

if TYPE_CHECKING:
    from chatserver.domain.decision import Decision, Rule

FORM = a_matter()
FINAL = {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.STALE}


def _put(session: Session, guide_id: str = "p1", value: str = "0.00") -> Decision:
    change = ProposedValue(field_id=WKP, before="35000.00", after=value)
    return proposal.propose(session, OFFICER, guide_id, [change], FORM, reason="填错列", basis=None)


ACCEPT: Rule = lambda s: proposal.accept(s, ASKER, "p1", SHOWN, FORM)  # noqa: E731 - a table of rules
DECLINE: Rule = lambda s: proposal.decline(s, ASKER, "p1", None)  # noqa: E731
WITHDRAW: Rule = lambda s: proposal.withdraw(s, OFFICER, "p1", START)  # noqa: E731
REPORT: Rule = lambda s: proposal.report(s, ASKER, "p1", [outcome()], (), FORM)  # noqa: E731
REFUSE: Rule = lambda s: proposal.report(s, ASKER, "p1", [outcome(word="refused")], (), FORM)  # noqa: E731
END: Rule = lambda s: ending.end_session(s, ASKER)  # noqa: E731
PAGE = a_context(fields=(FieldValue(id=WKP, value="34000.00"),))
CHANGE: Rule = lambda s: opening.update_context(s, ASKER, PAGE, FORM)  # noqa: E731


PAIRS: dict[str, tuple[Rule, Rule]] = {
    "accept and withdraw": (ACCEPT, WITHDRAW),
    "accept and decline": (ACCEPT, DECLINE),
    "withdraw and decline": (WITHDRAW, DECLINE),
    "accept and the page changes": (ACCEPT, CHANGE),
    "withdraw and the page changes": (WITHDRAW, CHANGE),
    "accept and a newer proposal": (ACCEPT, partial(_put, guide_id="p2", value="1.00")),
    "accept and the end": (ACCEPT, END),
}
REFUSALS = (ProposalClosed, SessionEnded)


@pytest.mark.parametrize("name", PAIRS)
async def test_of_two_answers_at_once_exactly_one_is_written(nodes: TwoNodes, name: str) -> None:
    for order in (PAIRS[name], PAIRS[name][::-1]) * 3:
        await nodes.begin(_put)
        answers = await nodes.at_once(order)
        assert all(isinstance(one, (Session, *REFUSALS)) for one in answers), answers
        session, types = await nodes.look()
        first = session.guidance.proposal("p1")
        assert first
        assert first.state in FINAL
        told = [one for one in types if one.startswith("proposal.")]
        assert len(told) == (0 if first.state_reason == "ended" else 1)
        if not any(isinstance(one, BaseException) for one in answers):
            assert set(types) & {"context.updated", "field.proposed", "session.ended"}, "both were written"


async def test_two_tabs_that_accept_at_once_write_one_acceptance_and_one_report(nodes: TwoNodes) -> None:
    for _ in range(5):
        await nodes.begin(_put)
        answers = await nodes.at_once([ACCEPT, ACCEPT, ACCEPT])
        states = {one.guidance.proposals[0].state for one in answers if isinstance(one, Session)}
        assert (len(answers), states) == (3, {ProposalState.ACCEPTED})
        await nodes.at_once([REPORT, REFUSE, REPORT])
        session, types = await nodes.look()
        assert types == ["field.proposed", "proposal.accepted", "proposal.applied"]
        assert session.guidance.proposals[0].state in {ProposalState.APPLIED, ProposalState.REFUSED}


async def test_two_windows_that_propose_at_once_leave_one_open_and_numbers_in_a_row(nodes: TwoNodes) -> None:
    rules = [partial(_put, guide_id=f"p{number}", value=f"{number}.00") for number in range(1, 7)]
    await nodes.begin()
    assert all(isinstance(one, Session) for one in await nodes.at_once(rules))
    session, _ = await nodes.look()
    assert len(session.guidance.open_proposals) == 1
    assert [one.number for one in session.guidance.proposals] == [1, 2, 3, 4, 5, 6]


async def test_the_same_highlight_over_both_nodes_is_one_and_is_seen_once(nodes: TwoNodes) -> None:
    point: Rule = lambda s: guidance.highlight(s, OFFICER, "g1", ("field", WKP), FORM, None)  # noqa: E731
    see: Rule = lambda s: guidance.see_highlight(s, ASKER, "g1")  # noqa: E731
    await nodes.begin()
    await nodes.at_once([point] * 4)
    await nodes.at_once([see] * 4)
    _, types = await nodes.look()
    assert types == ["field.highlighted", "highlight.seen"]


async def test_a_proposal_for_a_value_that_changes_at_that_moment_is_refused_or_overtaken(nodes: TwoNodes) -> None:
    orders: list[tuple[Rule, Rule]] = [(_put, CHANGE), (CHANGE, _put)]
    for order in orders * 3:
        await nodes.begin()
        answers = await nodes.at_once(order)
        session, types = await nodes.look()
        if any(isinstance(one, ValueChanged) for one in answers):
            assert types == ["context.updated"]
        else:
            assert types == ["field.proposed", "context.updated", "proposal.staled"]
        assert not session.guidance.open_proposals


async def test_everything_at_once_keeps_one_clean_log(nodes: TwoNodes) -> None:
    rules: list[Rule] = [
        ACCEPT,
        WITHDRAW,
        DECLINE,
        CHANGE,
        REPORT,
        partial(_put, guide_id="p2", value="2.00"),
        ACCEPT,
        END,
    ]
    for turn in range(6):
        await nodes.begin(_put)
        shifted = rules[turn:] + rules[:turn]
        for one in await nodes.at_once(shifted):
            assert isinstance(one, (Session, DomainError)), one
        with contextlib.suppress(DomainError):
            await nodes.journals[0].change(nodes.session_id, REPORT)
        await nodes.look()
