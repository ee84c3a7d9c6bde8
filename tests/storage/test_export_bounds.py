"""A page of sessions begins and ends where a look through all of them says, also where several are of one moment."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import TYPE_CHECKING
from unittest.mock import Mock

import sqlalchemy as sa

from storage import export
from storage.export import Place, Span
from storage.schema import sessions
from storage.schema_reports import session_facts
from tests.support.filled import filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from sqlalchemy.engine import Connection

    from storage.engine import Database

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
MINUTES = (1, 1, 1, 2, 4, 4, 5)
PLACES = [Place(START + minute * MINUTE, f"s{number}") for number, minute in enumerate(MINUTES)]
MOMENTS = [START + minute * MINUTE for minute in range(7)]


def spans() -> Iterator[Span]:
    """Every way to bound them: at, before and behind a session's moment, behind each of them, empty and reversed."""
    afters = [None, *PLACES, Place(START + MINUTE, "s0a"), Place(START + 3 * MINUTE, "s9")]
    for since, until, after in product([None, *MOMENTS], MOMENTS, afters):
        yield Span(since, until, after)


def within(span: Span) -> list[Place]:
    """Return what a page of the span holds; a place behind which it goes on takes the place of its beginning."""
    if span.after is not None:
        behind = (span.after.opened_at, span.after.session_id)
        left = [one for one in PLACES if (one.opened_at, one.session_id) > behind]
    else:
        left = [one for one in PLACES if span.since is None or one.opened_at >= span.since]
    return [one for one in left if one.opened_at < span.until]


def put(connection: Connection) -> None:
    """Keep the sessions with what reports know of them."""
    for table in (sessions, session_facts):
        given = {"explained": False, "day": START.date()}
        known = {name: told for name, told in given.items() if name in table.c}
        rows = [{**known, "session_id": one.session_id, "opened_at": one.opened_at} for one in PLACES]
        connection.execute(sa.insert(table), [filled(table, row) for row in rows])


async def test_pages_of_every_span_hold_what_it_has(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """And they are read once: a wrong count would have each looked for again, one session after the other."""
    again = Mock(wraps=export._keys_query)
    monkeypatch.setattr(export, "_keys_query", again)
    await database.write(put)

    def look(connection: Connection) -> None:
        for span, size in product(spans(), (1, 2, len(PLACES) + 1)):
            page = export.load_page(connection, span, ("session_id", "opened_at"), size)
            wanted = within(span)[:size]
            assert [row[0] for row in page.known] == [one.session_id for one in wanted], span
            assert page.after == (wanted[-1] if len(wanted) == size else None), span
            again.assert_not_called()

    await database.read(look)
