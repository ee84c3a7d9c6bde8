"""The second path: sums over all sessions, and what becomes a figure of them; see `recount`."""

from __future__ import annotations

import hmac
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from chatserver.domain.recount import A_SECOND, Log, Story, read_log
from chatserver.domain.recount_session import recount_session
from chatserver.domain.recount_time import (
    by_officer,
    clipped,
    free_spans,
    hours_with_anybody,
    is_open,
    opening_hours,
    years_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chatserver.domain.recount import Numbers, PlainScope, Row

LENGTHS = {"wait_answered", "wait_abandoned", "wait_again", "first_response", "response"}
IN_SECONDS = {"handle_time", "talk_time", "hold_time", "wrap_up_time"}


class Counted(NamedTuple):
    """A figure as the second path has it."""

    numerator: float
    denominator: float
    value: float | None


class _Answered(NamedTuple):
    """What came of a session, for whether it was followed by another."""

    session_id: str
    at: int
    keys: list[tuple[Any, ...]]
    achieved: bool | None


class Recount:
    """Takes the rows of one session after the other, then tells every figure."""

    def __init__(self, asked: PlainScope, calendar: Mapping[str, Any], alias_key: bytes | None = None) -> None:
        """`alias_key`: where names were purged from the log, what turned ids into the aliases that stand there."""
        self._alias_key = alias_key
        self.gaps: dict[str, int] = {}
        self.repeated: set[str] = set()
        self.officers: dict[str, Numbers] = {}
        self._asked, self._calendar = asked, calendar
        self._time_until = min(asked.until, asked.as_of)
        self._sums: dict[str, list[int]] = {}
        self._lengths: dict[str, list[int]] = {name: [] for name in LENGTHS}
        self._spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._openings: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        self._answered: list[_Answered] = []

    def of(self, rows: Sequence[Row]) -> dict[str, Numbers] | None:
        """Return what one session adds, or None when it is not of the scope or not whole."""
        log = read_log(rows, self._asked.as_of)
        if not isinstance(log, Log):
            return None
        story = Story(log)
        return recount_session(story, self._asked) if self._is_of_scope(story) else None

    def take(self, rows: Sequence[Row]) -> None:
        """Take the rows of one session; what cannot be understood is a gap."""
        try:
            log = read_log(rows, self._asked.as_of)
            if isinstance(log, int):
                self._mark(rows, log)
            elif log is not None:
                self._add(Story(log), rows)
        except (KeyError, TypeError):
            self._mark(rows, 0)

    def figures(self, statuses: Iterable[Row]) -> dict[str, Counted]:
        """Return every figure by id; `statuses` are the rows of all officers."""
        found = {name: self._figure(name, sums) for name, sums in self._sums.items()}
        for name, lengths in self._lengths.items():
            found |= _spread(name, lengths)
        return found | self._repeats() | self._times(statuses)

    def _mark(self, rows: Sequence[Row], number: int) -> None:
        opened_at = rows[0][2] if rows[0][7] is None else rows[0][7]
        closed_at = rows[0][8]
        if opened_at < self._asked.until + self._asked.repeat_within and not (
            closed_at is not None and closed_at < self._asked.since
        ):
            self.gaps[rows[0][0]] = number

    def _who(self, story: Story) -> tuple[str | None, ...]:
        taxpayer_id, bureau = story.taxpayer
        if self._alias_key is None:
            return taxpayer_id, bureau
        if taxpayer_id.startswith("~"):
            return (taxpayer_id,)
        name = f"{taxpayer_id}:" if bureau is None else f"{taxpayer_id}:{bureau}|"
        return (f"~{hmac.digest(self._alias_key, name.encode(), 'sha256').hex()[:24]}",)

    def _is_of_scope(self, story: Story) -> bool:
        asked, at = self._asked, story.log.opened_at
        if at < asked.since or at >= asked.until:
            return False
        if asked.business_only and not is_open(self._calendar, at):
            return False
        if asked.tier is not None and story.tier != asked.tier:
            return False
        return asked.matter_id is None or story.matter_id == asked.matter_id

    def _add(self, story: Story, rows: Sequence[Row]) -> None:
        at = story.log.opened_at
        if story.times_known:
            for officer_id, _, since, until in story.with_officers():
                end = self._time_until if until is None else until
                self._spans[officer_id] += clipped(since, end, self._asked.since, self._time_until)
        keys = [(self._who(story), *one) for one in story.about]
        if at < self._asked.until + self._asked.repeat_within:
            for key in keys:
                self._openings[key].append(at)
        if not self._is_of_scope(story):
            return
        for name, numbers in recount_session(story, self._asked).items():
            if name in LENGTHS:
                self._lengths[name] += numbers
            else:
                kept = self._sums.get(name, [0] * len(numbers))
                self._sums[name] = [old + new for old, new in zip(kept, numbers, strict=True)]
        if story.assigned and at <= self._asked.as_of - self._asked.repeat_within:
            rating = story.first("session.rated")
            achieved = rating.body.get("achieved") if rating else None
            self._answered.append(_Answered(rows[0][0], at, keys, achieved))

    def _figure(self, name: str, sums: Sequence[int]) -> Counted:
        if len(sums) == 1:
            return Counted(sums[0], 1, sums[0])
        numerator = sums[0] / A_SECOND if name in IN_SECONDS else sums[0]
        return _ratio(numerator, sums[1])

    def _repeats(self) -> dict[str, Counted]:
        for one in self._answered:
            last = one.at + self._asked.repeat_within
            if any(one.at < at <= last for key in one.keys for at in self._openings[key]):
                self.repeated.add(one.session_id)
        said = [one for one in self._answered if one.achieved is not None]
        done = [one for one in said if one.achieved and one.session_id not in self.repeated]
        return {
            "repeat_rate": _ratio(len(self.repeated), len(self._answered)),
            "first_contact_rate": _ratio(len(done), len(said)),
        }

    def _times(self, statuses: Iterable[Row]) -> dict[str, Counted]:
        asked = self._asked
        free, gaps = free_spans(statuses, asked.since, self._time_until, asked.as_of)
        self.gaps |= gaps
        self.officers = by_officer(self._spans, free)
        if asked.matter_id is not None or asked.tier is not None or asked.business_only:
            return {}
        sums = list(self.officers.values())
        load, busy, idle, count = (sum(one[place] for one in sums) for place in (0, 1, 2, 4))
        found = {
            "concurrency.mean": _of_time(load, busy),
            "concurrency.peak": _ratio(max([one[3] for one in sums], default=0), 1),
            "occupancy": _of_time(busy, busy + idle),
            "officer_time": _ratio(busy / A_SECOND, count),
        }
        if years_of(self._calendar, asked.since, self._time_until):
            hours = opening_hours(self._calendar, asked.since, self._time_until)
            found["availability"] = _of_time(*hours_with_anybody(free, hours))
        return found


def _ratio(numerator: float, denominator: float) -> Counted:
    return Counted(numerator, denominator, numerator / denominator if denominator else None)


def _of_time(numerator: int, denominator: int) -> Counted:
    value = numerator / denominator if denominator else None
    return Counted(numerator / A_SECOND, denominator / A_SECOND, value)


def _spread(name: str, lengths: Sequence[int]) -> dict[str, Counted]:
    in_order, count = sorted(lengths), len(lengths)
    found = {f"{name}.mean": _ratio(sum(lengths) / A_SECOND, count)}
    for percent in (50, 90, 99):
        rank = next((rank for rank in range(1, count + 1) if rank * 100 >= percent * count), 0)
        value = in_order[rank - 1] / A_SECOND if count else None
        found[f"{name}.p{percent}"] = Counted(rank, count, value)
    return found
