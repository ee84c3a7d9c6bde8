"""Flat facts of closed sessions, for reports. Only adds, as 0003 does; what is closed already is noted as due.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    _due()
    _sessions()
    _questions()
    _fields()
    _simulations()
    _parts()
    op.execute(
        "INSERT INTO facts_due (session_id, seq, since_at) SELECT session_id, seq, closed_at FROM sessions "
        "WHERE state = 'closed' AND closed_at IS NOT NULL"
    )


def _due() -> None:
    op.create_table(
        "facts_due",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("since_at", sa.BigInteger, nullable=False),
        sa.Column("gap", sa.Integer),
    )
    op.create_index("ix_facts_due_since_at", "facts_due", ["since_at"])


def _sessions() -> None:
    op.create_table(
        "session_facts",
        sa.Column("opened_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("session_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("seq", "tier", "offers_made", "questions")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("solved", "not_solved", "times_queued")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("taxpayer_messages", "officer_messages")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("in_hours", sa.Boolean),
        sa.Column("explained", sa.Boolean, nullable=False),
        sa.Column("achieved", sa.Boolean),
        sa.Column("rating_score", sa.Integer),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("taxpayer", "matter_id", "state")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("dispositions", "rating_reasons", "slips")),
        *(sa.Column(name, sa.Text) for name in ("taxpayer_id", "taxpayer_name", "person_role", "boost_reason")),
        *(sa.Column(name, sa.Text) for name in ("first_step_id", "first_error_id", "officer_id", "officer_name")),
        *(sa.Column(name, sa.Text) for name in ("end_reason", "ended_by", "form_outcome", "receipt")),
        *(sa.Column(name, sa.Double) for name in ("wait_seconds", "first_answer_seconds")),
        *(sa.Column(name, sa.Double) for name in ("talk_seconds", "wrap_up_seconds")),
        *(sa.Column(name, sa.BigInteger) for name in ("ended_at", "closed_at", "form_outcome_at")),
        sa.Column("parts", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_facts_session_id", "session_facts", ["session_id"], unique=True)
    op.create_index("ix_session_facts_taxpayer_opened_at", "session_facts", ["taxpayer", "opened_at"])
    op.create_index("ix_session_facts_ended_at", "session_facts", ["ended_at"])


def _questions() -> None:
    op.create_table(
        "question_facts",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("matter_id", sa.Text, nullable=False),
        sa.Column("step_id", sa.Text),
        sa.Column("error_id", sa.Text),
        sa.Column("person_key", sa.Text, nullable=False),
        sa.Column("solved_by", sa.Text),
        sa.Column("lost", sa.BigInteger, nullable=False),
        sa.Column("disposition", sa.Text),
        sa.Column("solved", sa.Boolean),
        sa.Column("filed", sa.Boolean, nullable=False),
    )
    op.create_index("ix_question_facts_day", "question_facts", ["day"])
    op.create_index("ix_question_facts_opened_at", "question_facts", ["opened_at"])


def _fields() -> None:
    op.create_table(
        "field_facts",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("matter_id", sa.Text, primary_key=True),
        sa.Column("step_id", sa.Text, primary_key=True),
        sa.Column("field_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("highlighted", "proposed", "accepted")),
    )
    op.create_index("ix_field_facts_day", "field_facts", ["day"])


def _simulations() -> None:
    op.create_table(
        "simulations",
        sa.Column("made_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("sessions", sa.BigInteger, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
    )


def _parts() -> None:
    op.create_table(
        "parts_due",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sign", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("matter_id", sa.Text, nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("hours", sa.Integer, nullable=False),
        sa.Column("parts", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_parts_due_day", "parts_due", ["day"])
    op.create_table(
        "day_sums",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("matter_id", sa.Text, primary_key=True),
        sa.Column("tier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hours", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sums", sa.LargeBinary, nullable=False),
    )
