"""The second path: officers' time and business hours, walking along the clock from change to change; see `recount`."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chatserver.domain.recount import Numbers, Row

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
A_DAY = 86_400 * 1_000_000
Span = tuple[int, int]


def by_officer(sessions: Mapping[str, Sequence[Span]], free: Mapping[str, Sequence[Span]]) -> dict[str, Numbers]:
    """Return of each officer: time of sessions, of having any, of being free; most at once; how many."""
    found: dict[str, Numbers] = {}
    for officer_id in sessions.keys() | free.keys():
        mine = sessions.get(officer_id, ())
        load = busy = idle = most = 0
        for length, held, available in _walk(mine, free.get(officer_id, ())):
            load += held * length
            busy += length if held else 0
            idle += length if available and not held else 0
            most = max(most, held)
        found[officer_id] = (load, busy, idle, most, len(mine))
    return found


def hours_with_anybody(free: Mapping[str, Sequence[Span]], hours: Sequence[Span]) -> Numbers:
    """Return how long somebody was available in business hours, and how long those were."""
    there = opened = 0
    for length, is_open, available in _walk(hours, [span for spans in free.values() for span in spans]):
        opened += length if is_open else 0
        there += length if is_open and available else 0
    return there, opened


def free_spans(rows: Iterable[Row], since: int, until: int, as_of: int) -> tuple[dict[str, list[Span]], dict[str, int]]:
    """Return when each officer was available, clipped; and the first missing number of those with a gap."""
    logs: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for officer_id, seq, at, status in rows:
        logs[officer_id].append((seq, at, status))
    gaps = {
        officer_id: next(n for n, row in enumerate(log, 1) if row[0] != n)
        for officer_id, log in logs.items()
        if [row[0] for row in log] != list(range(1, len(log) + 1))
    }
    spans: dict[str, list[Span]] = {}
    for officer_id, log in logs.items():
        known = [row for row in log if row[1] <= as_of]
        if officer_id in gaps:
            continue
        spans[officer_id] = []
        for place, (_, at, status) in enumerate(known):
            end = known[place + 1][1] if place + 1 < len(known) else until
            if status == "available":
                spans[officer_id] += clipped(at, end, since, until)
    return spans, gaps


def clipped(start: int, end: int, since: int, until: int) -> list[Span]:
    """Return the part of a span that lies in the period: one span or none."""
    start, end = max(start, since), min(end, until)
    return [(start, end)] if start < end else []


def opening_hours(raw: Mapping[str, Any], since: int, until: int) -> list[Span]:
    """Return the business hours of a period, by the calendar as it stands in its file."""
    zone = zoneinfo.ZoneInfo(raw["zone"])
    found: list[Span] = []
    day = (EPOCH + dt.timedelta(microseconds=since)).astimezone(zone).date() - dt.timedelta(days=1)
    for _ in range((until - since) // A_DAY + 4):
        if is_working(raw, day.isoformat()):
            for hours in raw["hours"]:
                start, end = (_instant(day, hours[name], zone) for name in ("from", "to"))
                found += clipped(start, end, since, until)
        day += dt.timedelta(days=1)
    return found


def is_open(raw: Mapping[str, Any], at: int) -> bool:
    """Tell whether a moment lies in business hours."""
    return bool(opening_hours(raw, at, at + 1))


def is_working(raw: Mapping[str, Any], day: str) -> bool:
    """Tell whether a day (2026-11-16) is a working day."""
    if any(day in year["working_days"] for year in raw["years"]):
        return True
    if any(holiday["from"] <= day <= holiday["to"] for year in raw["years"] for holiday in year["holidays"]):
        return False
    return dt.date.fromisoformat(day).isoweekday() in raw["weekdays"]


def years_of(raw: Mapping[str, Any], since: int, until: int) -> bool:
    """Tell whether the calendar has every year of the period."""
    zone = zoneinfo.ZoneInfo(raw["zone"])
    ends = [(EPOCH + dt.timedelta(microseconds=at)).astimezone(zone).year for at in (since, until - 1)]
    known = {item["year"] for item in raw["years"]}
    return since >= until or all(year in known for year in range(ends[0], ends[1] + 1))


def _instant(day: dt.date, clock: str, zone: dt.tzinfo) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return int((local - EPOCH) / dt.timedelta(microseconds=1))


def _walk(one: Iterable[Span], other: Iterable[Span]) -> Iterable[tuple[int, int, int]]:
    """Yield from change to change: how long, how many of the first kind, how many of the other."""
    changes: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for kind, spans in enumerate((one, other)):
        for start, end in spans:
            changes[start][kind] += 1
            changes[end][kind] -= 1
    before, counts = 0, [0, 0]
    for at in sorted(changes):
        yield at - before, counts[0], counts[1]
        before = at
        counts = [counts[0] + changes[at][0], counts[1] + changes[at][1]]
