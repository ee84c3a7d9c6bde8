"""First tables: events, sessions, officers, logins, presence. Types are spelled out: this page never changes again.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    _sessions_and_their_log()
    _officers()
    _logins_and_tickets()
    _presence()


def _sessions_and_their_log() -> None:
    op.create_table(
        "events",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("actor_role", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("person_key", sa.Text, nullable=False),
        sa.Column("matter_id", sa.Text, nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("queue_id", sa.Text),
        sa.Column("rank", sa.Double),
        sa.Column("first_queued_at", sa.BigInteger),
        sa.Column("offer_officer_id", sa.Text),
        sa.Column("offer_expires_at", sa.BigInteger),
        sa.Column("officer_id", sa.Text),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("first_assigned_at", sa.BigInteger),
        sa.Column("first_answer_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("snapshot", sa.Text, nullable=False),
    )
    op.create_index("ix_sessions_state_rank", "sessions", ["state", "rank"])
    op.create_index("ix_sessions_person_key_opened_at", "sessions", ["person_key", "opened_at"])
    op.create_index("ix_sessions_officer_id_state", "sessions", ["officer_id", "state"])
    op.create_index("ix_sessions_officer_id_first_assigned_at", "sessions", ["officer_id", "first_assigned_at"])
    op.create_index("ix_sessions_opened_at", "sessions", ["opened_at"])
    op.create_table(
        "person_holds",
        sa.Column("person_key", sa.Text, primary_key=True),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("absent_at", sa.BigInteger),
        sa.UniqueConstraint("session_id", name="uq_person_holds_session_id"),
    )


def _officers() -> None:
    op.create_table(
        "officer_slots",
        sa.Column("officer_id", sa.Text, primary_key=True),
        sa.Column("slot", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.UniqueConstraint("session_id", name="uq_officer_slots_session_id"),
    )
    op.create_table(
        "officers",
        sa.Column("officer_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("skills", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("status_reason", sa.Text),
        sa.Column("status_at", sa.BigInteger, nullable=False),
        sa.Column("lost_at", sa.BigInteger),
    )
    op.create_table(
        "officer_events",
        sa.Column("officer_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("cause", sa.Text, nullable=False),
    )


def _logins_and_tickets() -> None:
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("officer_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_index("ix_logins_officer_id", "logins", ["officer_id"])
    op.create_table(
        "ticket_uses",
        sa.Column("jti", sa.Text, primary_key=True),
        sa.Column("client_hash", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_ticket_uses_expires_at", "ticket_uses", ["expires_at"])


def _presence() -> None:
    op.create_table(
        "nodes",
        sa.Column("node_id", sa.Text, primary_key=True),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "connections",
        sa.Column("connection_id", sa.Text, primary_key=True),
        sa.Column("node_id", sa.Text, nullable=False),
        sa.Column("officer_id", sa.Text, nullable=False),
        sa.Column("since_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_connections_officer_id", "connections", ["officer_id"])
    op.create_index("ix_connections_node_id", "connections", ["node_id"])
