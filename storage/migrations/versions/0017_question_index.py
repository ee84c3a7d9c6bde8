"""Find the questions of a matter, a step or an error by an index alone, however rare they are. Only adds.

It begins with the day, so the older index of days is of no use any more. To drop it beside nodes that write would need
a second, stronger lock of the table: two that each wait for the other.

Revision ID: 0017
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
oldest_code = "0001"


def upgrade() -> None:
    op.create_index(
        "ix_question_facts_asked", "question_facts", ["day", "matter_id", "step_id", "error_id", "session_id"]
    )
