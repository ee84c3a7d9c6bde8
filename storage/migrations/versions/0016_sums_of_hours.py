"""Sums of each day's hours, and notes of the days whose facts have changed, whoever changes them. Only adds.

The notes are the database's own doing, as nodes of an older version go on making facts beside newer ones and know of
no hours. They do so in an order of their own, so a mark of each day that is counted up, as months have it, would let
two of them wait in a circle; a note belongs to its transaction alone, which on SQLite is the only one that writes.

Revision ID: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
oldest_code = "0001"

_CHANGES = (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
_FUNCTION = """
CREATE FUNCTION note_hours() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO hours_due (day, change) SELECT DISTINCT day, pg_current_xact_id()::text::bigint FROM changed
    ON CONFLICT (day, change) DO UPDATE SET change = excluded.change;
    RETURN NULL;
END $$
"""
"""A note that is there is held until the end: after a restore one of before may have the number of this transaction."""


def upgrade() -> None:
    op.create_table(
        "hour_sums",
        sa.Column("matter_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sessions", sa.Integer, nullable=False),
        sa.Column("handled", sa.Integer, nullable=False),
        sa.Column("handle_micros", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hour_sums_day", "hour_sums", ["day"])
    op.create_table(
        "hours_due",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("change", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute(_FUNCTION)
    for change, rows in _CHANGES:
        name = f"note_hours_on_{change.lower()}_{rows.lower()}"
        op.execute(_trigger_on_postgresql(name, change, rows) if on_postgresql else _trigger(name, change, rows))
    # Every fact is noted or summed up there, by day; to look for days among the facts themselves would take seconds.
    op.execute("INSERT INTO hours_due (day, change) SELECT day, 0 FROM day_sums UNION SELECT day, 0 FROM parts_due")


def _trigger(name: str, change: str, rows: str) -> str:
    note = f"INSERT INTO hours_due (day, change) VALUES ({rows}.day, 0) ON CONFLICT DO NOTHING;"  # noqa: S608 - our own words
    return f"CREATE TRIGGER {name} AFTER {change} ON session_facts BEGIN {note} END"


def _trigger_on_postgresql(name: str, change: str, rows: str) -> str:
    """Once for each statement: facts are made by the dozen, and forgotten by the million."""
    return (
        f"CREATE TRIGGER {name} AFTER {change} ON session_facts REFERENCING {rows} TABLE AS changed "
        "FOR EACH STATEMENT EXECUTE FUNCTION note_hours()"
    )
