"""Joining, ending, taking over and the end of the session at the same moment over two nodes: one clean log."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain import consulting, ending, holding, message, offer, transfer
from chatserver.domain.errors import ClaimLost, DomainError
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.ids import new_id
from chatserver.domain.opening import open_session
from chatserver.domain.session import Session
from storage.schema import consults, officer_slots
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, OTHER_OFFICER, PERSON, SPECIALIST, a_request
from tests.support.clock import START
from tests.support.two_nodes import TwoNodes

if TYPE_CHECKING:
    from chatserver.domain.decision import Rule

ASKED = ConsultStarted(consult_id="k1", officer=SPECIALIST, introduced=True)
ASK: Rule = lambda s: consulting.start_consult(s, OFFICER, ASKED)  # noqa: E731 - a table of rules
JOIN: Rule = lambda s: consulting.join_consult(s, OTHER_OFFICER, "k1")  # noqa: E731
DECLINE: Rule = lambda s: consulting.decline_consult(s, OTHER_OFFICER, "k1")  # noqa: E731
STOP: Rule = lambda s: consulting.end_consult(s, OFFICER, "k1")  # noqa: E731
LOSE_SECOND: Rule = lambda s: offer.lose_officer(s, "of4", START)  # noqa: E731
LOSE_FIRST: Rule = lambda s: offer.lose_officer(s, "of1", START)  # noqa: E731
END: Rule = lambda s: ending.end_session(s, ASKER)  # noqa: E731
ASIDE: Rule = lambda s: consulting.post_aside(  # noqa: E731
    s, OTHER_OFFICER, AsidePosted(client_msg_id="a1", text="先红冲")
)
SAY: Rule = lambda s: message.post_message(  # noqa: E731
    s, OTHER_OFFICER, message.compose("k-1", "您好", ())
)
BACK: Rule = lambda s: message.post_message(s, OFFICER, message.compose("o-1", "久等了", ()))  # noqa: E731
GO_ON: Rule = lambda s: holding.continue_session(s, OFFICER)  # noqa: E731
HOLD: Rule = lambda s: holding.hold_session(s, OFFICER, 5, None, START)  # noqa: E731
TO_THE_SECOND = transfer.Destination(kind="officer", target="of4", name="业务骨干01")
TAKE_OVER: Rule = lambda s: transfer.transfer(s, OFFICER, TO_THE_SECOND, None, (1,))  # noqa: E731
COLD: Rule = lambda s: transfer.transfer(  # noqa: E731
    s, OFFICER, transfer.Destination(kind="tier", target="2", name="2"), None
)

PAIRS: dict[str, tuple[list[Rule], tuple[Rule, Rule]]] = {
    "join and decline": ([ASK], (JOIN, DECLINE)),
    "join and cancel": ([ASK], (JOIN, STOP)),
    "join and the end": ([ASK], (JOIN, END)),
    "join and a cold transfer": ([ASK], (JOIN, COLD)),
    "leave and stop": ([ASK, JOIN], (DECLINE, STOP)),
    "aside and stop": ([ASK, JOIN], (ASIDE, STOP)),
    "a word to all and stop": ([ASK, JOIN], (SAY, STOP)),
    "take over and leave": ([ASK, JOIN], (TAKE_OVER, DECLINE)),
    "take over and the end": ([ASK, JOIN], (TAKE_OVER, END)),
    "take over and the second is lost": ([ASK, JOIN], (TAKE_OVER, LOSE_SECOND)),
    "take over and the first is lost": ([ASK, JOIN], (TAKE_OVER, LOSE_FIRST)),
    "back and going on": ([HOLD], (BACK, GO_ON)),
    "hold and the end": ([], (HOLD, END)),
}


async def rows_of(nodes: TwoNodes) -> tuple[list[str], list[tuple[str, int]]]:
    """Who is the second officer, and whose slot is taken, by the tables."""
    seconds, slots = consults.c, officer_slots.c
    found = await nodes.database.read(
        lambda sql: (
            sql.execute(sa.select(seconds.officer_id).where(seconds.session_id == nodes.session_id)).all(),
            sql.execute(sa.select(slots.officer_id, slots.slot).where(slots.session_id == nodes.session_id)).all(),
        )
    )
    return [row[0] for row in found[0]], [(row[0], row[1]) for row in found[1]]


@pytest.mark.parametrize("name", PAIRS)
async def test_of_two_at_once_the_log_is_clean_and_the_tables_say_the_same(nodes: TwoNodes, name: str) -> None:
    before, pair = PAIRS[name]
    for order in (pair, pair[::-1]) * 3:
        await nodes.begin(*before)
        answers = await nodes.at_once(order)
        assert all(isinstance(one, (Session, DomainError)) for one in answers), answers
        session, _ = await nodes.look()
        seconds, slots = await rows_of(nodes)
        consult, officer = session.consult, session.officer
        assert seconds == ([consult.officer.officer_id] if consult and consult.is_open else [])
        assert slots == ([(officer.officer_id, session.slot)] if officer else [])


async def test_two_windows_that_ask_at_once_ask_one(nodes: TwoNodes) -> None:
    for _ in range(3):
        await nodes.begin()
        others = [ConsultStarted(consult_id=f"k{n}", officer=SPECIALIST, introduced=False) for n in range(4)]
        rules: list[Rule] = [lambda s, one=one: consulting.start_consult(s, OFFICER, one) for one in others]  # type: ignore[misc]
        answers = await nodes.at_once(rules)
        assert sum(isinstance(one, Session) for one in answers) == 1
        _, types = await nodes.look()
        assert types == ["consult.started"]


async def test_a_slot_that_another_session_takes_at_that_moment_goes_to_one_of_them(nodes: TwoNodes) -> None:
    for turn in range(4):
        await nodes.begin(ASK, JOIN)
        other = new_id(START)
        request = a_request(person=dataclasses.replace(PERSON, person_id="pe2"))
        await nodes.journals[1].change(other, lambda s, request=request: open_session(s, request, START))  # type: ignore[misc]
        due = START.replace(year=START.year + 1)
        work = [
            nodes.journals[0].change(nodes.session_id, TAKE_OVER),
            nodes.journals[1].change(other, lambda s, due=due: offer.make_offer(s, "o9", SPECIALIST, 1, due)),  # type: ignore[misc]
        ]
        done = await asyncio.gather(*(work if turn % 2 else work[::-1]), return_exceptions=True)
        lost = [one for one in done if isinstance(one, BaseException)]
        assert [type(one) for one in lost] == [ClaimLost]
        session, _ = await nodes.look()
        _, slots = await rows_of(nodes)
        assert session.officer is not None
        assert slots == [(session.officer.officer_id, session.slot)]
        assert session.officer in {FIRST_LINE, SPECIALIST}
