"""Text from people is plain text: cleaned of what could hide or reorder it, never interpreted."""

from __future__ import annotations

import re
import unicodedata

# C0/C1 controls but tab and newline; bidi embeddings, overrides and isolates, which can make an amount read
# backwards; the byte order mark; lone surrogates and the two non-characters, which cannot be stored everywhere.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_NEWLINES = re.compile(r"\r\n?|\u2028|\u2029")
_SPACES = re.compile(r"[\t\n]+")


def clean_text(text: str) -> str:
    """Return `text` without control and direction characters, newlines as LF, trimmed.

    Not normalised: a registered name keeps its full-width brackets and its rare characters, which NFKC, and of some
    names even NFC, would replace. Only where two texts are compared is a folded copy made.
    """
    if text.isprintable():  # then it holds none of them, and most messages are
        return text.strip()
    return _UNWANTED.sub("", _NEWLINES.sub("\n", text)).strip()


def is_blank(text: str) -> bool:
    """Tell whether nothing would be seen of `text`: spaces, zero-width and other format characters (Cf) alone."""
    if text.isprintable():
        return not text.strip()
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def clean_line(text: str | None) -> str | None:
    """Return `text` cleaned and on one line; None stays None."""
    return None if text is None else _SPACES.sub(" ", clean_text(text))
