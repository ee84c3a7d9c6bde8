"""Tells one session by the rules, with time that the test moves: `Telling().open().offer().accept(after=30)…`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from chatserver.domain import consulting, ending, holding, message, offer, opening, supervising, transfer
from chatserver.domain import events as ev
from chatserver.domain.actors import OfficerRef
from chatserver.domain.decision import Decision
from chatserver.domain.events_together import ConsultStarted
from chatserver.domain.metrics_fold import fold_facts
from chatserver.domain.session import Session
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, SPECIALIST, a_context, a_request, after
from tests.support.clock import START
from tests.support.walk import KNOWN, who

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.metrics_facts import SessionFacts


class Telling:
    """One session; each step comes `after` so many seconds, and may be refused by the rules."""

    def __init__(self, session_id: str = "s1", at: dt.datetime = START) -> None:
        self.session, self.now = Session(session_id=session_id), at
        self.log: list[ev.LoggedEvent] = []

    @property
    def facts(self) -> SessionFacts:
        """What the metrics know of it."""
        return fold_facts(self.log)

    def write(self, decision: Decision, seconds: float) -> Self:
        """Log what was decided, so many seconds later."""
        self.now += dt.timedelta(seconds=seconds)
        for actor, event in decision.facts:
            number = len(self.log) + 1
            logged = ev.LoggedEvent(
                session_id=self.session.session_id, seq=number, at=self.now, actor=actor, event=event
            )
            self.log.append(logged)
        self.session = after(self.session, decision, self.now)
        return self

    def open(self, taxpayer_id: str = "tp1", step_id: str = "s6", *, bureau: str = "", **wanted: Any) -> Self:
        request = a_request(**{"context": a_context(step_id=step_id), **wanted})
        self.write(opening.open_session(self.session, request, self.now), 0)
        # in the log alone: to the rules the asker stays the same person
        self.log[0] = self.log[0]._replace(event=of_taxpayer(self.log[0].event, taxpayer_id, bureau))
        return self

    def offer(self, officer: OfficerRef = FIRST_LINE, slot: int = 1, *, after: float = 0) -> Self:
        until = self.now + dt.timedelta(seconds=after + 20)
        return self.write(offer.make_offer(self.session, f"o{self.session.seq}", officer, slot, until), after)

    def accept(self, *, after: float = 0) -> Self:
        stands = self.session.offer
        assert stands is not None
        return self.write(offer.accept_offer(self.session, who(stands.officer), stands.offer_id, self.now), after)

    def decline(self, *, after: float = 0) -> Self:
        stands = self.session.offer
        assert stands is not None
        return self.write(offer.decline_offer(self.session, who(stands.officer), stands.offer_id, "equipment"), after)

    def expire(self) -> Self:
        stands = self.session.offer
        assert stands is not None
        return self.write(offer.expire_offer(self.session, stands.offer_id, self.now + dt.timedelta(seconds=21)), 21)

    def taken(self, officer: OfficerRef = FIRST_LINE, slot: int = 1, *, after: float = 0) -> Self:
        """Offered and accepted."""
        return self.offer(officer, slot, after=after).accept()

    def say(self, actor: Actor, *, after: float = 0) -> Self:
        said = message.compose(f"m{self.session.seq}", "话", ())
        return self.write(message.post_message(self.session, actor, said), after)

    def hold(self, minutes: int, *, after: float = 0) -> Self:
        now = self.now + dt.timedelta(seconds=after)
        return self.write(holding.hold_session(self.session, OFFICER, minutes, None, now), after)

    def go_on(self, *, after: float = 0) -> Self:
        return self.write(holding.continue_session(self.session, OFFICER), after)

    def consult(self, *, after: float = 0) -> Self:
        """The specialist is asked, and joins."""
        start = ConsultStarted(consult_id="k1", officer=SPECIALIST, introduced=True)
        self.write(consulting.start_consult(self.session, OFFICER, start), after)
        return self.write(consulting.join_consult(self.session, who(SPECIALIST), "k1"), 0)

    def hand_over(self, target: OfficerRef = SPECIALIST, *, after: float = 0) -> Self:
        to = transfer.Destination(kind="officer", target=target.officer_id, name=target.name)
        return self.write(transfer.transfer(self.session, OFFICER, to, None, (1,)), after)

    def redirect(self, queue_id: str = "payment", *, after: float = 0) -> Self:
        """A supervisor puts who waits into another queue."""
        to = transfer.Destination(kind="queue", target=queue_id, name=queue_id)
        lead = OfficerRef(officer_id="of7", name="班组长01", tier=0)
        return self.write(supervising.redirect(self.session, lead, to, "错队"), after)

    def ask(self, question_id: str, step_id: str = "s1", *, after: float = 0) -> Self:
        about = a_context(step_id=step_id)
        return self.write(opening.open_question(self.session, ASKER, question_id, about, None), after)

    def confirm(self, question_id: str, *, solved: bool = True) -> Self:
        return self.write(opening.confirm_question(self.session, ASKER, question_id, solved), 0)

    def file(self, matter_id: str = "vat-general", outcome: str = "filed", *, after: float = 0) -> Self:
        event = ev.OutcomeReported(outcome=outcome, matter_id=matter_id, question_ids=())
        return self.write(Decision(((ASKER, event),)), after)

    def event(self, event: ev.Event, actor: Actor = ASKER, *, after: float = 0) -> Self:
        """Anything else, as it is."""
        return self.write(Decision(((actor, event),)), after)

    def end(self, *, after: float = 0) -> Self:
        return self.write(ending.end_session(self.session, ASKER), after)

    def close(self, *, after: float = 0) -> Self:
        assert self.session.officer is not None
        outcomes = {question.question_id: "resolved" for question in self.session.questions}
        closed = ending.wrap_up(self.session, who(self.session.officer), outcomes, "", KNOWN)
        return self.write(closed, after)

    def rate(self, score: int | None = 5, *, achieved: bool | None = None) -> Self:
        rating = ev.SessionRated(score=score, achieved=achieved)
        return self.write(ending.rate_session(self.session, ASKER, rating, (), START), 0)


def of_taxpayer(event: ev.Event, taxpayer_id: str, bureau: str = "") -> ev.Event:
    """The same opening by another taxpayer, at one of several bureaus."""
    assert isinstance(event, ev.SessionOpened)
    person_id = f"{bureau}|{event.person.person_id}" if bureau else event.person.person_id
    return dataclasses.replace(
        event,
        taxpayer=dataclasses.replace(event.taxpayer, taxpayer_id=taxpayer_id),
        person=dataclasses.replace(event.person, person_id=person_id),
    )
