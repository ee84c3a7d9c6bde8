"""One row a question of a closed session. The columns are a promise, as those of `services/export.py` are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from chatserver.services.export import Column
from storage.questions import load_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator, Mapping

    from chatserver.services.export import Row
    from storage.engine import Database
    from storage.questions import Place

_MICROSECONDS = 1_000_000
QUESTION_COLUMNS = (
    Column("session_id", "text", "The session that it was asked in."),
    Column("number", "number", "Which question of the session: 1, 2, 3 …"),
    Column("opened_at", "time", "When it was asked."),
    Column("matter_id", "text", "The matter that it is about."),
    Column("step_id", "text", "The step that it is about."),
    Column("error_id", "text", "The error that it is about."),
    Column("solved_by", "text", "What solved it: explanation or officer; empty: not solved, or nobody knows."),
    Column("lost_seconds", "number", "From asking to the filing that answered it, else to the session's end."),
    Column("disposition", "text", "The officer's outcome code."),
    Column("solved", "yes or no", "The taxpayer's own word; empty when not said."),
    Column("filed", "yes or no", "Whether the page linked a filing to it."),
)


async def stream_questions(
    database: Database, since: dt.datetime | None, until: dt.datetime, zone: dt.tzinfo, size: int = 500
) -> AsyncIterator[Row]:
    """Yield a row for each question asked from `since` until before `until`, oldest first; times in `zone`."""
    after: Place | None = None
    while page := await database.read(partial(load_page, since=since, until=until, after=after, size=size)):
        for question in page:
            yield _row(question, zone)
        after = page[-1]["opened_at"], page[-1]["session_id"], page[-1]["number"]


def _row(question: Mapping[Any, Any], zone: dt.tzinfo) -> Row:
    told = {
        **question,
        "opened_at": question["opened_at"].astimezone(zone),
        "lost_seconds": round(question["lost"] / _MICROSECONDS, 3),
    }
    return {column.name: told[column.name] for column in QUESTION_COLUMNS}
