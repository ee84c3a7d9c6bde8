"""An index of who took which session when, for the officer's day. Only adds, as 0003 does.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    taken = sa.text("type = 'session.assigned'")
    op.create_index(
        "ix_events_assigned_actor_id_at", "events", ["actor_id", "at"], sqlite_where=taken, postgresql_where=taken
    )
