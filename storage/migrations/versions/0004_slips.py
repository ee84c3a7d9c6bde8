"""Where service confirmation slips are found again. Only adds: code that keeps events it does not know goes on serving.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_table(
        "slips",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("slip_id", sa.Text, primary_key=True),
        sa.Column("no", sa.Text, nullable=False),
        sa.Column("person_key", sa.Text, nullable=False),
        sa.Column("taxpayer_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_slips_person_key_started_at", "slips", ["person_key", "started_at"])
    op.create_index("ix_slips_taxpayer_id_started_at", "slips", ["taxpayer_id", "started_at"])
