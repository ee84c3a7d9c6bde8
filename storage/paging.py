"""Where a page of sessions begins: behind the place where the one before it ended, or with the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    import datetime as dt


def beginning(
    opened_at: sa.Column[Any],
    session_id: sa.Column[str],
    since: dt.datetime | None,
    after: tuple[dt.datetime, str] | tuple[sa.BindParameter[dt.datetime], sa.BindParameter[str]] | None,
) -> list[sa.ColumnElement[bool]]:
    """Return the lower bound in the order of opening: one only, as SQLite begins at the first that it is told."""
    if after is not None:
        at, last = after
        return [opened_at >= at, sa.or_(opened_at > at, sa.and_(opened_at == at, session_id > last))]
    return [] if since is None else [opened_at >= since]
