"""What the session explorer can look for, and the conditions on `session_facts` that say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.schema_reports import question_facts, session_facts

if TYPE_CHECKING:
    from storage.export import Place

FILED = "filed"
_DAY = dt.timedelta(days=1)
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which closed sessions: opened on the days `first` … `last` or, with a step or an error, with a question of these
    days about it. None asks for nothing; an empty step or error means a question without one.
    """

    first: dt.date
    last: dt.date
    matter_id: str | None = None
    step_id: str | None = None
    error_id: str | None = None
    officer_id: str | None = None
    end_reason: str | None = None
    most_rating: int | None = None
    transferred: bool = False
    filed: bool | None = None
    words: tuple[str, ...] = ()

    @property
    def is_of_days(self) -> bool:
        """Whether it is sought by days and words only."""
        return self == Sought(first=self.first, last=self.last, words=self.words)

    @property
    def is_of_questions(self) -> bool:
        """Whether the days and the matter are those of a question."""
        return self.step_id is not None or self.error_id is not None


def fitting(sought: Sought) -> list[Condition]:
    """Return the conditions on `session_facts`, without those on its questions; what few sessions have comes first."""
    columns = session_facts.c
    wanted: list[Condition] = []
    if sought.officer_id is not None:
        wanted.append(columns.officer_id == sought.officer_id)
    if sought.end_reason is not None:
        wanted.append(columns.end_reason == sought.end_reason)
    if sought.most_rating is not None:
        wanted.append(columns.rating_score <= sought.most_rating)
    if sought.transferred:
        wanted.append(columns.transfers > 0)
    if sought.filed is not None:
        is_filed = columns.form_outcome.is_not_distinct_from(FILED)
        wanted.append(is_filed if sought.filed else ~is_filed)
    if sought.is_of_questions:
        return wanted
    if sought.matter_id is not None:
        wanted.append(columns.matter_id == sought.matter_id)
    return [*wanted, columns.day.between(sought.first, sought.last)]


def within(sought: Sought, after: Place | None) -> list[Condition]:
    """Return bounds of the key that let all through that fits behind `after`, so that what lies outside is not read.

    At the newer end there is one, as SQLite begins at the first that it is told.
    """
    opened_at = session_facts.c.opened_at
    newest = behind(after) if after else [opened_at < _midnight(min(sought.last, dt.date.max - 2 * _DAY) + 2 * _DAY)]
    return newest if sought.is_of_questions else [opened_at >= beginning(sought), *newest]


def beginning(sought: Sought) -> dt.datetime:
    """Return when the days have not begun yet: a day early, as they are the bureau's.

    No question is asked before its session is opened, so its days bound sessions at the newer end as well; a day is
    more than the clocks of nodes differ by. But it may be asked in a session that was opened before its days began.
    """
    return _midnight(max(sought.first, dt.date.min + _DAY) - _DAY)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def asking(sought: Sought) -> sa.Select[tuple[str]]:
    """Return a query of the sessions with a question such as is looked for, named once for each."""
    asked = question_facts.c
    about: list[Condition] = [asked.day.between(sought.first, sought.last)]
    if sought.matter_id is not None:
        about.append(asked.matter_id == sought.matter_id)
    for column, wanted in ((asked.step_id, sought.step_id), (asked.error_id, sought.error_id)):
        if wanted is not None:
            about.append(column == wanted if wanted else column.is_(None))
    return sa.select(asked.session_id).where(*about)


def behind(after: Place | None) -> list[Condition]:
    """Return the conditions of standing behind a place of the list."""
    if after is None:
        return []
    columns = session_facts.c
    same = sa.and_(columns.opened_at == after.opened_at, columns.session_id < after.session_id)
    return [columns.opened_at <= after.opened_at, sa.or_(columns.opened_at < after.opened_at, same)]
