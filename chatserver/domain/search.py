"""Searching what was said: how texts are compared, what an index keeps of them, and how a query is read.

Two texts are compared folded: full-width letters as narrow ones, capitals as small ones, any white space as one space.
Folding never changes how long a text is, so that a place in the folded text is the same place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from chatserver.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SHORTEST: Final = 2
"""Characters of a word: the index keeps pairs of them, which is what a Chinese word is at least."""
MOST_WORDS, LONGEST = 10, 200
BETWEEN: Final = "\n"
"""Stands between two messages of a session; never in one, nor in a word."""
AROUND: Final = 30
"""Characters that a snippet shows before what was found, and after it."""
_FACTOR, _GRAMS = 65_599, 2**31 - 1
_WORDS = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')
_QUOTES: Final = '"“”'


class SearchShort(DomainError):
    """A word of one character, which nearly every session has."""

    code = "search_short"


class SearchLong(DomainError):
    """More words, or longer ones, than anybody looks for."""

    code = "search_long"


def on_one_line(text: str) -> str:
    """Return `text` with one space where there was white space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return `text` as it is compared: on one line, and as long as `on_one_line(text)`."""
    return "".join(map(_folded, on_one_line(text)))


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 and not plain.isspace() else character


def fold_messages(texts: Iterable[str]) -> str:
    """Return all messages of a session as one text to be searched."""
    return BETWEEN.join(map(fold, texts))


def grams(folded: str) -> set[int]:
    """Return a number for each pair of neighbours; two pairs may share one, so what is found must be looked at."""
    return {
        (ord(first) * _FACTOR + ord(second)) % _GRAMS
        for first, second in pairwise(folded)
        if BETWEEN not in (first, second)
    }


def narrowest(words: Iterable[str], counts: Mapping[int, float], most: int) -> list[int]:
    """Return up to `most` pairs of these words, rare ones first; `counts`: how many sessions have each, 0 if not there.

    The rarest of each word come before all others: pairs of one word are mostly said together and narrow no further.
    """
    ranks: dict[int, int] = {}
    for word in words:
        for rank, gram in enumerate(sorted(grams(word), key=lambda gram: (counts.get(gram, 0), gram))):
            ranks[gram] = min(rank, ranks.get(gram, rank))
    return sorted(ranks, key=lambda gram: (ranks[gram], counts.get(gram, 0), gram))[:most]


def read_words(query: str) -> tuple[str, ...]:
    """Return the folded words and “phrases” that must all be found. Raises SearchShort, SearchLong."""
    if len(query) > LONGEST:
        raise SearchLong
    parts = ("".join(match.groups("")) for match in _WORDS.finditer(query))
    words = tuple(dict.fromkeys(word for part in parts if (word := fold(part.strip(_QUOTES)))))
    if len(words) > MOST_WORDS:
        raise SearchLong
    if any(len(word) < SHORTEST for word in words):
        raise SearchShort
    return words


def snippet(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return the part of a message around the first word found, in pieces, each with whether it is one of the words.

    Empty where none of the words is in it.
    """
    line, folded = on_one_line(text), fold(text)
    found = sorted(place for word in words for place in _places(folded, word))
    if not found:
        return ()
    start, end = max(0, found[0][0] - AROUND), min(len(line), found[0][1] + AROUND)
    pieces = [("…", False)] if start else []
    at = start
    for first, last in found:
        if last <= at or first >= end:
            continue
        pieces += [(line[at : max(at, first)], False), (line[max(at, first) : last], True)]
        at = last
    end = max(at, end)
    pieces += [(line[at:end], False), ("…" if end < len(line) else "", False)]
    return tuple(piece for piece in pieces if piece[0])


def _places(folded: str, word: str) -> Iterator[tuple[int, int]]:
    start = folded.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = folded.find(word, start + len(word))
