"""Every time that an officer had a closed session, and officers' days. Only adds; facts of all are made anew.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    _assignments()
    _days()
    op.add_column("session_facts", sa.Column("assignments", sa.Integer))
    op.create_index("ix_officer_events_cause_at", "officer_events", ["cause", "at"])
    op.execute(
        "INSERT INTO facts_due (session_id, seq, since_at) SELECT session_id, seq, closed_at FROM sessions "
        "WHERE state = 'closed' AND closed_at IS NOT NULL ON CONFLICT (session_id) DO NOTHING"
    )


def _assignments() -> None:
    op.create_table(
        "assignment_facts",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("officer_id", sa.Text, nullable=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("start_at", sa.BigInteger, nullable=False),
        sa.Column("end_at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("handled", sa.Boolean, nullable=False),
        sa.Column("solved", sa.Integer, nullable=False),
        sa.Column("not_solved", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer),
    )
    op.create_index("ix_assignment_facts_day", "assignment_facts", ["day"])
    overnight = sa.text("last_day > day")
    op.create_index(
        "ix_assignment_facts_over_midnight",
        "assignment_facts",
        ["day"],
        sqlite_where=overnight,
        postgresql_where=overnight,
    )


def _days() -> None:
    times = "available", "finishing", "away", "load", "busy", "idle", "handle"
    counts = "most", "sessions", "taken", "over", "handled", "solved", "not_solved", "ratings", "rating_sum", "missed"
    op.create_table(
        "officer_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("officer_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in times),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
    )
    op.create_table(
        "officer_days_made",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("mark", sa.Integer, nullable=False),
        sa.Column("is_made", sa.Boolean, nullable=False),
    )
