"""A random walk over all rules: whatever people and the clock do, the books balance."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import strategies as st

from chatserver.domain.decision import FreeSlot, HoldConsult, HoldPerson, ReleaseConsult, ReleasePerson, TakeSlot
from chatserver.domain.errors import DomainError
from chatserver.domain.events import LoggedEvent
from chatserver.domain.invariants import violations_of
from chatserver.domain.session import Session, SessionState
from tests.support.builders import a_context, after
from tests.support.clock import START
from tests.support.walk import OFFICERS, decide, moves

if TYPE_CHECKING:
    from chatserver.domain.decision import Claim


def settle(held: set[Claim], claims: tuple[Claim, ...]) -> None:
    """Keep the books of slots and the person, as the tables would."""
    for claim in claims:
        if isinstance(claim, FreeSlot):
            held.remove(TakeSlot(claim.officer_id, claim.slot))
        elif isinstance(claim, ReleasePerson):
            held.remove(HoldPerson(claim.person_key))
        elif isinstance(claim, ReleaseConsult):
            held.remove(HoldConsult(claim.officer_id))
        else:
            assert claim not in held
            held.add(claim)


@hypothesis.settings(max_examples=300)
@hypothesis.given(st.lists(moves, max_size=40))
@hypothesis.example([("open",), ("offer", OFFICERS[0], 1), ("decline", OFFICERS[0]), ("offer", OFFICERS[0], 1)])
def test_slots_people_and_consults_are_held_exactly_while_they_are_needed(path: list[tuple]) -> None:  # type: ignore[type-arg]
    session, now = Session(session_id="s1"), START
    held: set[Claim] = set()
    log: list[LoggedEvent] = []
    for move in path:
        now += dt.timedelta(seconds=move[1] if move[0] == "expire" else 1)
        try:
            decision = decide(session, move, now)
        except DomainError:
            continue
        settle(held, decision.claims)
        for actor, event in decision.facts:
            log.append(LoggedEvent(session_id="s1", seq=len(log) + 1, at=now, actor=actor, event=event))
        session = after(session, decision, now)
        seconds = {claim for claim in held if isinstance(claim, HoldConsult)}
        assert len(seconds) == (session.consult is not None and session.consult.is_open)
        slots = {claim for claim in held if isinstance(claim, TakeSlot)}
        busy = session.state in {SessionState.OFFERED, SessionState.ACTIVE, SessionState.WRAP_UP}
        assert len(slots) == busy
        holds = held - slots - seconds
        assert len(holds) == (session.seq > 0 and session.ending is None)
        assert (session.offer is not None) == (session.state is SessionState.OFFERED)
        assert session.state is not SessionState.ACTIVE or session.officer is not None
        assert session.context is None or session.context == a_context()
        assert session.hold is None or session.state is SessionState.ACTIVE
    assert violations_of(log) == []
