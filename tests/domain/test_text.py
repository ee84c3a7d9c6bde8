"""Text of people is cleaned of what could hide or reorder it."""

from __future__ import annotations

import sys

from chatserver.domain import text


def test_printable_text_holds_nothing_that_would_be_cleaned_away() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert text.clean_text(f"a{printable}z") == f"a{printable}z"
    assert not text._UNWANTED.search(printable)
    assert not text._NEWLINES.search(printable)


def test_what_hides_or_reorders_is_taken_out_and_newlines_are_one_kind() -> None:
    assert text.clean_text(" 金额\u202e0001\u202c\x00\r\n两行\u2028三行\ufeff ") == "金额0001\n两行\n三行"
    assert text.clean_text("\u3000您好\u3000") == "您好"


def test_what_only_looks_the_same_is_left_as_it_was_written() -> None:
    for written in ("（个体工商户）", "ＡＢＣ①", "\ufa11", "Cafe\u0301", "\t（一）\n①"):
        assert text.clean_text(f"a{written}z") == f"a{written}z"
