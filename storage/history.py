"""Writes histories that were made elsewhere, whole sessions at a time, faster than they could be lived."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.officer_days import mark_sessions
from storage.parts import note_parts
from storage.schema import events, officer_events, sessions
from storage.schema_reports import (
    assignment_facts,
    field_facts,
    question_facts,
    session_facts,
    simulations,
    transfer_facts,
)
from storage.search import SaidText, save_texts
from storage.stuck_spans import mark_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

Values = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Batch:
    """Rows of whole sessions, by table; officers' statuses without their numbers."""

    events: list[Values] = field(default_factory=list)
    sessions: list[Values] = field(default_factory=list)
    session_facts: list[Values] = field(default_factory=list)
    question_facts: list[Values] = field(default_factory=list)
    field_facts: list[Values] = field(default_factory=list)
    assignment_facts: list[Values] = field(default_factory=list)
    transfer_facts: list[Values] = field(default_factory=list)
    said: list[SaidText] = field(default_factory=list)
    statuses: list[Values] = field(default_factory=list)


def write_batch(connection: Connection, batch: Batch) -> None:
    """Write one batch. Its ids must be new."""
    note_parts(connection, batch.session_facts)
    mark_sessions(connection, [], batch.assignment_facts)
    mark_changed(connection, [], batch.question_facts)
    pairs: Sequence[tuple[sa.Table, list[Values]]] = (
        (events, batch.events),
        (sessions, batch.sessions),
        (session_facts, batch.session_facts),
        (question_facts, batch.question_facts),
        (field_facts, batch.field_facts),
        (assignment_facts, batch.assignment_facts),
        (transfer_facts, batch.transfer_facts),
        (officer_events, batch.statuses),
    )
    for table, rows in pairs:
        if rows:
            connection.execute(sa.insert(table), rows)
    save_texts(connection, batch.said)


def count_sessions(connection: Connection) -> int:
    """Return how many sessions there are."""
    return connection.execute(sa.select(sa.func.count()).select_from(sessions)).scalar_one()


def note_simulation(
    connection: Connection, made_at: dt.datetime, seed: int, count: int, days: tuple[dt.date, dt.date]
) -> None:
    """Say for good that this database holds what was invented."""
    values = {"made_at": made_at, "seed": seed, "sessions": count, "first": days[0], "last": days[1]}
    connection.execute(sa.insert(simulations).values(values))


def is_simulated(connection: Connection) -> bool:
    """Tell whether anything in this database was invented."""
    return connection.execute(sa.select(simulations.c.made_at).limit(1)).first() is not None
