"""Sums of figures as bytes: what is written reads back, and so does what older versions have written."""

from __future__ import annotations

from array import array

import hypothesis
from hypothesis import strategies as st

from chatserver.domain.report_parts import Cell, Parts
from storage.parts_codec import decode_cell, decode_parts, encode_cell, encode_parts

WHOLE = st.integers(-(2**62), 2**62)


@hypothesis.given(st.lists(WHOLE), st.lists(st.lists(WHOLE)))
def test_cells_and_parts_read_back(numbers: list[int], lengths: list[list[int]]) -> None:
    cell = Cell(numbers, [array("q", sorted(one)) for one in lengths])
    assert decode_cell(encode_cell(cell)) == cell
    parts = Parts(tuple(numbers), tuple(map(tuple, lengths)))
    assert decode_parts(encode_parts(parts)) == parts


def test_a_cell_of_an_older_version_is_read() -> None:
    head = bytes([4, 2, 3, 2, 2])  # two numbers: 1, -2; one distribution: 1 value; each zigzag in seven bits a byte
    old = len(head).to_bytes(4, "little") + head + (5).to_bytes(8, "little")
    assert decode_cell(old) == Cell([1, -2], [array("q", [5])])
