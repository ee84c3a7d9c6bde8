"""The officer's day is found by an index, not by reading every event there ever was."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from storage.desk import load_today
from storage.engine import Database

SINCE = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


async def test_what_an_officer_took_is_looked_up_in_the_index(database: Database) -> None:
    def plan(connection: sa.Connection) -> str:
        sent: list[tuple[str, Any]] = []

        def keep(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
            sent.append((statement, parameters))

        sa.event.listen(connection, "before_cursor_execute", keep)
        load_today(connection, "of1", SINCE)
        sa.event.remove(connection, "before_cursor_execute", keep)
        explain = "EXPLAIN QUERY PLAN"
        if connection.dialect.name == "postgresql":
            explain = "EXPLAIN"
            # with no rows yet it reads the whole table, unless told not to
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        statement, parameters = sent[0]
        return str(connection.exec_driver_sql(f"{explain} {statement}", parameters).all())

    assert "ix_events_assigned_actor_id_at" in await database.write(plan)
