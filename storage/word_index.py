"""Asks the index of what was said: how common its pairs of characters are, which sessions it names, who holds words.

The index only narrows: whatever it names is looked at, so nothing is found that was not said.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chatserver.domain.search import grams, narrowest
from storage.schema_search import session_texts
from storage.types import plain_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

FEW = 2_000
"""A pair that no more sessions have is rare: to look at all of them takes some milliseconds."""
_ASKED = 5
"""Pairs that the index is asked for at once. Each costs up to 60 ms in a million sessions; more narrow little."""
NAMED, NAMED_WIDELY = 50_000, {"sqlite": 150_000, "postgresql": 50_000}
"""The most sessions looked at because the index names them: 50 ms; and where nothing else takes its time: 0.3 s on
SQLite, 0.2 s on PostgreSQL, which reads them from the index's table and goes by a second index to the texts."""
_IDS, _NUMBERS = postgresql.ARRAY(sa.Text), postgresql.ARRAY(sa.Integer)
_COUNT_SQLITE = sa.text(
    "SELECT count(*), max(rowid) FROM (SELECT rowid FROM session_words WHERE session_words MATCH :grams LIMIT :most)"
)
_NAMED_SQLITE = sa.text("SELECT rowid FROM session_words WHERE session_words MATCH :grams")
# What ANALYZE noted of the thousand most common pairs.
_COUNT_POSTGRES = sa.text(
    "SELECT gram, share * reltuples AS sessions FROM pg_class, pg_stats, "
    "unnest(most_common_elems::text::integer[], most_common_elem_freqs) AS common (gram, share) "
    "WHERE pg_class.oid = 'session_words'::regclass AND schemaname = current_schema() "
    "AND tablename = 'session_words' AND attname = 'grams' AND gram = ANY(:grams)"
).bindparams(sa.bindparam("grams", type_=_NUMBERS))
# Apart from the limit, which would talk the planner into reading the whole table where pairs shun each other.
_NAMED_POSTGRES = sa.text(
    "WITH named AS MATERIALIZED (SELECT number FROM session_words WHERE grams @> :grams) "
    "SELECT number FROM named LIMIT :most"
).bindparams(sa.bindparam("grams", type_=_NUMBERS))


class Narrowing:
    """What the index can say of some words. `is_rare`: it names few sessions, as far as it is known."""

    def __init__(self, connection: Connection, words: Sequence[str]) -> None:
        """Look up how common the words' pairs are."""
        wanted = {gram for word in words for gram in grams(word)}
        counts = _counts(connection, wanted)
        self._connection = connection
        self._grams = narrowest(words, counts, _ASKED)
        self.is_rare = min(counts.get(gram, 0) for gram in wanted) <= FEW

    def named(self, *, widely: bool = False) -> sa.ColumnElement[bool] | None:
        """Return the condition of being named on `session_texts`; None where they are more than may be looked at."""
        most = NAMED_WIDELY[self._connection.dialect.name] if widely else NAMED
        if self._connection.dialect.name == "sqlite":  # where to ask twice is quicker than to hand them to and fro
            grams_asked = " AND ".join(map(str, self._grams))
            count, _ = self._connection.execute(_COUNT_SQLITE, {"grams": grams_asked, "most": most + 1}).one()
            named = _NAMED_SQLITE.bindparams(grams=grams_asked).columns(sa.column("rowid"))
            return session_texts.c.number.in_(named) if count <= most else None
        query = _NAMED_POSTGRES.bindparams(grams=self._grams, most=most + 1)
        numbers = [number for (number,) in plain_rows(self._connection, query)]
        return is_listed(self._connection, session_texts.c.number, numbers) if len(numbers) <= most else None


def _counts(connection: Connection, wanted: Iterable[int]) -> dict[int, float]:
    """Return about how many sessions have each pair, exactly where they are few on SQLite."""
    if connection.dialect.name != "sqlite":
        return {row.gram: row.sessions for row in connection.execute(_COUNT_POSTGRES, {"grams": list(wanted)})}
    newest = connection.execute(sa.select(sa.func.max(session_texts.c.number))).scalar_one() or 0
    counts: dict[int, float] = {}
    for gram in wanted:  # the index cannot say how many they are without going through all of them
        count, last = connection.execute(_COUNT_SQLITE, {"grams": str(gram), "most": FEW + 1}).one()
        counts[gram] = count if count <= FEW else count * newest / last
    return counts


def holding(
    connection: Connection, words: Sequence[str], listed: sa.ColumnElement[bool], most: int
) -> list[str] | None:
    """Return the ids of those sessions of `session_texts` that hold all of these folded words; None if over `most`."""
    place = sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos
    said = [place(session_texts.c.text, word) > 0 for word in words]
    ids = list(connection.scalars(sa.select(session_texts.c.session_id).where(listed, *said).limit(most + 1)))
    return ids if len(ids) <= most else None


def is_listed(
    connection: Connection, column: sa.Column[Any], values: Sequence[int] | Sequence[str]
) -> sa.ColumnElement[bool]:
    """Return the condition that a column of ids or numbers has one of many values, which are sent as one."""
    if connection.dialect.name == "sqlite":
        return column.in_(sa.select(sa.func.json_each(json.dumps(values)).table_valued("value").c.value))
    kind = _IDS if isinstance(column.type, sa.Text) else _NUMBERS
    return column == sa.any_(sa.bindparam(None, values, type_=kind))
