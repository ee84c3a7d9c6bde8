"""Who is asked into a session as the second officer. Only adds: code that keeps events it does not know goes on.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_table(
        "consults",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("officer_id", sa.Text, nullable=False),
    )
    op.create_index("ix_consults_officer_id", "consults", ["officer_id"])
