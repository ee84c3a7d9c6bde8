"""The index finds exactly what looking through all messages finds, on both databases."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatserver.domain.search import SHORTEST, fold, fold_messages
from storage.schema_search import session_texts
from storage.search import SaidText, forget_texts, holds, save_texts

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.engine import Database

_LETTERS = st.sampled_from("增值税税额申报Aa1１Ｂ0. ,%'\"*\\-\U00020bb7éß")
MESSAGES = st.lists(st.text(_LETTERS, max_size=12), max_size=4)
_NUMBERS = itertools.count()


def found(connection: Connection, words: list[str]) -> set[str]:
    query = sa.select(session_texts.c.session_id).where(*holds(connection, words))
    return set(connection.scalars(query))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sessions=st.lists(MESSAGES, min_size=1, max_size=6), newer=MESSAGES)
async def test_index_finds_what_is_in_a_message_and_nothing_else(
    database: Database, data: st.DataObject, sessions: list[list[str]], newer: list[str]
) -> None:
    said = {f"s{next(_NUMBERS)}": messages for messages in sessions}
    pairs = [text[at : at + size] for one in said.values() for text in one for at in range(12) for size in (2, 3, 5)]
    some = st.sampled_from(pairs) if pairs else st.nothing()
    drawn = data.draw(st.lists(some | st.text(_LETTERS, min_size=2, max_size=3), min_size=1, max_size=3))
    words = [word for word in map(fold, drawn) if len(word) >= SHORTEST] or ["增值"]

    def work(connection: Connection) -> tuple[set[str], set[str], set[str]]:
        texts = [SaidText(session_id=name, seq=1, text=fold_messages(messages)) for name, messages in said.items()]
        save_texts(connection, texts)
        first = found(connection, words)
        again = SaidText(session_id=texts[0].session_id, seq=2, text=fold_messages(newer))
        save_texts(connection, [again])
        second = found(connection, words)
        forget_texts(connection, list(said))
        return first, second, found(connection, words)

    first, second, last = await database.write(work)
    assert first == {name for name, messages in said.items() if _looked_through(messages, words)}
    said[next(iter(said))] = newer
    assert second == {name for name, messages in said.items() if _looked_through(messages, words)}
    assert last == set()


def _looked_through(messages: list[str], words: list[str]) -> bool:
    return all(any(word in fold(message) for message in messages) for word in words)
