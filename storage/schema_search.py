"""The tables of the session explorer: what was said in closed sessions, folded, and who has read one.

`session_words` is the index of it: on SQLite an FTS5 table, on PostgreSQL one with a GIN index. It keeps numbers of
pairs of characters only (`chatserver/domain/search.py`); what it finds is looked up in `session_texts.text`. Its
migration makes it, so it is not part of `metadata`.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema import metadata
from storage.types import UtcTime

session_texts = sa.Table(
    "session_texts",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # by which the index names it
    sa.Column("session_id", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),  # how many events it was made of
    sa.Column("text", sa.Text, nullable=False),  # both sides' messages, folded; officers' notes and asides are not here
    sa.Index("ix_session_texts_session_id", "session_id", unique=True),
)

report_views = sa.Table(
    "report_views",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("at", UtcTime, primary_key=True),
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("why", sa.Text, nullable=False),  # the search from which it was opened; empty: by its address
)
"""Who has read which closed session on the analyst's pages."""

INDEX_TABLES = "session_words"
"""How the names of the index's tables begin."""
