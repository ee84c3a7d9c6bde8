"""One row a question of a closed session. The columns are a promise, as those of `sessions.py` are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.services.exporting.columns import Cells, Column, Dataset, Kind, Page, row_place
from storage.questions import load_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection

    from chatserver.services.exporting.columns import Period, Place

_MICROSECONDS = 1_000_000
COLUMNS = (
    Column("session_id", Kind.TEXT, "The session that it was asked in."),
    Column("number", Kind.COUNT, "Which question of the session: 1, 2, 3 …"),
    Column("opened_at", Kind.TIME, "When it was asked."),
    Column("matter_id", Kind.TEXT, "The matter that it is about."),
    Column("step_id", Kind.TEXT, "The step that it is about."),
    Column("error_id", Kind.TEXT, "The error that it is about."),
    Column("solved_by", Kind.TEXT, "What solved it: explanation or officer; empty: not solved, or nobody knows."),
    Column("lost_seconds", Kind.NUMBER, "From asking to the filing that answered it, else to its session's end."),
    Column("disposition", Kind.TEXT, "The officer's outcome code."),
    Column("solved", Kind.YES_NO, "The taxpayer's own word; empty when not said."),
    Column("filed", Kind.YES_NO, "Whether the page linked a filing to it."),
)


def load_questions(connection: Connection, period: Period, after: Place | None, size: int, _: Collection[str]) -> Page:
    """Return questions asked in the period, oldest first."""
    rows = load_page(connection, period.since, period.until, row_place(after), size)
    last = rows[-1] if len(rows) == size else None
    return Page([_cells(row) for row in rows], (last[2], last[0], last[1]) if last else None)


def _cells(row: tuple[str | int | float | None, ...]) -> Cells:
    lost = row[7]
    assert isinstance(lost, int)  # noqa: S101 - a column that is never null
    return (*row[:7], round(lost / _MICROSECONDS, 3), *row[8:])


QUESTIONS = Dataset(COLUMNS, load_questions, "when it was asked", 5_000)
