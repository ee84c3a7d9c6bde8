"""How queries are read, texts compared and snippets cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.search import (
    SearchLong,
    SearchShort,
    fold,
    grams,
    narrowest,
    on_one_line,
    read_words,
    snippet,
)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        ("增值税  申报", ("增值税", "申报")),
        ("“进项 税额” VAT", ("进项 税额", "vat")),
        ('"ＡＢ１２"', ("ab12",)),
        ('申报 申报 "申报', ("申报",)),
        ('""', ()),
    ],
)
def test_query_is_read_as_words_and_phrases(query: str, words: tuple[str, ...]) -> None:
    assert read_words(query) == words


def test_too_short_and_too_long_are_refused() -> None:
    with pytest.raises(SearchShort):
        read_words("增值税 税")
    with pytest.raises(SearchLong):
        read_words("税额" * 101)
    with pytest.raises(SearchLong):
        read_words(" ".join(f"w{n}" for n in range(11)))


@given(st.text())
def test_folded_text_is_as_long_as_the_text_on_one_line(text: str) -> None:
    assert len(fold(text)) == len(on_one_line(text))


def test_snippet_shows_the_words_as_they_were_written() -> None:
    assert snippet("请看\n VAT 第一栏", ["vat", "一栏"]) == (
        ("请看 ", False),
        ("VAT", True),
        (" 第", False),
        ("一栏", True),
    )
    assert snippet("没有", ["vat"]) == ()


@given(st.text("ab税额 ", max_size=90), st.lists(st.sampled_from(["ab", "税额", "b税", "aa"]), min_size=1, max_size=3))
def test_snippet_is_a_part_of_the_text_and_marks_no_more_than_words(text: str, words: list[str]) -> None:
    pieces = snippet(text, words)
    assert "".join(piece for piece, _ in pieces).strip("…") in on_one_line(text)
    assert bool(pieces) == any(word in fold(text) for word in words)
    assert all(any(fold(piece) in word for word in words) for piece, marked in pieces if marked and piece.strip())


def test_each_word_gives_its_rarest_pair_before_any_gives_a_second() -> None:
    a, b, c, d = (next(iter(grams(pair))) for pair in ("税额", "额申", "申报", "发票"))
    counts = {a: 5.0, b: 1.0, c: 2.0, d: 900.0}
    assert narrowest(["税额申报", "发票"], counts, 9) == [b, d, c, a]
    assert narrowest(["税额申报", "发票", "额申"], counts, 2) == [b, d]
    assert narrowest(["税额申报"], {a: 5.0, b: 1.0}, 2) == [c, b]
