"""The wallboard as words and shapes by name: the page and its script put them where they belong, and add nothing.

`text` goes between tags, `mark` says a state by word (its look is the style sheet's), `draw` is a shape's attribute.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chatserver.domain.wall import ALARM, QueueLine, Slots
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.web.reports import amounts
from chatserver.web.reports.overview_view import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chatserver.domain.metrics_figures import Figure
    from chatserver.domain.wall import Wall
    from chatserver.services.wall import Board

ROWS: Final = 12
"""Rows that are legible from five metres; of more queues the quiet ones share the last row."""
LONG: Final = 5
"""More figures than fit their tile: an hour, its minutes and seconds."""
BAR: Final = 160
"""Units of width of a full bar."""
LEFT, RIGHT, TOP, BOTTOM = 84, 588, 52, 460
"""Where the line is drawn, in units of its picture."""
THIRDS: Final = 3
_TOPS: Final = (3, 6, 9, 15, 30, 60, 90, 120, 180, 360, 720, 1440)
"""Minutes at the top of the picture; a third of each can be read."""
_QUIET: Final = dt.timedelta()


@dataclass(slots=True)
class Shown:
    """What is shown, by name."""

    text: dict[str, str] = field(default_factory=dict)
    mark: dict[str, str] = field(default_factory=dict)
    draw: dict[str, str] = field(default_factory=dict)


def show(board: Board, now: dt.datetime, words: Mapping[str, str], names: Mapping[str, str]) -> Shown:
    """Return the board in words; `names`: of queues."""
    shown = Shown()
    _tiles(shown, board, words)
    for n, row in enumerate(_rows(board.now.queues)):
        name = names.get(row.queue_id, row.queue_id)
        _queue(shown, f"queue.{n}", row, name or words["reports.wall.others"], words)
    _line(shown, board, words)
    _today(shown, board, now, words)
    return shown


def _tiles(shown: Shown, board: Board, words: Mapping[str, str]) -> None:
    wall, text = board.now, shown.text
    more = wall.waiting - board.waiting_before
    shown.mark["change"] = "more" if more > 0 else "less" if more < 0 else "same"
    text["waiting"] = amounts.whole(wall.waiting)
    text["change"] = _put(words[f"reports.wall.change.{shown.mark['change']}"], n=amounts.whole(abs(more)))
    late = wall.longest is not None and wall.longest > ALARM
    shown.mark["longest"] = "late" if late else "fine"
    text["longest"] = amounts.clock(wall.longest)
    shown.mark["longest.size"] = "long" if len(text["longest"]) > LONG else "short"
    said = shown.mark["longest"] if wall.waiting else "nobody"
    text["longest.note"] = _put(words[f"reports.wall.longest.{said}"], line=amounts.clock(ALARM))
    level, crew = board.today.figures.figures["service_level"], wall.crew
    text["level"], text["level.parts"] = amounts.percent(level.value), parts(level)
    text["duty"], text["duty.all"] = amounts.whole(crew.on_duty), amounts.whole(crew.all)
    text["duty.parts"] = _put(
        words["reports.wall.duty.parts"], slots=_slots(crew.slots), away=str(crew.away), off=str(crew.off_duty)
    )


def _rows(queues: Sequence[QueueLine]) -> Iterator[QueueLine]:
    """Yield the rows in their order; where there are too many, the quietest as one without a name."""
    if len(queues) <= ROWS:
        yield from queues
        return
    kept = sorted(queues, key=lambda queue: (-(queue.longest or _QUIET), -queue.waiting, -queue.slots.in_hand))
    shown = {queue.queue_id for queue in kept[: ROWS - 1]}
    yield from (queue for queue in queues if queue.queue_id in shown)
    rest = kept[ROWS - 1 :]
    yield QueueLine(
        queue_id="",
        waiting=sum(queue.waiting for queue in rest),
        longest=rest[0].longest,
        slots=Slots(in_hand=0, capacity=0),
        why=rest[0].why,
    )


def _queue(shown: Shown, key: str, row: QueueLine, name: str, words: Mapping[str, str]) -> None:
    slots = row.slots
    shown.mark[key] = "late" if row.is_late else "waits" if row.waiting else "quiet"
    shown.text[f"{key}.name"] = name
    shown.text[f"{key}.waiting"] = amounts.whole(row.waiting)
    shown.text[f"{key}.longest"] = amounts.clock(row.longest)
    shown.text[f"{key}.slots"] = _slots(slots) if row.queue_id else amounts.NOTHING
    shown.text[f"{key}.why"] = words[f"reports.wall.why.{row.why}"] if row.why else ""
    shown.draw[f"{key}.bar"] = str(slots.in_hand * BAR // slots.capacity if slots.capacity else 0)


def _line(shown: Shown, board: Board, words: Mapping[str, str]) -> None:
    points = [*board.line.items(), (board.now.at, board.now.longest or _QUIET)]
    first, last = points[0][0], points[-1][0]
    highest = max(ALARM, *(length for _, length in points)).total_seconds() / 60
    top = dt.timedelta(minutes=next((minutes for minutes in _TOPS if minutes >= highest), highest))

    def place(at: dt.datetime, length: dt.timedelta) -> tuple[float, float]:
        return LEFT + (RIGHT - LEFT) * ((at - first) / (last - first)), BOTTOM - (BOTTOM - TOP) * (length / top)

    shown.draw["line"] = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in points))
    shown.draw["alarm"] = f"translate(0 {place(first, ALARM)[1]:.1f})"
    x, y = place(*points[-1])
    shown.text["line.now"] = amounts.clock(board.now.longest) if board.now.waiting else ""
    shown.draw["end"] = f"translate({x:.1f} {y:.1f})"
    for third in range(THIRDS + 1):
        shown.text[f"line.{third}"] = amounts.clock(top * third / THIRDS)
    for name, at in (("from", first), ("middle", first + (last - first) / 2), ("to", last)):
        shown.text[f"line.{name}"] = _local(at).strftime("%H:%M")
    worst_at, worst = max(points, key=lambda point: point[1])
    shown.draw["words"] = _put(
        words["reports.wall.line.words"],
        now=amounts.clock(points[-1][1]),
        worst=amounts.clock(worst),
        at=_local(worst_at).strftime("%H:%M"),
    )


def _today(shown: Shown, board: Board, now: dt.datetime, words: Mapping[str, str]) -> None:
    found, text = board.today.figures, shown.text
    answered, filed = found.figures["answered_rate"], found.figures["filed_rate"]
    text["answered"] = amounts.whole(int(answered.numerator))
    text["questions"] = amounts.whole(int(found.figures["questions"].numerator))
    text["answered_rate"], text["answered_rate.parts"] = amounts.percent(answered.value), parts(answered)
    text["filed_rate"], text["filed_rate.parts"] = amounts.percent(filed.value), parts(filed)
    text["age"] = _put(
        words["reports.wall.age"], now=_seconds(now - board.now.at), today=_seconds(now - found.scope.as_of)
    )
    here = _local(board.now.at)
    text["day"] = f"{here:%Y-%m-%d} {words[f'reports.wall.weekday.{here.weekday()}']}"
    text["time"] = f"{here:%H:%M}"
    text["simulated"] = words["reports.wall.simulated"] if board.today.is_simulated else ""
    text["gaps"] = _put(words["reports.wall.gaps"], n=amounts.whole(len(found.gaps))) if found.gaps else ""
    wrong = len(found.violations)
    text["wrong"] = _put(words["reports.wall.wrong"], n=amounts.whole(wrong)) if wrong else ""


def _slots(slots: Slots) -> str:
    return f"{slots.in_hand} / {slots.capacity}"


def _seconds(age: dt.timedelta) -> str:
    return str(max(0, round(age.total_seconds())))


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(BUREAU_ZONE)


def _put(words: str, **values: str) -> str:
    """Return the words with {names} filled in."""
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def numbers_of(board: Board) -> Mapping[str, object]:
    """Return the same as plain numbers: lengths in seconds, shares as numerator, denominator and value."""
    wall, today = board.now, board.today
    figures = today.figures.figures
    return {
        "at": wall.at.isoformat(),
        "waiting": wall.waiting,
        "waiting_before": board.waiting_before,
        "longest_seconds": _length(wall.longest),
        "alarm_seconds": _length(ALARM),
        "officers": _crew(wall),
        "queues": [_plain(queue) for queue in wall.queues],
        "line": [{"at": at.isoformat(), "seconds": _length(length)} for at, length in board.line.items()],
        "today": {
            "as_of": today.figures.scope.as_of.isoformat(),
            "sessions": figures["sessions"].numerator,
            "answered": figures["answered_rate"].numerator,
            "questions": figures["questions"].numerator,
            **{name: _share(figures[name]) for name in ("service_level", "answered_rate", "filed_rate")},
            "gaps": len(today.figures.gaps),
            "violations": len(today.figures.violations),
            "is_simulated": today.is_simulated,
        },
    }


def _crew(wall: Wall) -> Mapping[str, int]:
    crew = wall.crew
    return {
        "all": crew.all,
        "on_duty": crew.on_duty,
        "away": crew.away,
        "off_duty": crew.off_duty,
        "in_hand": crew.slots.in_hand,
        "capacity": crew.slots.capacity,
    }


def _plain(queue: QueueLine) -> Mapping[str, object]:
    return {
        "queue_id": queue.queue_id,
        "waiting": queue.waiting,
        "longest_seconds": _length(queue.longest),
        "in_hand": queue.slots.in_hand,
        "capacity": queue.slots.capacity,
        "why": queue.why,
        "is_late": queue.is_late,
    }


def _share(figure: Figure) -> Mapping[str, float | None]:
    return {"numerator": figure.numerator, "denominator": figure.denominator, "value": figure.value}


def _length(length: dt.timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()
