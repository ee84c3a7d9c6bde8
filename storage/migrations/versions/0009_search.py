"""What was said, to be searched; transfers as a fact; who has read what. Only adds; facts of all are made anew.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_table(
        "session_texts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_session_texts_session_id", "session_texts", ["session_id"], unique=True)
    op.create_table(
        "report_views",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("reader", sa.Text, primary_key=True),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.add_column("session_facts", sa.Column("transfers", sa.Integer))
    _index()
    op.execute(
        "INSERT INTO facts_due (session_id, seq, since_at) SELECT session_id, seq, closed_at FROM sessions "
        "WHERE state = 'closed' AND closed_at IS NOT NULL ON CONFLICT (session_id) DO NOTHING"
    )


def _index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE session_words USING fts5(grams, content='', detail=none, columnsize=0)")
        return
    op.execute("CREATE TABLE session_words (number INTEGER PRIMARY KEY, grams INTEGER[] NOT NULL)")
    op.execute("CREATE INDEX ix_session_words_grams ON session_words USING gin (grams)")
