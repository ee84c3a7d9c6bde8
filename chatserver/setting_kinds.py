"""What a setting may be: how its words are read from the environment, what is accepted, and how that is said.

Environment values are text; TOML values have types of their own, and a number in quotes is not a number there.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from chatserver.redis_address import parse_redis

_LABEL = "[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?"
"""One part of a host name. Underscores are in no standard, but in the names of many a container."""

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


def text(expected: str = "a text", pattern: str = r"(?=.*\S)[^\x00-\x1f]{1,500}") -> Kind:
    """Return the kind of one line that matches `pattern` as a whole."""
    return Kind(expected=expected, read=str, check=lambda value: _matching(value, pattern))


def integer(lowest: int, highest: int) -> Kind:
    """Return the kind of a whole number between both bounds, bounds included."""

    def check(value: Any) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise ValueError(value)
        return value

    return Kind(expected=f"an integer from {lowest} to {highest}", read=_integer, check=check)


def choice(*names: str) -> Kind:
    """Return the kind of one word out of several."""
    return Kind(
        expected=f"one of {', '.join(names)}",
        read=str,
        check=lambda value: _matching(value, "|".join(map(re.escape, names))),
    )


def folder() -> Kind:
    """Return the kind of a path, relative ones from the working directory; whether it exists is asked elsewhere."""
    path = r"(?=.*\S)(?!.*://)[^\x00-\x1f]{1,4000}"
    return Kind(expected="a path", read=str, check=lambda value: Path(_matching(value, path)))


def host() -> Kind:
    """Return the kind of what can be listened on: a host name or an address of IPv4 or IPv6."""
    return Kind(expected="a host name or IP address", read=str, check=_host)


def database() -> Kind:
    """Return the kind of a database's URL: a file (never memory, which forgets), or a server and its database."""

    def check(value: Any) -> str:
        found = _matching(value, r"[^\s\x00-\x1f]{1,2000}")
        parts = urlsplit(found)
        is_file = found.startswith("sqlite:///") and parts.path.strip("/") not in {"", ":memory:"}
        if not is_file and not (_url(found, ("postgresql",)) and parts.hostname and parts.path.strip("/")):
            raise ValueError(value)
        return found

    return Kind(expected="an address (sqlite:///path or postgresql://host/database)", read=str, check=check)


def redis() -> Kind:
    """Return the kind of where Redis is: one server, Sentinels, or a Cluster."""

    def check(value: Any) -> str:
        found = _matching(value, r"[^\s\x00-\x1f]{1,2000}")
        parse_redis(found)
        return found

    spelled = "redis://…, rediss://…, unix://…, redis+sentinel://… or redis+cluster://…"
    return Kind(expected=f"an address ({spelled})", read=str, check=check)


def scanner() -> Kind:
    """Return the kind of where a clamd listens: a unix socket, or a host and port."""
    return Kind(
        expected="an address (unix:///path or tcp://host:port)",
        read=str,
        check=lambda value: _url(value, ("unix", "tcp")),
    )


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
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None or parts.port == 0:
        raise ValueError(value)
    host = _host(parts.hostname)  # no `*`, and other letters than ASCII as browsers send them: xn--…
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{parts.port}" if parts.port not in {None, usual} else "")


def _integer(words: str) -> int:
    return int(_matching(words.strip(), r"-?[0-9]{1,20}"))  # `int` alone would take 1_0 and １


def _host(value: Any) -> str:
    found = _matching(value, r"[0-9A-Za-z.:_%-]{1,253}")
    if ":" in found:
        return str(ipaddress.IPv6Address(found))
    return _matching(found, rf"(?:{_LABEL}\.)*{_LABEL}")


def _matching(value: Any, pattern: str) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if not re.fullmatch(pattern, value):
        raise ValueError(value)
    return value


def _url(value: Any, schemes: tuple[str, ...]) -> str:
    found = _matching(value, r"[^\s\x00-\x1f]{1,2000}")
    parts = urlsplit(found)  # raises ValueError for a broken host
    if parts.scheme not in schemes or not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise ValueError(value)
    _ = parts.port  # raises ValueError for a port that is none
    return found


def _source(value: Any) -> str:
    found = _matching(value, r"[^\x00-\x1f]{1,2000}")
    return _url(found, ("http", "https")) if "://" in found else found
