"""Officers' names in English, and whom a schema lets serve. Only adds: code that knows 0001 goes on serving.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.add_column("officers", sa.Column("name_en", sa.Text))
    op.create_table("schema_floor", sa.Column("oldest_code", sa.Text, primary_key=True))
