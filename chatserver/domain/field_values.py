"""What stands in a cell: from the text that a person typed to a value, and back to the one way it is written.

A value that cannot be read is told by a code, never by a crash; words for the codes live in the front ends.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chatserver.domain.catalogue import Field, Part
    from chatserver.domain.formula import Value

YES: Final = "是"
NO: Final = "否"
RANGE_SEPARATOR: Final = "~"
LIST_SEPARATOR: Final = ";"
NUMBER_TYPES: Final = frozenset({"money", "int", "percent"})
LIST_TYPES: Final = frozenset({"list", "file"})
MAX_VALUE_CHARACTERS: Final = 2_000

# 16 digits before the point hold any amount a bureau knows; no exponents, so that no short text means a huge number.
_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,8})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3}){1,5}(\.\d{1,8})?")


class UnreadableValue(Exception):
    """A cell's text does not fit its type; `code` says how, `limit` what would have been allowed."""

    def __init__(self, code: str, limit: str | None = None) -> None:
        """Keep the code, e.g. `not_a_number`, for the finding."""
        super().__init__(code)
        self.code = code
        self.limit = limit
        self.field_id = ""


def read_value(field: Field, raw: str, part_id: str | None = None) -> Value:
    """Return the typed value of a field's text, or of one of its parts. Raises UnreadableValue."""
    if part_id is None:
        return _read(field.type, raw) if not field.parts else raw.strip() or None
    for part, text in zip(field.parts, split_parts(field, raw), strict=True):
        if part.id == part_id:
            return _read(part.type, text)
    raise UnreadableValue("unknown_part", part_id)


def split_parts(field: Field, raw: str) -> list[str]:
    """Return one text for each part of a composite field. Raises UnreadableValue when there are too many."""
    if not raw.strip():
        return [""] * len(field.parts)
    texts = [text.strip() for text in raw.split(field.separator)]
    while len(texts) > len(field.parts) and not texts[-1]:  # a separator that is a space, typed once too often
        texts.pop()
    if len(texts) > len(field.parts):
        raise UnreadableValue("too_many_parts", str(len(field.parts)))
    return texts + [""] * (len(field.parts) - len(texts))


def join_parts(field: Field, texts: list[str]) -> str:
    """Return the parts as the one text that is stored, sent and proposed; empty when every part is empty."""
    stripped = [text.strip() for text in texts]
    return field.separator.join(stripped) if any(stripped) else ""


def canonical(field: Field, raw: str) -> str:
    """Return the text as it is kept: `35,000` in a money cell becomes `35000.00`. What cannot be read stays."""
    try:
        if field.parts:
            texts = split_parts(field, raw)
            return join_parts(field, [_canonical(part, text) for part, text in zip(field.parts, texts, strict=True)])
        return _canonical(field, raw)
    except UnreadableValue:
        return raw.strip()


def write_number(number: Decimal, decimals: int) -> str:
    """Return the number with exactly `decimals` decimals, without grouping or exponent."""
    return f"{number:.{decimals}f}"


def read_number(raw: str) -> Decimal | None:
    """Return the number in a text that may have full-width digits or grouping commas. Raises UnreadableValue."""
    text = unicodedata.normalize("NFKC", raw).replace("\u2212", "-").strip()
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not (_NUMBER.fullmatch(text) and text.isascii()):
        raise UnreadableValue("not_a_number")
    number = Decimal(text)
    return number or number.copy_abs()  # nobody declares minus nothing


def read_date(raw: str) -> dt.date | None:
    """Return the ISO date in a text. Raises UnreadableValue."""
    text = raw.strip()
    if not text:
        return None
    try:
        if not _DATE.fullmatch(text):  # fromisoformat takes 20261101 and 2026-W45-1 too, which no page would show
            raise UnreadableValue("not_a_date")
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnreadableValue("not_a_date") from None


def _read(kind: str, raw: str) -> Value:
    if len(raw) > MAX_VALUE_CHARACTERS:
        raise UnreadableValue("too_long", str(MAX_VALUE_CHARACTERS))
    if kind in NUMBER_TYPES:
        return read_number(raw)
    if kind == "date":
        return read_date(raw)
    if kind in LIST_TYPES:
        return tuple(item.strip() for item in raw.split(LIST_SEPARATOR) if item.strip())
    text = raw.strip()
    if kind != "bool" or not text:
        return text or None
    if text not in {YES, NO}:
        raise UnreadableValue("not_an_option")
    return text == YES


def _canonical(cell: Field | Part, raw: str) -> str:
    if cell.type not in NUMBER_TYPES:
        return raw.strip()
    number = read_number(raw)
    if number is None:
        return ""
    exact = -int(number.as_tuple().exponent) <= cell.decimals
    return write_number(number, cell.decimals) if exact else str(number)
