"""What must be true of all sessions together: slots, persons, and the order of the queue.

The sessions are given one after the other in the order in which they were opened; each is judged against those whose
time it shares, so a log of any length needs the memory of what goes on at once.

The logs of different sessions have no common order but their times, and each node has its own clock. So an overlap or
an overtaking counts only when it lasts longer than `skew`. Nor do the logs say what an officer's capacity was at a
time: with `capacities` (true when none was lowered since) a slot beyond it counts; without, two sessions on one slot.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chatserver.domain import events as ev
from chatserver.domain.guards import key_of
from chatserver.domain.invariants import NO_SKEW, Kind, Violation
from chatserver.domain.routing import PASS_OVER_SECONDS, RELAX_AFTER_SECONDS
from chatserver.domain.session import Session, SessionState, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chatserver.domain.aliases import Aliases
    from chatserver.domain.events import LoggedEvent

FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)
LOOK = dt.timedelta(seconds=2)
"""How old the look at the hall may be from which an offer was made, at the most: its slowest rhythm."""
_MANY = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` to `end` the session held `key` (a slot or a person), or waited. `seq` is where it began."""

    kind: Kind
    key: tuple[object, ...]
    session_id: str
    seq: int
    start: dt.datetime
    end: dt.datetime
    rank: float = 0.0
    passed_over: Mapping[str, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offered:
    """A waiting session was offered to an officer."""

    key: tuple[object, ...]
    session_id: str
    seq: int
    start: dt.datetime
    rank: float
    queued_at: dt.datetime
    officer_id: str


class Together:
    """Takes sessions' logs, the earliest opened first, and tells what they broke together."""

    def __init__(
        self,
        *,
        skew: dt.timedelta = NO_SKEW,
        look: dt.timedelta = LOOK,
        capacities: Mapping[str, int] | None = None,
        horizon: dt.datetime = FOREVER,
        aliases: Aliases | None = None,
    ) -> None:
        """`look`: how long before and after an offer another must have waited to have been passed by.

        `horizon`: what began then or later is not judged: logs that are read one after the other while a hub writes
        show each another moment, and only up to the first do all of them tell everything.
        `aliases`: under which names persons go whose own were purged.
        """
        self._horizon = horizon
        self._aliases = aliases
        self._skew = skew
        self._look = look + skew
        self._capacities = capacities or {}
        self._later: list[tuple[dt.datetime, int, int, Span | _Offered]] = []
        self._count = itertools.count()
        self._held: dict[tuple[Kind, tuple[object, ...]], Span] = {}
        self._waiting: dict[tuple[object, ...], list[Span]] = {}

    def take(self, events: Sequence[LoggedEvent]) -> Iterator[Violation]:
        """Judge what the sessions before this one have made certain, and remember this one.

        A log that has gaps or begins in the middle belongs to `violations_of`; give only those that replay.
        """
        if not events:
            return
        yield from self._judge_before(events[0].at - self._skew - 2 * self._look)
        for item in _spans(events):
            if item.start >= self._horizon:
                continue
            # what waits is known before what is offered at the same time
            heapq.heappush(self._later, (item.start, isinstance(item, _Offered), next(self._count), self._named(item)))

    def _named(self, item: Span | _Offered) -> Span | _Offered:
        if self._aliases is None or not isinstance(item, Span) or item.kind is not Kind.PERSON:
            return item
        return replace(item, key=(self._aliases.of_person(str(item.key[0])),))

    def finish(self) -> Iterator[Violation]:
        """Judge the rest."""
        yield from self._judge_before(FOREVER)

    def _judge_before(self, moment: dt.datetime) -> Iterator[Violation]:
        while self._later and self._later[0][0] < moment:
            item = heapq.heappop(self._later)[-1]
            if isinstance(item, _Offered):
                yield from self._overtaking(item)
            elif item.kind is Kind.ORDER:
                self._waiting.setdefault(item.key, []).append(item)
            else:
                yield from self._holding(item)

    def _holding(self, span: Span) -> Iterator[Violation]:
        key = span.kind, span.key
        before = self._held.get(key)
        if before is not None and min(before.end, span.end) - span.start > self._skew:
            words = f"{_name(span)} is held by {before.session_id} until {_until(before)}"
            yield Violation(span.kind, span.session_id, span.seq, words)
        if span.kind is Kind.SLOT:
            yield from self._beyond(span)
        if before is None or before.end < span.end:
            self._held[key] = span
        if len(self._held) > _MANY:
            self._held = {name: held for name, held in self._held.items() if held.end >= span.start}

    def _beyond(self, span: Span) -> Iterator[Violation]:
        officer_id, slot = span.key
        capacity = self._capacities.get(str(officer_id))
        if capacity is not None and int(str(slot)) > capacity:
            yield Violation(Kind.SLOT, span.session_id, span.seq, f"{_name(span)}, whose capacity is {capacity}")

    def _overtaking(self, offered: _Offered) -> Iterator[Violation]:
        """Who waits in the same queue for the same tier fits the same officers, unless passed over or asked sooner."""
        at = offered.start
        waiting = self._waiting.get(offered.key, [])
        waiting[:] = [span for span in waiting if span.end > at]
        for span in waiting:
            stood = span.start < at - self._look and span.end > at + self._look
            ahead = (span.rank, span.session_id) < (offered.rank, offered.session_id)
            if stood and ahead and self._could_have_had(span, offered):
                words = f"offered to {offered.officer_id} before {span.session_id}, which waited on with a better rank"
                yield Violation(Kind.ORDER, offered.session_id, offered.seq, words)

    def _could_have_had(self, span: Span, offered: _Offered) -> bool:
        declined = span.passed_over.get(offered.officer_id)
        term = dt.timedelta(seconds=PASS_OVER_SECONDS) + self._look
        if declined is not None and offered.start - declined < term:
            return False
        return _relaxed(offered.start - self._look - span.start) >= _relaxed(offered.start - offered.queued_at)


def _relaxed(waited: dt.timedelta) -> int:
    """Return how far requirements had relaxed by the written clock."""
    return sum(waited.total_seconds() >= after for after in RELAX_AFTER_SECONDS)


def _spans(events: Sequence[LoggedEvent]) -> Iterator[Span | _Offered]:
    """Yield what the session held and where it waited, each with its end."""
    begun: dict[Kind, Span] = {}
    session = Session(session_id=events[0].session_id)
    for logged in events:
        after = fold(session, logged)
        if isinstance(logged.event, ev.OfferMade) and session.waiting is not None:
            yield _offer_of(session, logged, logged.event)
        for kind, now in _holds(after, logged).items():
            old = begun.get(kind)
            if old is not None and (now is None or now.key != old.key):
                yield _ended(begun.pop(kind), logged.at)
            if now is not None and kind not in begun:
                begun[kind] = now
        session = after
    yield from begun.values()


def _ended(span: Span, at: dt.datetime) -> Span:
    return Span(
        kind=span.kind,
        key=span.key,
        session_id=span.session_id,
        seq=span.seq,
        start=span.start,
        end=max(at, span.start),
        rank=span.rank,
        passed_over=span.passed_over,
    )


def _holds(session: Session, logged: LoggedEvent) -> dict[Kind, Span | None]:
    """Return what the session holds after this event; None: nothing of this kind."""

    def span(kind: Kind, *key: object, rank: float = 0.0, passed_over: Mapping[str, dt.datetime] | None = None) -> Span:
        return Span(
            kind=kind,
            key=key,
            session_id=session.session_id,
            seq=logged.seq,
            start=logged.at,
            end=FOREVER,
            rank=rank,
            passed_over=passed_over or {},
        )

    slot, waiting = slot_of(session), session.waiting
    waits = waiting if session.state is SessionState.QUEUED and session.ending is None else None
    # who is handed to one officer waits for them alone, and stands in nobody else's way
    place = (waits.queue_id, session.tier, session.wanted_officer_id) if waits else ()
    return {
        Kind.PERSON: span(Kind.PERSON, key_of(session)) if holds_person(session) else None,
        Kind.SLOT: span(Kind.SLOT, *slot) if slot else None,
        Kind.ORDER: span(Kind.ORDER, *place, rank=waits.rank, passed_over=session.passed_over) if waits else None,
    }


def holds_person(session: Session) -> bool:
    """Tell whether its person can open no other session."""
    return session.opened_at is not None and session.ending is None


def slot_of(session: Session) -> tuple[str, int] | None:
    """Return the officer and the slot that the session takes: from the offer to the end of wrap-up."""
    if session.offer is not None:
        return session.offer.officer.officer_id, session.offer.slot
    if session.officer is None or session.slot is None or session.closed_at is not None:
        return None
    return session.officer.officer_id, session.slot


def _offer_of(session: Session, logged: LoggedEvent, event: ev.OfferMade) -> _Offered:
    waiting = session.waiting
    assert waiting is not None  # noqa: S101 - asked only about what waits
    return _Offered(
        key=(waiting.queue_id, session.tier, session.wanted_officer_id),
        session_id=session.session_id,
        seq=logged.seq,
        start=logged.at,
        rank=waiting.rank,
        queued_at=waiting.queued_at,
        officer_id=event.officer.officer_id,
    )


def _name(span: Span) -> str:
    if span.kind is Kind.SLOT:
        officer_id, slot = span.key
        return f"slot {slot} of {officer_id}"
    return f"the person {span.key[0]}"


def _until(span: Span) -> str:
    return "now" if span.end == FOREVER else span.end.isoformat()


def violations_across(logs: Iterable[Sequence[LoggedEvent]], together: Together | None = None) -> list[Violation]:
    """Return what these logs broke together; they may come in any order."""
    judge = together or Together()
    found: list[Violation] = []
    for events in sorted((log for log in logs if log), key=lambda log: (log[0].at, log[0].session_id)):
        found += judge.take(events)
    return [*found, *judge.finish()]
