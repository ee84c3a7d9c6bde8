"""Spans of days that the stuck map is put together from, and how often questions of a day have changed. Only adds.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_table(
        "stuck_marks",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("mark", sa.Integer, nullable=False),
    )
    op.create_table(
        "stuck_spans",
        sa.Column("span", sa.Text, primary_key=True),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("stamp", sa.BigInteger, nullable=False),
        sa.Column("by_alias", sa.Boolean, nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("chunks", sa.Integer, nullable=False),
    )
    op.create_table(
        "stuck_runs",
        sa.Column("made", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("chunk", sa.LargeBinary, nullable=False),
    )
    if op.get_context().dialect.name == "postgresql":
        # Random numbers do not get smaller, but trying costs as much as making them.
        op.execute("ALTER TABLE stuck_runs ALTER COLUMN chunk SET STORAGE EXTERNAL")
