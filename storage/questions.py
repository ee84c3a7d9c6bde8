"""Questions of closed sessions in the order of asking, page by page, for exports of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from storage.schema_reports import question_facts
from storage.types import plain_rows, raw

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

Place: TypeAlias = "tuple[int, str, int]"
"""Where a page ended: opened_at in microseconds, session_id, number."""
_NAMES = (
    *("session_id", "number", "opened_at", "matter_id", "step_id", "error_id"),
    *("solved_by", "lost", "disposition", "solved", "filed"),
)


def load_page(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, after: Place | None, size: int
) -> Sequence[tuple[Any, ...]]:
    """Return up to `size` questions asked from `since` until before `until`, behind `after`, as the database has them:
    session_id, number, opened_at, matter_id, step_id, error_id, solved_by, lost (both in microseconds), disposition,
    solved, filed.
    """
    columns = question_facts.c
    key = raw(columns.opened_at), columns.session_id, columns.number
    query = sa.select(*(raw(columns[name]) for name in _NAMES)).where(columns.opened_at < until)
    if after is not None:  # the only lower bound, as in paging.py
        query = query.where(key[0] >= after[0], sa.tuple_(*key) > sa.tuple_(*map(sa.literal, after)))
    elif since is not None:
        query = query.where(columns.opened_at >= since)
    return plain_rows(connection, query.order_by(*key).limit(size))
