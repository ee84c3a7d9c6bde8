"""A random walk over all rules: whatever people and the clock do, the books balance."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import strategies as st

from chatserver.domain import ending, message, offer, opening
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.decision import FreeSlot, HoldPerson, ReleasePerson, TakeSlot
from chatserver.domain.errors import DomainError
from chatserver.domain.events import SessionRated
from chatserver.domain.session import Session, SessionState
from tests.support.builders import ASKER, a_context, a_request, after
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Claim, Decision

OFFICERS = [OfficerRef(officer_id=f"of{n}", name=f"导办0{n}", tier=1) for n in (1, 2, 3)]
KNOWN = frozenset({"resolved"})

seconds = st.integers(0, 60)
officers = st.sampled_from(OFFICERS)
moves = st.one_of(
    st.tuples(st.just("open")),
    st.tuples(st.just("offer"), officers, st.integers(1, 3)),
    st.tuples(st.just("accept"), officers),
    st.tuples(st.just("decline"), officers),
    st.tuples(st.just("expire"), seconds),
    st.tuples(st.just("lose"), officers),
    st.tuples(st.just("say"), st.sampled_from([ASKER, *OFFICERS]), st.integers(1, 5)),
    st.tuples(st.just("read"), st.sampled_from([ASKER, *OFFICERS])),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("end"), st.sampled_from([ASKER, HUB, *OFFICERS])),
    st.tuples(st.just("rate"), st.integers(1, 5)),
    st.tuples(st.just("wrap"), officers),
)


def who(party: Actor | OfficerRef) -> Actor:
    return party if isinstance(party, Actor) else Actor(role=Role.OFFICER, id=party.officer_id)


def decide(session: Session, move: tuple, now: dt.datetime) -> Decision:  # type: ignore[type-arg]
    kind, *given = move
    offer_id = session.offer.offer_id if session.offer else "none"
    rules: dict[str, Callable[..., Decision]] = {
        "open": lambda: opening.open_session(session, a_request(), now),
        "offer": lambda officer, slot: offer.make_offer(
            session, f"o{session.seq}", officer, slot, now + dt.timedelta(seconds=20)
        ),
        "accept": lambda officer: offer.accept_offer(session, who(officer), offer_id, now),
        "decline": lambda officer: offer.decline_offer(session, who(officer), offer_id, "equipment"),
        "expire": lambda late: offer.expire_offer(session, offer_id, now + dt.timedelta(seconds=late)),
        "lose": lambda officer: offer.lose_officer(session, officer.officer_id, now),
        "say": lambda party, n: message.post_message(session, who(party), message.compose(f"m{n}", "话", ())),
        "read": lambda party: message.read_messages(session, who(party), 99),
        "cancel": lambda: opening.leave_queue(session, ASKER, "cancelled"),
        "end": lambda party: ending.end_session(session, who(party)),
        "rate": lambda score: ending.rate_session(session, ASKER, SessionRated(score=score), (), START),
        "wrap": lambda officer: ending.wrap_up(session, who(officer), {"q1": "resolved"}, "", KNOWN),
    }
    return rules[kind](*given)


def settle(held: set[Claim], claims: tuple[Claim, ...]) -> None:
    """Keep the books of slots and the person, as the tables would."""
    for claim in claims:
        if isinstance(claim, FreeSlot):
            held.remove(TakeSlot(claim.officer_id, claim.slot))
        elif isinstance(claim, ReleasePerson):
            held.remove(HoldPerson(claim.person_key))
        else:
            assert claim not in held
            held.add(claim)


@hypothesis.settings(max_examples=300)
@hypothesis.given(st.lists(moves, max_size=40))
def test_slots_and_people_are_held_exactly_while_they_are_needed(path: list[tuple]) -> None:  # type: ignore[type-arg]
    session, now = Session(session_id="s1"), START
    held: set[Claim] = set()
    for move in path:
        now += dt.timedelta(seconds=1)
        try:
            decision = decide(session, move, now)
        except DomainError:
            continue
        settle(held, decision.claims)
        session = after(session, decision, now)
        slots = {claim for claim in held if isinstance(claim, TakeSlot)}
        busy = session.state in {SessionState.OFFERED, SessionState.ACTIVE, SessionState.WRAP_UP}
        assert len(slots) == busy
        holds = held - slots
        assert len(holds) == (session.seq > 0 and session.ending is None)
        assert (session.offer is not None) == (session.state is SessionState.OFFERED)
        assert session.state is not SessionState.ACTIVE or session.officer is not None
        assert session.context is None or session.context == a_context()
