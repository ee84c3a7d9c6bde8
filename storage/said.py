"""Finds the newest sessions that hold some words, without ever looking at more of them than a page may wait for.

Rare words are asked of the index, which names few sessions. Common ones are looked for in one session after the other,
the newest first, as they fill a page soon. Words that are neither are asked of the index once the newest do not fill
the page; and where that names too many, the walk goes on to its limit, and says down to which session it came.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.export import Place
from storage.schema_reports import question_facts, session_facts
from storage.schema_search import session_texts
from storage.sought import asking, beginning, behind, fitting, within
from storage.types import from_micros, plain_rows, raw
from storage.word_index import Narrowing, holding, is_listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import Connection

    from storage.sought import Condition, Sought

WALKED_FIRST = 5_000
"""Sessions looked at before the index is asked for words that are not rare: some 10 ms."""
MOST = 20_000
"""Sessions that a page looks at one after the other, that may hold the words where no more are left to be put in order,
or that have a question which is sought: some 100 ms each."""
_STEPS = (100, 200, 400, 800, 1_600)
"""Sessions fetched at once: few at first, as each may be a long way where hardly any session fits."""
_SORTING = sa.text("SELECT set_config('enable_sort', :sorting, true)")
Key = tuple[int, str]
"""When a session was opened, in microseconds, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Sessions that hold the words, those opened last first.

    `looked_to`: where the search ended before it was through; all that hold the words down to there are here.
    """

    keys: Sequence[Key]
    looked_to: Place | None = None


def find_said(connection: Connection, sought: Sought, after: Place | None, size: int) -> Said:
    """Return up to `size` sessions behind `after` that fit and hold all the words."""
    index = Narrowing(connection, sought.words)
    newest = Said(keys=(), looked_to=after)
    if not index.is_rare:
        newest = _walk(connection, sought, after, size, WALKED_FIRST)
        if newest.looked_to is None:
            return newest
    keys = _all(connection, sought, after, size, index)
    if keys is not None:
        return Said(keys=keys)
    place = newest.looked_to
    is_early = sought.is_of_questions and place is not None and place.opened_at < beginning(sought)
    older = _walk(connection, sought, place, size - len(newest.keys), MOST, by_question=is_early)
    return Said(keys=[*newest.keys, *older.keys], looked_to=older.looked_to)


def _all(
    connection: Connection, sought: Sought, after: Place | None, size: int, index: Narrowing
) -> Sequence[Key] | None:
    """Return the newest of all that fit and hold the words; None where that would take too long."""
    few = _few(connection, sought, index)
    ids = None if few is None else holding(connection, sought.words, few, MOST)
    if ids is None:
        return None
    columns = session_facts.c
    wanted = [is_listed(connection, columns.session_id, ids), *fitting(sought), *behind(after)]
    if sought.is_of_questions:
        wanted.append(asking(sought).where(question_facts.c.session_id == columns.session_id).exists())
    return _keys(connection, wanted, size)


def _few(connection: Connection, sought: Sought, index: Narrowing) -> Condition | None:
    """Return a condition on `session_texts` that all sought fulfil, and no more than can be looked at; None without."""
    if sought.is_of_questions and not index.is_rare:
        asked = plain_rows(connection, asking(sought).limit(MOST + 1))
        if len(asked) <= MOST:
            return is_listed(connection, session_texts.c.session_id, sorted({session_id for (session_id,) in asked}))
    return index.named(widely=sought.is_of_days)  # other filters take the walk further, and their own time


def _walk(
    connection: Connection, sought: Sought, after: Place | None, size: int, most: int, *, by_question: bool = False
) -> Said:
    """Go from session to session, the newest first, until the page is full or about `most` were looked at.

    `by_question`: go only through those with a question that is sought, which to find takes a while. Before the days
    begin there are few.
    """
    wanted = fitting(sought)
    if by_question:
        wanted.append(session_facts.c.session_id.in_(asking(sought)))
    found: list[Key] = []
    looked = 0
    for step in (most,) if by_question else chain(_STEPS, repeat(_STEPS[-1])):
        with _without_sorting(connection):
            keys = _keys(connection, [*wanted, *within(sought, after)], step)
        found += _holding(connection, sought, keys)
        looked += len(keys)
        if len(found) >= size or len(keys) < step:
            break
        after = Place(from_micros(keys[-1][0]), keys[-1][1])
        if looked >= most:
            return Said(keys=found, looked_to=after)
    return Said(keys=found[:size])


@contextmanager
def _without_sorting(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL go by the key, as SQLite does, where it would rather read the whole table at every step."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.execute(_SORTING, {"sorting": "off"})
    yield
    connection.execute(_SORTING, {"sorting": "on"})


def _keys(connection: Connection, wanted: Sequence[Condition], most: int) -> Sequence[Key]:
    columns = session_facts.c
    query = sa.select(raw(columns.opened_at), columns.session_id).where(*wanted)
    return plain_rows(connection, query.order_by(columns.opened_at.desc(), columns.session_id.desc()).limit(most))


def _holding(connection: Connection, sought: Sought, keys: Sequence[Key]) -> list[Key]:
    """Return those of these sessions that hold the words and have the questions."""
    listed = is_listed(connection, session_texts.c.session_id, [session_id for _, session_id in keys])
    held = set(holding(connection, sought.words, listed, len(keys)) or ())
    if held and sought.is_of_questions:
        asked = question_facts.c.session_id
        held = set(connection.scalars(asking(sought).where(is_listed(connection, asked, sorted(held)))))
    return [key for key in keys if key[1] in held]
