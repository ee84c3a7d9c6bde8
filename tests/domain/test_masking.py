"""A column of names is masked as each of them would be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.masking import mask, mask_all
from chatserver.domain.purge_mark import PURGE_SIGN

KEPT = st.sampled_from([(0, 4), (1, 0), (6, 4), (0, 0), (3, 3)])
LONG = st.text("张三李四0123456789Xx*", min_size=11, max_size=18)
ANY = st.one_of(st.none(), st.text(max_size=12), LONG, st.text(max_size=6).map(PURGE_SIGN.__add__))


@given(st.one_of(st.lists(LONG, max_size=9), st.lists(ANY, max_size=9)), KEPT)
def test_every_text_of_a_column_is_masked_as_it_is_alone(texts: list[str | None], kept: tuple[int, int]) -> None:
    assert [*mask_all(texts, *kept)] == [None if text is None else mask(text, *kept) for text in texts]


def test_what_is_too_short_for_what_is_kept_shows_nothing() -> None:
    assert [*mask_all(["李", "李四", None], 1, 0)] == ["*", "李*", None]
