"""Personal data is masked before it is stored: numbers in messages, values of personal fields.

Keeps what the bureaus' own screens keep: ID card first 6 and last 4, phone 3 and 4, bank card last 4
(`docs/` of the domain research, section 4.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from chatserver.domain.purge_mark import PURGE_SIGN, purged_after
from chatserver.domain.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True)
class SensitivePattern:
    """One kind of number or secret to look for in free text; `keep_first`/`keep_last` in characters."""

    id: str
    regex: re.Pattern[str]
    keep_first: int
    keep_last: int


_ID_CARD = re.compile(r"^[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]$")
_MOST_SHOWN = 6
"""Characters in a row of a masked value: an ID card's first. A star alone does not make a value masked."""
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_CARD = re.compile(r"^\d{12,19}$")


def mask(text: str, keep_first: int, keep_last: int) -> str:
    """Return `text` with its middle replaced by `*`, one for each hidden character; what was purged says so still."""
    if purged_after(text) is not None:
        return text
    hidden = len(text) - keep_first - keep_last
    if hidden <= 0:
        return "*" * len(text)
    return text[:keep_first] + "*" * hidden + text[len(text) - keep_last :]


def mask_all(texts: Sequence[str | None], keep_first: int, keep_last: int) -> Sequence[str | None]:
    """Return what `mask` makes of each; None stays. Takes half of the time of as many calls, two thirds where a text is
    short or purged.
    """
    told = [text for text in texts if text is not None] if None in texts else cast("Sequence[str]", texts)
    masked = _mask_told(told, keep_first, keep_last)
    if told is texts:
        return masked
    following = iter(masked)
    return [None if text is None else next(following) for text in texts]


def _mask_told(texts: Sequence[str], first: int, last: int) -> list[str]:
    least, lengths = first + last, set(map(len, texts))
    stars = {length: "*" * (length - least) for length in lengths}
    if min(lengths, default=0) > least and PURGE_SIGN not in "".join(texts):
        return [text[:first] + stars[len(text)] + text[len(text) - last :] for text in texts]
    return [
        text[:first] + stars[len(text)] + text[len(text) - last :]
        if len(text) > least and text[0] != PURGE_SIGN
        else mask(text, first, last)
        for text in texts
    ]


def mask_personal(value: str) -> str:
    """Return a personal field's value masked by what it looks like; already masked values stay as they are."""
    if not value or ("*" in value and max(map(len, value.split("*"))) <= _MOST_SHOWN):
        return value
    if _ID_CARD.match(value):
        return mask(value, 6, 4)
    if _MOBILE.match(value):
        return mask(value, 3, 4)
    if _CARD.match(value):
        return mask(value, 0, 4)
    return mask(value, 1, 0)


def mask_text(text: str, patterns: Iterable[SensitivePattern]) -> tuple[str, tuple[str, ...]]:
    """Return `text` with every match masked, and the ids of the patterns that matched."""
    found: list[str] = []
    for pattern in patterns:
        if not pattern.regex.search(text):
            continue
        masked = pattern.regex.sub(_masker(pattern), text)
        if masked != text:
            found.append(pattern.id)
        text = masked
    return text, tuple(found)


def mask_words(text: str | None, patterns: Iterable[SensitivePattern]) -> str | None:
    """Return free text cleaned and masked, or None when nothing is left of it."""
    return mask_text(clean_text(text or ""), patterns)[0] or None


def _masker(pattern: SensitivePattern) -> Callable[[re.Match[str]], str]:
    return lambda match: mask(match.group(0), pattern.keep_first, pattern.keep_last)
