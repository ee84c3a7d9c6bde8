"""Parts and sums of figures as bytes: a session's parts are small whole numbers (LEB128); a cell's sums, of which pages
read thousands at a time, are MessagePack, and its lengths 64 bits each.
"""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING, Final

import msgspec

from chatserver.domain.metrics_of_session import DISTRIBUTIONS
from chatserver.domain.report_parts import WIDTH, Cell, Parts

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_LOW: Final = 0x7F
_MORE: Final = 0x80
_PACKED: Final = 1 << 31
"""In the length of a cell's head: it is MessagePack. Cells of older versions are read, too, until they change."""
MOST_OF_HEAD: Final = 32 + 10 * (WIDTH + 2 * len(DISTRIBUTIONS))
"""No cell's head is longer, in bytes: a number of 64 bits takes ten at the most, in both ways of writing."""
_heads: Final = msgspec.msgpack.Decoder(list[list[int]])


def encode_parts(parts: Parts) -> bytes:
    """Return the numbers, how many there are first, then each distribution's in the same way."""
    return _encoded((parts.numbers, *parts.lengths))


def decode_parts(data: bytes) -> Parts:
    """Return what `encode_parts` made bytes of."""
    numbers, *lengths = _rows(data)
    return Parts(numbers, tuple(lengths))


def encode_cell(cell: Cell, *, with_totals: bool = False) -> bytes:
    """Return the sums and how long each distribution is, then its values.

    `with_totals`: and what they come to, as large cells are read faster so; not for days, which older versions read.
    """
    head = msgspec.msgpack.encode(
        [cell.numbers, list(map(len, cell.lengths)), *([list(map(sum, cell.lengths))] if with_totals else [])]
    )
    return (len(head) | _PACKED).to_bytes(4, "little") + head + b"".join(map(encode_lengths, cell.lengths))


def decode_cell(data: bytes, wanted: Container[str] = DISTRIBUTIONS) -> Cell:
    """Return what `encode_cell` made bytes of; lengths of distributions that are not `wanted` are left out.

    Where none is, the first `MOST_OF_HEAD` bytes will do.
    """
    size = int.from_bytes(data[:4], "little")
    at = 4 + (size & ~_PACKED)
    numbers, counts, *totals = _heads.decode(data[4:at]) if size & _PACKED else map(list, _rows(data[4:at]))
    lengths = []
    for name, count in zip(DISTRIBUTIONS, counts, strict=True):
        lengths.append(decode_lengths(data[at : at + 8 * count]) if name in wanted else array("q"))
        at += 8 * count
    return Cell(numbers, lengths, *totals)


def decode_lengths(data: bytes) -> array[int]:
    """Return the lengths that `encode_lengths` made bytes of."""
    values = array("q")
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def encode_lengths(values: array[int]) -> bytes:
    """Return the lengths as 64 bits each."""
    if sys.byteorder == "big":
        values = array("q", values)
        values.byteswap()
    return values.tobytes()


def _encoded(rows: Iterable[tuple[int, ...]]) -> bytes:
    out = bytearray()
    for row in rows:
        for number in (len(row), *row):
            rest = number << 1 ^ number >> 63  # the sign goes last, so that small negative numbers stay small
            while rest > _LOW:
                out.append(rest & _LOW | _MORE)
                rest >>= 7
            out.append(rest)
    return bytes(out)


def _rows(data: bytes) -> Iterator[tuple[int, ...]]:
    numbers = _numbers(data)
    for count in numbers:
        yield tuple(next(numbers) for _ in range(count))


def _numbers(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & _LOW) << shift
        shift += 7
        if not byte & _MORE:
            yield number >> 1 ^ -(number & 1)
            number = shift = 0
