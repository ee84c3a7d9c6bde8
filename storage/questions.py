"""Questions of closed sessions in the order of asking, page by page, for exports of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from storage.schema_reports import question_facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

Place: TypeAlias = "tuple[dt.datetime, str, int]"
"""Where a page ended: opened_at, session_id, number."""


def load_page(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, after: Place | None, size: int
) -> Sequence[sa.RowMapping]:
    """Return up to `size` questions asked from `since` until before `until`, behind `after`."""
    columns = question_facts.c
    key = columns.opened_at, columns.session_id, columns.number
    query = sa.select(question_facts).where(columns.opened_at < until).order_by(*key).limit(size)
    if since is not None:
        query = query.where(columns.opened_at >= since)
    if after is not None:
        bound: list[Any] = [sa.literal(value, column.type) for value, column in zip(after, key, strict=True)]
        query = query.where(columns.opened_at >= after[0], sa.tuple_(*key) > sa.tuple_(*bound))
    return connection.execute(query).mappings().all()
