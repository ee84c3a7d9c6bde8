"""Queues and lines: the figures of the sessions opened for each, and how sessions went from one to another."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from chatserver.domain.metrics import in_scope
from chatserver.domain.metrics_facts import SessionFacts
from chatserver.domain.report_moves import Flow, flows_of, moves_of
from chatserver.domain.report_parts import Sum
from chatserver.services.metrics import facts_of, settled
from chatserver.services.overview import overview, scope_of
from storage.live import load_live
from storage.moves import load_moves
from storage.parts import By

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.metrics_figures import Figure, Scope
    from chatserver.domain.report_moves import Move
    from chatserver.domain.workdays import Workdays
    from chatserver.services.overview import Overview
    from storage.engine import Database
    from storage.log import SessionOnDisk
    from storage.parts import Chosen

T = TypeVar("T", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures(Generic[T]):
    """One queue or line: every figure of sessions by id, and its transfers."""

    key: T
    figures: Mapping[str, Figure]
    flow: Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """Queues by the matter that they are named after, lines by number; only those in which anything happened."""

    overview: Overview
    queues: Sequence[QueueFigures[str]]
    tiers: Sequence[QueueFigures[int]]


async def queues_of(database: Database, chosen: Chosen, workdays: Workdays, as_of: dt.datetime) -> Queues:
    """Return the queues and lines of the chosen sessions. Raises CalendarUnknown as `overview` does."""
    by_matter = await overview(database, chosen, workdays, as_of, By.MATTER)
    by_tier = await overview(database, chosen, workdays, as_of, By.TIER)
    scope = scope_of(chosen, as_of)
    moves, live = await database.read(partial(_load, chosen=chosen, scope=scope))
    for on_disk in live:
        facts = facts_of(on_disk, scope)
        if isinstance(facts, SessionFacts) and in_scope(facts, scope, workdays):
            moves.update(moves_of(settled(on_disk, as_of)))
    return Queues(
        overview=by_matter,
        queues=_lines(by_matter, flows_of(moves, lambda place: place.queue_id)),
        tiers=_lines(by_tier, flows_of(moves, lambda place: place.tier)),
    )


def _load(
    connection: Connection, chosen: Chosen, scope: Scope
) -> tuple[collections.Counter[Move], list[SessionOnDisk]]:
    return load_moves(connection, chosen), load_live(connection, scope.since, scope.until)


def _lines(found: Overview, flows: Mapping[T, Flow]) -> list[QueueFigures[T]]:
    nothing = {figure.id: figure for figure in Sum().figures()}
    lines = (
        QueueFigures(key=key, figures=found.split.get(key, nothing), flow=flows.get(key, Flow()))
        for key in sorted({*found.split, *flows})
    )
    return [one for one in lines if one.figures["sessions"].numerator or any(one.flow)]
