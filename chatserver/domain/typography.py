"""Chinese typesetting for display: full-width punctuation, a thin gap beside Latin and digits. Never for values."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WIDE: Final = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_OPENING: Final = re.compile(r"\(")
_CLOSING: Final = re.compile(r"\)")
# A mark between two digits or Latin letters belongs to a number, a time or a code, and stays as it is.
_MARK: Final = re.compile(r"(?<![0-9A-Za-z])[,:;?!]|[,:;?!](?![0-9A-Za-z/])|(?<=[0-9A-Za-z])[,:;?!](?=[" + _HAN + "])")
_GAP: Final = re.compile(rf"(?<=[{_HAN}])(?=[0-9A-Za-z\u2212])|(?<=[0-9A-Za-z%])(?=[{_HAN}])")


@lru_cache(maxsize=4096)  # the texts of one catalogue, about 1,500
def typeset(text: str) -> str:
    """Return catalogue text as it is shown; text without Chinese stays as it is."""
    if not re.search(f"[{_HAN}]", text):
        return text
    wide = _MARK.sub(lambda mark: _WIDE[mark.group()], text)
    return _GAP.sub(" ", _CLOSING.sub("）", _OPENING.sub("（", wide)))


def gap(before: str, after: str) -> str:
    """Return what stands between two pieces put together: a space between Chinese and Latin or digits, else nothing."""
    return " " if _GAP.search(before[-1:] + after[:1]) else ""
