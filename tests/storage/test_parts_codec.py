"""Sums of figures as bytes: what is written reads back, and so does what older versions have written."""

from __future__ import annotations

from array import array

import hypothesis
from hypothesis import strategies as st

from chatserver.domain.metrics_of_session import DISTRIBUTIONS
from chatserver.domain.report_parts import WIDTH, Cell, Parts
from storage.parts_codec import MOST_OF_HEAD, decode_cell, decode_parts, encode_cell, encode_parts

WHOLE = st.integers(-(2**62), 2**62)
LENGTHS = st.lists(st.lists(WHOLE), min_size=len(DISTRIBUTIONS), max_size=len(DISTRIBUTIONS))


@hypothesis.given(st.lists(WHOLE), LENGTHS)
def test_cells_and_parts_read_back(numbers: list[int], lengths: list[list[int]]) -> None:
    cell = Cell(numbers, [array("q", sorted(one)) for one in lengths])
    assert decode_cell(encode_cell(cell)) == cell
    parts = Parts(tuple(numbers), tuple(map(tuple, lengths)))
    assert decode_parts(encode_parts(parts)) == parts


def test_a_cell_of_an_older_version_is_read() -> None:
    others = len(DISTRIBUTIONS) - 1
    counts = [2, *[0] * others]
    head = bytes([4, 2, 3, 2 * len(counts), *counts])  # numbers: 1, -2; one value; each zigzag in seven bits a byte
    old = len(head).to_bytes(4, "little") + head + (5).to_bytes(8, "little")
    assert decode_cell(old) == Cell([1, -2], [array("q", [5]), *[array("q")] * others])


@hypothesis.given(
    st.lists(WHOLE, min_size=WIDTH, max_size=WIDTH), LENGTHS, st.sets(st.sampled_from(list(DISTRIBUTIONS)))
)
def test_lengths_that_are_not_wanted_are_left_out(numbers: list[int], lengths: list[list[int]], some: set[str]) -> None:
    whole = encode_cell(Cell(numbers, [array("q", sorted(one)) for one in lengths]))
    wanted = [sorted(one) if name in some else [] for name, one in zip(DISTRIBUTIONS, lengths, strict=True)]
    assert decode_cell(whole, some) == Cell(numbers, [array("q", one) for one in wanted])
    assert decode_cell(whole[:MOST_OF_HEAD], ()) == Cell(numbers, [array("q") for _ in wanted])


SHORT = st.lists(st.lists(st.integers(0, 2**40), max_size=9), min_size=len(DISTRIBUTIONS), max_size=len(DISTRIBUTIONS))


@hypothesis.given(st.lists(WHOLE, min_size=WIDTH, max_size=WIDTH), SHORT)
def test_totals_that_are_kept_are_those_of_the_lengths(numbers: list[int], lengths: list[list[int]]) -> None:
    cell = Cell(numbers, [array("q", sorted(one)) for one in lengths])
    kept = encode_cell(cell, with_totals=True)
    assert decode_cell(kept) == cell
    assert decode_cell(kept).totals == list(map(sum, lengths))
    assert decode_cell(encode_cell(cell)).totals == []
    assert decode_cell(kept[:MOST_OF_HEAD], ()).numbers == numbers
