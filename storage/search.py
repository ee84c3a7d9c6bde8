"""Keeps what was said in closed sessions, and the index of it, so that it can be searched (`storage/word_index.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chatserver.domain.search import grams
from storage.schema_search import session_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidText:
    """What was said in a session, folded; `seq`: how many events it was made of."""

    session_id: str
    seq: int
    text: str


_FORGET_SQLITE = sa.text("INSERT INTO session_words (session_words, rowid, grams) VALUES ('delete', :number, :grams)")
_KEEP_SQLITE = sa.text("INSERT INTO session_words (rowid, grams) VALUES (:number, :grams)")
_FORGET_POSTGRES = sa.text("DELETE FROM session_words WHERE number = :number")
_GRAMS = postgresql.ARRAY(sa.Integer)
_KEEP_POSTGRES = sa.text("INSERT INTO session_words (number, grams) VALUES (:number, :grams)").bindparams(
    sa.bindparam("grams", type_=_GRAMS)
)


def save_texts(connection: Connection, said: Sequence[SaidText]) -> None:
    """Put these in the place of what was known of the sessions."""
    ids = [one.session_id for one in said]
    forget_texts(connection, ids)
    if not said:
        return
    rows = [{"session_id": one.session_id, "seq": one.seq, "text": one.text} for one in said]
    connection.execute(sa.insert(session_texts), rows)
    kept = _numbered(connection, ids)
    if connection.dialect.name == "sqlite":
        connection.execute(_KEEP_SQLITE, [{"number": number, "grams": _tokens(text)} for number, text in kept.items()])
    else:
        rows = [{"number": number, "grams": sorted(grams(text))} for number, text in kept.items()]
        connection.execute(_KEEP_POSTGRES, rows)


def forget_texts(connection: Connection, ids: Sequence[str]) -> None:
    """Take away what was said in these sessions, and what the index knows of it."""
    if not (kept := _numbered(connection, ids)):
        return
    if connection.dialect.name == "sqlite":  # which keeps no copy, and must be told what it had been told
        gone = [{"number": number, "grams": _tokens(text)} for number, text in kept.items()]
        connection.execute(_FORGET_SQLITE, gone)
    else:
        connection.execute(_FORGET_POSTGRES, [{"number": number} for number in kept])
    connection.execute(sa.delete(session_texts).where(session_texts.c.session_id.in_(ids)))


def _numbered(connection: Connection, ids: Sequence[str]) -> Mapping[int, str]:
    query = sa.select(session_texts.c.number, session_texts.c.text).where(session_texts.c.session_id.in_(ids))
    return {row.number: row.text for row in connection.execute(query)}


def _tokens(text: str) -> str:
    return " ".join(map(str, sorted(grams(text))))
