"""What was purged, the key of aliases, and closed sessions in the order of closing. Only adds.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_table(
        "purges",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
    )
    op.create_index("ix_purges_at", "purges", ["at"])
    op.create_table(
        "alias_key",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False),
    )
    op.create_index("ix_sessions_closed_at", "sessions", ["closed_at"])
