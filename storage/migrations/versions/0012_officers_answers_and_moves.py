"""Officers' days with first responses and what taxpayers said; where sessions were handed over. Only adds.

Days are made anew from what is kept, sessions that were handed over from their logs.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    for name in ("achieved", "not_achieved", "good", "bad"):
        op.add_column("officer_days", sa.Column(name, sa.Integer))
    op.add_column("officer_days", sa.Column("answers", sa.LargeBinary))
    older = sa.text("answers IS NULL")
    op.create_index(
        "ix_officer_days_without_answers", "officer_days", ["day"], sqlite_where=older, postgresql_where=older
    )
    op.create_table(
        "transfer_facts",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("from_queue", sa.Text, nullable=False),
        sa.Column("from_tier", sa.Integer, nullable=False),
        sa.Column("to_queue", sa.Text, nullable=False),
        sa.Column("to_tier", sa.Integer, nullable=False),
    )
    op.create_index("ix_transfer_facts_day", "transfer_facts", ["day"])
    op.execute(
        "INSERT INTO facts_due (session_id, seq, since_at) SELECT session_id, seq, closed_at FROM session_facts "
        "WHERE transfers > 0 AND closed_at IS NOT NULL ON CONFLICT (session_id) DO NOTHING"
    )
