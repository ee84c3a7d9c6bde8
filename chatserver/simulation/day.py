"""One day of an invented bureau: people come, wait, are offered to officers with a free slot, talk, and go.

Everything happens in the order of time, so no slot is taken twice and nobody is asked beyond their capacity.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain import ending, offer, opening, transfer
from chatserver.domain.actors import Actor, Role
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.routing import boost_for, is_passed_over
from chatserver.domain.session import Session, SessionState
from chatserver.simulation import season
from chatserver.simulation.chance import drawn_id, happens
from chatserver.simulation.story import Story
from chatserver.simulation.talk import Talk, file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from chatserver.domain.workdays import Workdays
    from chatserver.simulation.people import People
    from chatserver.simulation.staff import Clerk

_RELAX_SECONDS: Final = 90
_OFFER_SECONDS: Final = 20
_PATIENCE_SECONDS: Final = 420
_EARLY_SECONDS: Final = 600
"""How long before the hours begin the first officers are there."""
_CLOSING: Final = dt.time(18, 30)
"""When the last officer goes, and whoever still waits is told so."""


@dataclass(slots=True)
class Lists:
    """Codes of the catalogue that a session ends with."""

    dispositions: Sequence[str]
    reasons: Sequence[str]


@dataclass(slots=True)
class Day:
    """`clerks` are those on duty; their statuses are logged in them, the stories of the day in `stories`."""

    date: dt.date
    rng: Random
    people: People
    clerks: Sequence[Clerk]
    workdays: Workdays
    lists: Lists
    stories: list[Story] = field(default_factory=list)
    _due: list[tuple[dt.datetime, int, Callable[[dt.datetime], object]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)
    _waiting: list[Story] = field(default_factory=list)
    _open: set[str] = field(default_factory=set)

    def run(self, requests: int) -> list[Story]:
        """Play the day; return its stories, all of them closed."""
        for at in season.moments(self.rng, self.date, requests, self.workdays.zone):
            self._plan(at, self._come)
        self._plan_shifts()
        while self._due:
            at, _, work = heapq.heappop(self._due)
            work(at)
        return self.stories

    def _plan(self, at: dt.datetime, work: Callable[[dt.datetime], object]) -> None:
        heapq.heappush(self._due, (at, next(self._order), work))

    def _after(self, at: dt.datetime, seconds: float, work: Callable[[dt.datetime], object]) -> None:
        self._plan(at + dt.timedelta(microseconds=round(seconds * 1e6)), work)

    # --- officers

    def _plan_shifts(self) -> None:
        hours = self.workdays.hours if self.workdays.is_working_day(self.date) else ()
        for clerk in self.clerks:
            for begins, ends in hours:
                early = dt.timedelta(seconds=self.rng.uniform(0, _EARLY_SECONDS))
                self._plan(self._local(begins) - early, partial(self._declare, clerk, OfficerStatus.AVAILABLE))
                self._plan(self._local(ends), partial(self._declare, clerk, OfficerStatus.AWAY))
            self._plan(self._local(_CLOSING), partial(self._declare, clerk, OfficerStatus.OFF_DUTY))
        self._plan(self._local(_CLOSING) + dt.timedelta(minutes=1), self._close_queue)

    def _local(self, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(self.date, time, self.workdays.zone).astimezone(dt.UTC)

    def _declare(self, clerk: Clerk, status: OfficerStatus, at: dt.datetime) -> None:
        clerk.declare(at, status)
        self._pair(at)

    # --- waiting

    def _come(self, at: dt.datetime) -> None:
        taxpayer, person = self.people.draw(self.rng)
        actor = Actor(role=Role.TAXPAYER, id=f"{taxpayer.taxpayer_id}:{person.person_id}")
        if actor.id in self._open:  # has a session open already: one at a time
            self._after(at, 600, self._come)
            return
        due = season.deadline_of(self.date, self.workdays)
        trouble = self.people.trouble(self.rng, due, self.date)
        request = opening.HelpRequest(
            taxpayer=taxpayer,
            person=person,
            context=trouble.context,
            tier=trouble.error.start_tier if trouble.error else 1,
            boost=boost_for(trouble.context.deadline, self.date),
            locale="zh-CN",
            explained=trouble.error is not None and happens(self.rng, 0.7),
            question_id="q1",
        )
        story = Story(Session(session_id=drawn_id(self.rng, at)), trouble, actor, solves=happens(self.rng, 0.86))
        story.do(at, lambda s: opening.open_session(s, request, at))
        self._open.add(actor.id)
        self.stories.append(story)
        self._wait(story, at)
        if request.explained and happens(self.rng, 0.15):
            self._after(at, self.rng.uniform(20, 150), lambda then: self._help_oneself(story, then))

    def _wait(self, story: Story, at: dt.datetime) -> None:
        self._waiting.append(story)
        visit = story.visit
        self._after(
            at, self.rng.expovariate(1 / _PATIENCE_SECONDS) + 15, lambda then: self._give_up(story, visit, then)
        )
        self._pair(at)

    def _help_oneself(self, story: Story, at: dt.datetime) -> None:
        if story in self._waiting and story.session.state is SessionState.QUEUED:
            file(story, at)
            self._leave(story, at)

    def _give_up(self, story: Story, visit: int, at: dt.datetime) -> None:
        if story.visit == visit and story.session.state is SessionState.QUEUED and story.session.ending is None:
            self._leave(story, at)

    def _leave(self, story: Story, at: dt.datetime) -> None:
        story.do(at, lambda s: opening.leave_queue(s, story.asker, "cancelled"))
        self._waiting.remove(story)
        self._open.discard(story.asker.id)

    def _close_queue(self, at: dt.datetime) -> None:
        for story in list(self._waiting):
            if story.session.state is SessionState.QUEUED:
                self._leave(story, at)

    def _pair(self, at: dt.datetime) -> None:
        """Offer whoever waits, by rank, to whoever has most slots free."""
        for story in sorted(self._waiting, key=lambda one: one.session.waiting.rank if one.session.waiting else 0.0):
            waiting = story.session.waiting
            if story.session.state is not SessionState.QUEUED or waiting is None:
                continue
            relaxed = (at - waiting.queued_at).total_seconds() > _RELAX_SECONDS or story.visit > 0
            fit = [
                one
                for one in self.clerks
                if one.may_take(waiting.queue_id, story.session.tier, relaxed=relaxed)
                and not is_passed_over(story.session.passed_over, one.ref.officer_id, at)
            ]
            if fit:
                self._offer(story, max(fit, key=lambda one: (len(one.free), one.ref.officer_id)), at)

    def _offer(self, story: Story, clerk: Clerk, at: dt.datetime) -> None:
        slot, offer_id = min(clerk.free), f"o{story.session.seq}"
        until = at + dt.timedelta(seconds=_OFFER_SECONDS)
        story.do(at, lambda s: offer.make_offer(s, offer_id, clerk.ref, slot, until))
        clerk.free.discard(slot)
        fate = self.rng.choices(("take", "decline", "miss"), (95, 3, 2))[0]
        if fate == "take":
            self._after(at, self.rng.uniform(1.5, 14), lambda then: self._take(story, clerk, offer_id, then))
        elif fate == "decline":
            self._after(at, self.rng.uniform(2, 12), lambda then: self._decline(story, clerk, slot, offer_id, then))
        else:
            self._after(at, _OFFER_SECONDS + 0.4, lambda then: self._miss(story, clerk, slot, offer_id, then))

    def _decline(self, story: Story, clerk: Clerk, slot: int, offer_id: str, at: dt.datetime) -> None:
        actor = Actor(role=Role.OFFICER, id=clerk.ref.officer_id)
        story.do(at, lambda s: offer.decline_offer(s, actor, offer_id, "other"))
        clerk.free.add(slot)
        self._pair(at)

    def _miss(self, story: Story, clerk: Clerk, slot: int, offer_id: str, at: dt.datetime) -> None:
        story.do(at, lambda s: offer.expire_offer(s, offer_id, at))
        clerk.free.add(slot)
        if clerk.status is OfficerStatus.AVAILABLE:
            clerk.declare(at, OfficerStatus.AWAY, "missed_offer")
            self._after(at, self.rng.uniform(60, 400), lambda then: self._back(clerk, then))
        self._pair(at)

    def _back(self, clerk: Clerk, at: dt.datetime) -> None:
        if self.workdays.is_open(at):
            self._declare(clerk, OfficerStatus.AVAILABLE, at)

    # --- talking

    def _take(self, story: Story, clerk: Clerk, offer_id: str, at: dt.datetime) -> None:
        actor = Actor(role=Role.OFFICER, id=clerk.ref.officer_id)
        story.do(at, lambda s: offer.accept_offer(s, actor, offer_id, at))
        self._waiting.remove(story)
        story.visit += 1
        talk = Talk(self.rng, story, self.lists.reasons)
        moves = talk.moves()
        if story.visit == 1 and happens(self.rng, 0.05):
            moves = itertools.islice(moves, 3)
            self._go_on(story, at, moves, lambda then: self._hand_on(story, clerk, then))
        elif happens(self.rng, 0.01):
            moves = itertools.islice(moves, 2)
            self._go_on(story, at, moves, lambda then: self._lose(story, clerk, then))
        else:
            self._go_on(story, at, moves, lambda then: self._end(story, clerk, talk, then))

    def _go_on(
        self,
        story: Story,
        at: dt.datetime,
        moves: Iterator[tuple[float, Callable[[dt.datetime], object]]],
        end: Callable[[dt.datetime], object],
    ) -> None:
        following = next(moves, None)
        if following is None:
            self._after(at, self.rng.uniform(2, 20), end)
            return
        seconds, work = following

        def move(then: dt.datetime) -> None:
            work(then)
            self._go_on(story, then, moves, end)

        self._after(at, seconds, move)

    def _hand_on(self, story: Story, clerk: Clerk, at: dt.datetime) -> None:
        to = transfer.Destination(kind="tier", target="2", name="二线")
        slot = story.session.slot
        if story.do(at, lambda s: transfer.transfer(s, story.officer, to, None)) is not None and slot is not None:
            clerk.free.add(slot)
            self._wait(story, at)

    def _lose(self, story: Story, clerk: Clerk, at: dt.datetime) -> None:
        """The officer's line is gone for good: every session of theirs would go back; here only this one."""
        slot = story.session.slot
        if story.do(at, lambda s: offer.lose_officer(s, clerk.ref.officer_id, at)) is not None and slot is not None:
            clerk.free.add(slot)
            self._wait(story, at)

    def _end(self, story: Story, clerk: Clerk, talk: Talk, at: dt.datetime) -> None:
        by = story.asker if happens(self.rng, 0.6) else story.officer
        story.do(at, lambda s: ending.end_session(s, by))
        self._open.discard(story.asker.id)
        if (rating := talk.rating()) is not None:
            since = at - dt.timedelta(days=1)
            self._after(
                at,
                self.rng.uniform(3, 90),
                lambda then: story.do(
                    then, lambda s: ending.rate_session(s, story.asker, rating, self.lists.reasons, since)
                ),
            )
        self._after(at, self.rng.uniform(12, 110), lambda then: self._wrap_up(story, clerk, then))

    def _wrap_up(self, story: Story, clerk: Clerk, at: dt.datetime) -> None:
        known, slot, actor = self.lists.dispositions, story.session.slot, story.officer
        outcomes = {question.question_id: self.rng.choice(known[:3]) for question in story.session.questions}
        story.do(at, lambda s: ending.wrap_up(s, actor, outcomes, "", known))
        if slot is not None:
            clerk.free.add(slot)
        self._pair(at)
