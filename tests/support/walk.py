"""Moves of a random walk over all rules: what people and the clock may try, and the decision that answers it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from chatserver.domain import consulting, ending, holding, message, offer, opening, supervising, transfer
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.decision import NOTHING
from chatserver.domain.events import SessionRated
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.routing import PASS_OVER_SECONDS
from tests.support.builders import ASKER, a_request
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session

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
    st.tuples(st.just("ask"), officers, officers, st.booleans()),
    st.tuples(st.just("join"), officers),
    st.tuples(st.just("introduce"), officers),
    st.tuples(st.just("leave"), officers),
    st.tuples(st.just("aside"), st.sampled_from([ASKER, *OFFICERS])),
    st.tuples(st.just("hold"), officers, st.integers(0, 2)),
    st.tuples(st.just("go on"), officers),
    st.tuples(st.just("hand over"), officers, officers, st.integers(0, 3)),
    st.tuples(st.just("watch"), officers),
    st.tuples(st.just("step in"), officers),
    st.tuples(st.just("reassign"), officers, officers),
    st.tuples(st.just("redirect"), officers, officers),
)


def who(party: Actor | OfficerRef) -> Actor:
    return party if isinstance(party, Actor) else Actor(role=Role.OFFICER, id=party.officer_id)


def decide(session: Session, move: tuple, now: dt.datetime) -> Decision:  # type: ignore[type-arg]
    kind, *given = move
    offer_id = session.offer.offer_id if session.offer else "none"
    rules: dict[str, Callable[..., Decision]] = {
        "open": lambda: opening.open_session(session, a_request(), now),
        "offer": lambda officer, slot: make_offer(session, officer, slot, now),
        "accept": lambda officer: offer.accept_offer(session, who(officer), offer_id, now),
        "decline": lambda officer: offer.decline_offer(session, who(officer), offer_id, "equipment"),
        "expire": lambda _: offer.expire_offer(session, offer_id, now),
        "lose": lambda officer: offer.lose_officer(session, officer.officer_id, now),
        "say": lambda party, n: message.post_message(session, who(party), message.compose(f"m{n}", "话", ())),
        "read": lambda party: message.read_messages(session, who(party), 99),
        "cancel": lambda: opening.leave_queue(session, ASKER, "cancelled"),
        "end": lambda party: ending.end_session(session, who(party)),
        "rate": lambda score: ending.rate_session(session, ASKER, SessionRated(score=score), (), START),
        "wrap": lambda officer: ending.wrap_up(session, who(officer), {"q1": "resolved"}, "", KNOWN),
    }
    return {**rules, **together(session, now)}[kind](*given)


def make_offer(session: Session, officer: OfficerRef, slot: int, now: dt.datetime) -> Decision:
    """Offer as pairing does, which passes over who has just declined."""
    declined = session.passed_over.get(officer.officer_id)
    if declined is not None and now - declined < dt.timedelta(seconds=PASS_OVER_SECONDS):
        return NOTHING
    return offer.make_offer(session, f"o{session.seq}", officer, slot, now + dt.timedelta(seconds=20))


def going_to(officer: OfficerRef) -> transfer.Destination:
    return transfer.Destination(kind="officer", target=officer.officer_id, name=officer.name)


def together(session: Session, now: dt.datetime) -> dict[str, Callable[..., Decision]]:
    """What officers do with a colleague."""
    consult_id = session.consult.consult_id if session.consult else "none"
    aside = AsidePosted(client_msg_id=f"a{session.seq}", text="话")

    def ask(by: OfficerRef, officer: OfficerRef, introduced: bool) -> Decision:
        start = ConsultStarted(consult_id=f"k{session.seq}", officer=officer, introduced=introduced)
        return consulting.start_consult(session, who(by), start)

    def hand_over(by: OfficerRef, to: OfficerRef, free: int) -> Decision:
        return transfer.transfer(session, who(by), going_to(to), None, (free,) if free else ())

    return {
        "ask": ask,
        "join": lambda officer: consulting.join_consult(session, who(officer), consult_id),
        "introduce": lambda officer: consulting.introduce_consult(session, who(officer), consult_id),
        "leave": lambda officer: consulting.end_consult(session, who(officer), consult_id),
        "aside": lambda party: consulting.post_aside(session, who(party), aside),
        "hold": lambda officer, minutes: holding.hold_session(session, who(officer), minutes, None, now),
        "go on": lambda officer: holding.continue_session(session, who(officer)),
        "hand over": hand_over,
        "watch": lambda officer: supervising.start_monitor(session, officer, "旁听"),
        "reassign": lambda by, to: supervising.reassign(session, by, going_to(to), "等久了"),
        "redirect": lambda by, to: supervising.redirect(session, by, going_to(to), "等久了"),
        "step in": lambda officer: supervising.join(session, officer, f"k{session.seq}"),
    }
