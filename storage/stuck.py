"""What the stuck map reads: questions and fields of whole days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from storage.schema_reports import field_facts, question_facts
from storage.types import plain_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from chatserver.domain.stuck import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """How often officers pointed at a field of a step and proposed for it, and how many proposals were accepted."""

    field_id: str
    highlighted: int
    proposed: int
    accepted: int


def read_asked(connection: Connection, since: dt.datetime, until: dt.datetime) -> Iterable[Asked]:
    """Return the questions asked from `since` until before `until`, in the order of asking."""
    columns = question_facts.c
    query = (
        sa.select(
            columns.matter_id, columns.step_id, columns.error_id, columns.person_key, columns.lost, columns.solved_by
        )
        .where(columns.opened_at >= since, columns.opened_at < until)
        .order_by(columns.opened_at, columns.session_id, columns.number)
    )
    return cast("Iterable[Asked]", plain_rows(connection, query))


def load_fields(
    connection: Connection, first: dt.date, last: dt.date, matter_id: str, step_id: str
) -> list[FieldCount]:
    """Return the fields of one step that officers pointed at or proposed for, the most frequent first."""
    columns = field_facts.c
    sums = [
        sa.func.sum(column).label(column.name) for column in (columns.highlighted, columns.proposed, columns.accepted)
    ]
    query = (
        sa.select(columns.field_id, *sums)
        .where(columns.day.between(first, last), columns.matter_id == matter_id, columns.step_id == step_id)
        .group_by(columns.field_id)
        .order_by((sums[0] + sums[1]).desc(), columns.field_id)
    )
    return [
        FieldCount(
            field_id=row.field_id,
            highlighted=int(row.highlighted),
            proposed=int(row.proposed),
            accepted=int(row.accepted),
        )
        for row in connection.execute(query)
    ]
