"""Exports in the background. Only adds.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_table(
        "export_jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("officer_id", "dataset", "format")),
        sa.Column("since_at", sa.BigInteger),
        sa.Column("until_at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("zone", "columns", "filters")),
        sa.Column("reason", sa.Text),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("attempt", "failures", "written_by")),
        sa.Column("leased_until", sa.BigInteger),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("rows", "size_bytes")),
        sa.Column("share", sa.Double, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("place", "sha256")),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("problem", sa.Text),
    )
    op.create_index("ix_export_jobs_state_asked_at", "export_jobs", ["state", "asked_at"])
    op.create_index("ix_export_jobs_officer_id_asked_at", "export_jobs", ["officer_id", "asked_at"])
