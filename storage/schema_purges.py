"""What was taken out of which closed session, and when; and what turns ids into the aliases that stay in the log."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema import metadata
from storage.types import UtcTime

purges = sa.Table(
    "purges",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("part", sa.Text, primary_key=True),  # talk, personal
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),  # the term, in days after the closing
    sa.Column("events", sa.Integer, nullable=False),  # how many of its events were changed
    sa.Index("ix_purges_at", "at"),
)

alias_key = sa.Table(
    "alias_key",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),  # 1: there is one row
    sa.Column("key", sa.Text, nullable=False),  # hexadecimal; whoever has it and an id can tell the id's alias
)
