"""What a setting may be: how its words are read from the environment, what is accepted, and how that is said.

Environment values are text; TOML values have types of their own, and a number in quotes is not a number there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Reader: TypeAlias = Callable[[str], object]
Checker: TypeAlias = Callable[[Any], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`expected` completes "expected …"; `read` turns text into a TOML value; `check` returns what the code uses.

    Both raise ValueError or TypeError for what does not fit.
    """

    expected: str
    read: Reader
    check: Checker


def text(expected: str = "a text", pattern: str = r"[^\x00-\x1f]{1,500}") -> Kind:
    """Return the kind of one line that matches `pattern` as a whole."""
    return Kind(expected=expected, read=str, check=lambda value: _matching(value, pattern))


def integer(lowest: int, highest: int) -> Kind:
    """Return the kind of a whole number between both bounds, bounds included."""

    def check(value: Any) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise ValueError(value)
        return value

    return Kind(expected=f"an integer from {lowest} to {highest}", read=int, check=check)


def choice(*names: str) -> Kind:
    """Return the kind of one word out of several."""
    return Kind(
        expected=f"one of {', '.join(names)}",
        read=str,
        check=lambda value: _matching(value, "|".join(map(re.escape, names))),
    )


def folder() -> Kind:
    """Return the kind of a path, relative ones from the working directory; whether it exists is asked elsewhere."""
    return Kind(expected="a path", read=str, check=lambda value: Path(_matching(value, r"[^\x00-\x1f]{1,4000}")))


def address(*schemes: str) -> Kind:
    """Return the kind of a URL with one of these schemes."""
    spelled = " or ".join(f"{scheme}://…" for scheme in schemes)
    return Kind(expected=f"an address ({spelled})", read=str, check=lambda value: _url(value, schemes))


def origin() -> Kind:
    """Return the kind of a web origin (`https://host[:port]`)."""
    return Kind(expected="an origin (https://host or https://host:port)", read=str, check=origin_of)


def origins() -> Kind:
    """Return the kind of a list of web origins (`https://host[:port]`); text is separated by spaces or commas."""

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise TypeError(value)
        return tuple(origin_of(item) for item in value)

    return Kind(
        expected="a list of origins (https://host or https://host:port)",
        read=lambda words: re.split(r"[\s,]+", words.strip()) if words.strip() else [],
        check=check,
    )


def bureaus() -> Kind:
    """Return the kind of a table from issuer to JWKS file or address; as text `issuer=source issuer=source`."""

    def check(value: Any) -> Mapping[str, str]:
        if not isinstance(value, dict):
            raise TypeError(value)
        return {_matching(issuer, r"\S{1,200}"): _source(source) for issuer, source in value.items()}

    def read(words: str) -> dict[str, str]:
        pairs = [word.partition("=") for word in words.split()]
        if not all(equals for _, equals, _ in pairs) or len({issuer for issuer, _, _ in pairs}) != len(pairs):
            raise ValueError(words)
        return {issuer: source for issuer, _, source in pairs}

    return Kind(expected="issuers with their JWKS file or address (issuer=source)", read=read, check=check)


def origin_of(value: Any) -> str:
    """Return a web origin in the spelling that browsers send. Raises ValueError, TypeError."""
    parts = urlsplit(_url(value, ("http", "https")))
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(value)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _matching(value: Any, pattern: str) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if not re.fullmatch(pattern, value):
        raise ValueError(value)
    return value


def _url(value: Any, schemes: tuple[str, ...]) -> str:
    found = _matching(value, r"[^\s\x00-\x1f]{1,2000}")
    parts = urlsplit(found)  # raises ValueError for a broken host
    if parts.scheme not in schemes or not (parts.netloc or parts.scheme == "sqlite"):
        raise ValueError(value)
    _ = parts.port  # raises ValueError for a port that is none
    return found


def _source(value: Any) -> str:
    found = _matching(value, r"[^\x00-\x1f]{1,2000}")
    return _url(found, ("http", "https")) if "://" in found else found
