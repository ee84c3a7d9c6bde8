"""The index finds exactly what looking through all messages finds, on both databases."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatserver.domain.search import SHORTEST, fold, fold_messages
from storage import word_index
from storage.search import SaidText, forget_texts, save_texts
from storage.word_index import Narrowing, holding

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.engine import Database

_LETTERS = st.sampled_from("增值税税额申报Aa1１Ｂ0. ,%'\"*\\-\U00020bb7éß")
_FEW = st.sampled_from("税额a")
"""So few that one text often has all pairs of a word, and not the word."""
MESSAGES = st.lists(st.text(_LETTERS, max_size=12) | st.text(_FEW, max_size=6), max_size=4)
_NUMBERS = itertools.count()


def found(connection: Connection, words: list[str]) -> set[str]:
    named = Narrowing(connection, words).named()
    assert named is not None
    return set(holding(connection, words, named, 1_000) or ())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sessions=st.lists(MESSAGES, min_size=1, max_size=6), newer=MESSAGES)
async def test_index_finds_what_is_in_a_message_and_nothing_else(
    database: Database, data: st.DataObject, sessions: list[list[str]], newer: list[str]
) -> None:
    said = {f"s{next(_NUMBERS)}": messages for messages in sessions}
    pairs = [text[at : at + size] for one in said.values() for text in one for at in range(12) for size in (2, 3, 5)]
    some = st.sampled_from(pairs) if pairs else st.nothing()
    drawn = data.draw(
        st.lists(
            some | st.text(_LETTERS, min_size=2, max_size=3) | st.text(_FEW, min_size=3, max_size=4),
            min_size=1,
            max_size=3,
        )
    )
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


async def test_pairs_of_a_word_in_a_text_do_not_make_the_word(database: Database) -> None:
    def work(connection: Connection) -> list[set[str]]:
        texts = {"apart": ["增值 值税"], "across": ["增值", "税额"], "whole": ["增值税额"]}
        said = [SaidText(session_id=name, seq=1, text=fold_messages(one)) for name, one in texts.items()]
        save_texts(connection, said)
        return [found(connection, [word]) for word in ("增值税", "值税", "增值")]

    assert await database.write(work) == [{"whole"}, {"apart", "whole"}, {"apart", "across", "whole"}]


async def test_too_many_are_neither_named_nor_held(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_index, "NAMED", 3)

    def work(connection: Connection) -> list[bool]:
        save_texts(connection, [SaidText(session_id=f"s{n}", seq=1, text="增值税") for n in range(3)])
        named = [Narrowing(connection, ["增值"]).named()]
        assert named[0] is not None
        held = [holding(connection, ["增值"], named[0], most) for most in (3, 2)]
        save_texts(connection, [SaidText(session_id="s4", seq=1, text="增值")])
        named += [Narrowing(connection, [word]).named() for word in ("增值", "值税")]
        return [one is None for one in (*named, *held)]

    assert await database.write(work) == [False, True, False, False, True]


async def test_words_are_rare_where_the_index_knows_of_no_more_than_a_few(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_index, "FEW", 2)

    def work(connection: Connection) -> list[bool]:
        texts = ["增值税", "增值额", "增值", "值税"]
        save_texts(connection, [SaidText(session_id=text, seq=1, text=text) for text in texts])
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("ANALYZE session_words"))
        return [Narrowing(connection, words).is_rare for words in (["增值"], ["值税"], ["增值税"], ["税值"])]

    assert await database.write(work) == [False, True, True, True]
