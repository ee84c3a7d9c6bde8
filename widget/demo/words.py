"""Words for people: the bureau's own from locales/, the catalogue's tidied for reading, amounts and dates."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

FOLDER = Path(__file__).with_name("locales")
LANGUAGES = ("zh-CN", "en")
FIRST = LANGUAGES[0]

_CJK = r"\u3400-\u9fff\uf900-\ufaff"
_WIDE = str.maketrans({",": "，", ":": "：", ";": "；", "?": "？"})
_BRACKETS = str.maketrans({"(": "（", ")": "）"})
_HAS_CJK = re.compile(f"[{_CJK}]")
_HALF_MARK = re.compile(rf"(?<=[{_CJK}”）])[,:;?]|[,:;?](?=[{_CJK}“（])")
_GAP_AFTER = re.compile(rf"(?<=[{_CJK}])(?=[0-9A-Za-z−])")
_GAP_BEFORE = re.compile(rf"(?<=[0-9A-Za-z%])(?=[{_CJK}])")


class Words:
    """The bureau's words in one language; an unknown key is a fault of ours and raises KeyError."""

    def __init__(self, language: str, words: dict[str, str]) -> None:
        self.language = language
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of `key` with `{name}` filled in."""
        return self._words[key].format(**values)

    def has(self, key: str) -> bool:
        """Return whether there are words for `key`."""
        return key in self._words


def load_words(folder: Path = FOLDER) -> dict[str, Words]:
    """Read every language. Raises OSError or ValueError when a file is missing or broken."""
    return {name: Words(name, json.loads((folder / f"{name}.json").read_text("utf-8"))) for name in LANGUAGES}


def tidy(text: str, language: str = FIRST) -> str:
    """Return catalogue text with full-width punctuation and gaps round Latin and digits; English stays as it is."""
    if language != FIRST or not _HAS_CJK.search(text):
        return text
    bracketed = text.translate(_BRACKETS).replace(" > ", " › ")
    wide = _HALF_MARK.sub(lambda found: found.group(0).translate(_WIDE), bracketed)
    return _GAP_BEFORE.sub(" ", _GAP_AFTER.sub(" ", wide))


def amount(value: str, places: int = 2) -> str:
    """Return a decimal string grouped by thousands with a real minus; anything else comes back unchanged."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    return f"{number:,.{places}f}".replace("-", "\u2212")


def month_day(day: dt.date, language: str) -> str:
    """Return a date short enough for a list: 11 月 16 日, or 16 Nov."""
    return f"{day.month} 月 {day.day} 日" if language == FIRST else f"{day.day} {day:%b}"
