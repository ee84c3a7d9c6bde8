"""Queues and lines: the figures of the sessions opened for each, and how sessions went from one to another."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from chatserver.domain.metrics import in_scope
from chatserver.domain.metrics_facts import SessionFacts
from chatserver.domain.report_moves import Flow, flows_of, moves_of
from chatserver.domain.report_parts import DEFINITIONS, Sum
from chatserver.services.metrics import facts_of, settled
from chatserver.services.overview import named, sums_of
from storage.live import load_live
from storage.moves import load_moves
from storage.parts import By

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.metrics_figures import Figure, Scope
    from chatserver.domain.report_moves import Move
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database
    from storage.log import SessionOnDisk
    from storage.parts import Chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """One queue or line: every figure of sessions by id, and its transfers."""

    key: str | int
    figures: Mapping[str, Figure]
    flow: Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """Queues by the matter that they are named after, lines by number; only those in which anything happened.

    `figures`: of all together. `live`: sessions among them that go on, or are not in the sums yet.
    """

    figures: Mapping[str, Figure]
    live: int
    queues: Sequence[QueueFigures]
    tiers: Sequence[QueueFigures]


async def queues_of(
    database: Database,
    chosen: Chosen,
    workdays: Workdays,
    as_of: dt.datetime,
    wanted: Container[str] = DEFINITIONS,
) -> Queues:
    """Return the queues and lines of the chosen sessions, told by the definitions `wanted`, sessions among them.

    Raises CalendarUnknown as `overview` does.
    """
    found = await sums_of(database, chosen, workdays, as_of, {By.PLACE: wanted})
    places = found.sums[By.PLACE]
    for one in places.values():  # once: queues, lines and the whole are made of these
        one.put_together(wanted)
    moves, live = await database.read(partial(_load, chosen=chosen, scope=found.scope))
    for on_disk in live:
        facts = facts_of(on_disk, found.scope)
        if isinstance(facts, SessionFacts) and in_scope(facts, found.scope, workdays):
            moves.update(moves_of(settled(on_disk, as_of)))
    queues, tiers = _split(places, 0), _split(places, 1)
    return Queues(
        figures=named(found.total(By.PLACE), wanted),
        live=found.live,
        queues=_lines(queues, flows_of(moves, lambda place: place.queue_id), wanted),
        tiers=_lines(tiers, flows_of(moves, lambda place: place.tier), wanted),
    )


def _load(
    connection: Connection, chosen: Chosen, scope: Scope
) -> tuple[collections.Counter[Move], list[SessionOnDisk]]:
    return load_moves(connection, chosen), load_live(connection, scope.since, scope.until)


def _split(sums: Mapping[tuple[Any, ...], Sum], part: int) -> dict[Any, Sum]:
    """Return the sums by one part of their keys."""
    found: dict[Any, Sum] = collections.defaultdict(Sum)
    for key, one in sums.items():
        found[key[part]].include(one)
    return found


def _lines(sums: Mapping[Any, Sum], flows: Mapping[Any, Flow], wanted: Container[str]) -> list[QueueFigures]:
    lines = (
        QueueFigures(key=key, figures=named(sums.get(key, Sum()), wanted), flow=flows.get(key, Flow()))
        for key in sorted({*sums, *flows})
    )
    return [one for one in lines if one.figures["sessions"].numerator or any(one.flow)]
