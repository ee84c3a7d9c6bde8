"""A map put together from spans is the map of their questions, however they were parted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.stuck import Asked, map_of
from chatserver.domain.stuck_spans import CollidedError, blend, map_together, numbers_of, span_of
from tests.domain.test_stuck import questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.stuck_spans import Span

days = st.lists(questions, min_size=1, max_size=7)


def asked_by(name: str) -> list[Asked]:
    return [Asked("payment", "s1", None, name, 10, None)]


def all_of(parts: Sequence[Sequence[Asked]]) -> list[Asked]:
    return [one for part in parts for one in part]


@given(days)
def test_map_of_spans_is_the_map_of_their_questions(parts: list[list[Asked]]) -> None:
    assert map_together(list(map(span_of, parts))) == map_of(all_of(parts))


@given(days, st.data())
def test_spans_blend_to_the_span_of_their_questions(parts: list[list[Asked]], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(parts) - 1))
    until = data.draw(st.integers(first + 1, len(parts)))
    blended = blend(list(map(span_of, parts[first:until])))
    assert blended == span_of(all_of(parts[first:until]))
    spans = [*map(span_of, parts[:first]), blended, *map(span_of, parts[until:])]
    assert map_together(spans) == map_of(all_of(parts))


def test_two_persons_of_a_span_with_one_number_are_noticed() -> None:
    with pytest.raises(CollidedError):
        span_of(asked_by("tp1:pe") + asked_by("tp2:pe"), lambda name: (7, numbers_of(name)[1]))


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 1, 1), (1, 3, 1), (1, 1, 3)])
@pytest.mark.parametrize("of_spans", [map_together, blend])
def test_two_persons_of_different_spans_with_one_number_are_noticed(sizes: tuple[int, ...], of_spans: object) -> None:
    def numbers(name: str, clash: int) -> tuple[int, int]:
        return (7, clash) if name == "clash" else numbers_of(name)

    def span(place: int, size: int) -> Span:
        asked = asked_by("clash") + all_of([asked_by(f"tp{place}-{n}") for n in range(size)])
        return span_of(asked, partial(numbers, clash=place))

    assert callable(of_spans)
    with pytest.raises(CollidedError):
        of_spans([span(place, size) for place, size in enumerate(sizes)])
