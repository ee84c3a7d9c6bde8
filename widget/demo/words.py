"""Words for people: the bureau's own from locales/, and amounts as people read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from chatserver.domain.typography import typeset

FOLDER = Path(__file__).with_name("locales")
LANGUAGES = ("zh-CN", "en")
FIRST = LANGUAGES[0]
_RANGE = re.compile(r"(?:^|,)\s*([a-z]{2,3})(?:-[a-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*(?=,|$)")
_CHINESE = re.compile("[\u3400-\u9fff]")


class Words:
    """The bureau's words in one language; an unknown key is a fault of ours and raises KeyError."""

    def __init__(self, language: str, words: dict[str, str]) -> None:
        self.language = language
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of `key` with `{name}` filled in."""
        return self._words[key].format(**values)

    def starting_with(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Return the words whose key starts with `prefix`, by the rest of the key, unfilled."""
        return ((key.removeprefix(prefix), text) for key, text in self._words.items() if key.startswith(prefix))

    def has(self, key: str) -> bool:
        """Return whether there are words for `key`."""
        return key in self._words


def load_words(folder: Path = FOLDER) -> dict[str, Words]:
    """Read every language. Raises OSError or ValueError when a file is missing or broken."""
    return {name: Words(name, json.loads((folder / f"{name}.json").read_text("utf-8"))) for name in LANGUAGES}


def preferred(accepted: str) -> str:
    """Return the language of ours that an `Accept-Language` header puts first, Chinese where it names neither."""
    best, weight = FIRST, 0.0
    for tag, said in _RANGE.findall(accepted.casefold()):
        name = next((name for name in LANGUAGES if name.startswith(tag)), None)
        if name and float(said or 1) > weight:
            best, weight = name, float(said or 1)
    return best


def address(row: str, words: Words) -> str:
    """Return a cell's address on the paper form; in English only what can be said in English."""
    if words.language == FIRST:
        return typeset(row)
    said = row
    for name, text in words.starting_with("address."):
        # `1行` is a numbered line, `附一` the name of a sheet.
        pattern = rf"(\d+) ?{name}" if "{n}" in text else f"({name})"
        said = re.sub(pattern, lambda found, text=text: f" {text.format(n=found[1])} ", said)  # type: ignore[misc]
    return "" if _CHINESE.search(said) else " ".join(said.split())


def amount(value: str, places: int = 2) -> str:
    """Return a decimal string grouped by thousands with a real minus; anything else comes back unchanged."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    # A value with too many decimals is shown as it was typed: rounding would hide what is wrong with it.
    decimals = max(places, -int(number.as_tuple().exponent))
    return f"{number:,.{decimals}f}".replace("-", "\u2212")
