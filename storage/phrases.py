"""Phrases of officers and of the team."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.phrase import Phrase, PhraseOwner
from storage.schema import phrases
from storage.upsert import insert_into

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row


def load_phrases(connection: Connection, officer_id: str) -> list[Phrase]:
    """Return the officer's own phrases and the team's, by title."""
    rows = connection.execute(sa.select(phrases).where(_of(officer_id)).order_by(phrases.c.title, phrases.c.phrase_id))
    return [_phrase(row) for row in rows]


def find_phrase(connection: Connection, phrase_id: str) -> Phrase | None:
    """Return one phrase, held until the transaction ends, or None."""
    row = connection.execute(sa.select(phrases).where(phrases.c.phrase_id == phrase_id).with_for_update()).one_or_none()
    return _phrase(row) if row else None


def count_phrases(connection: Connection, owner: PhraseOwner, officer_id: str) -> int:
    """Return how many phrases the team has, or the officer."""
    owned = phrases.c.owner == owner.value
    wanted = owned if owner is PhraseOwner.TEAM else sa.and_(owned, phrases.c.officer_id == officer_id)
    return connection.execute(sa.select(sa.func.count()).select_from(phrases).where(wanted)).scalar_one()


def put_phrase(connection: Connection, phrase: Phrase) -> None:
    """Keep a phrase, in place of what had its id."""
    values = {**dataclasses.asdict(phrase), "owner": phrase.owner.value}
    statement = insert_into(connection, phrases).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["phrase_id"], set_=values))


def delete_phrase(connection: Connection, phrase_id: str) -> None:
    """Forget a phrase; one that is gone already stays so."""
    connection.execute(sa.delete(phrases).where(phrases.c.phrase_id == phrase_id))


def _of(officer_id: str) -> sa.ColumnElement[bool]:
    return sa.or_(phrases.c.owner == PhraseOwner.TEAM.value, phrases.c.officer_id == officer_id)


def _phrase(row: Row[tuple[object, ...]]) -> Phrase:
    return Phrase(**{**row._mapping, "owner": PhraseOwner(row.owner)})  # noqa: SLF001 - SQLAlchemy's name for it
