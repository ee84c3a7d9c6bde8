"""Sums of whole months, and a mark that every change of a day's sums counts up, whoever makes it. Only adds.

The mark is the database's own doing, as nodes of an older version go on summing up beside newer ones and know of no
months: what they change must not leave a month that says something else. On PostgreSQL it is counted up at the end of
the transaction, so that everybody locks days first and months last, each in order, and nobody waits in a circle.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
oldest_code = "0001"

_MONTH = {"sqlite": "substr({day}, 1, 7) || '-01'", "postgresql": "date_trunc('month', {day}::timestamp)::date"}
_COUNT_UP = """
INSERT INTO months_made (month, mark, is_made) VALUES ({month}, 1, false)
ON CONFLICT (month) DO UPDATE SET mark = months_made.mark + 1, is_made = false;
"""
_FUNCTION = """
CREATE FUNCTION mark_month() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE changed date := CASE WHEN TG_OP = 'DELETE' THEN OLD.day ELSE NEW.day END;
BEGIN {count_up} RETURN NULL; END $$
"""


def upgrade() -> None:
    op.create_table(
        "month_sums",
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("matter_id", sa.Text, primary_key=True),
        sa.Column("tier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hours", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sums", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "months_made",
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("mark", sa.Integer, nullable=False),
        sa.Column("is_made", sa.Boolean, nullable=False),
    )
    dialect = op.get_bind().dialect.name
    month = _MONTH[dialect].format(day="day")
    op.execute(f"INSERT INTO months_made (month, mark, is_made) SELECT DISTINCT {month}, 1, false FROM day_sums")  # noqa: S608 - our own words
    (_mark_on_postgresql if dialect == "postgresql" else _mark_on_sqlite)()


def _mark_on_sqlite() -> None:
    for change, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        count_up = _COUNT_UP.format(month=_MONTH["sqlite"].format(day=f"{row}.day"))
        name = f"mark_month_on_{change.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON day_sums BEGIN {count_up} END")


def _mark_on_postgresql() -> None:
    op.execute(_FUNCTION.format(count_up=_COUNT_UP.format(month=_MONTH["postgresql"].format(day="changed"))))
    op.execute(
        "CREATE CONSTRAINT TRIGGER mark_month AFTER INSERT OR UPDATE OR DELETE ON day_sums "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mark_month()"
    )
