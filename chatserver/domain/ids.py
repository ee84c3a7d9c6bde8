"""Ids as strings: time-ordered, unguessable, safe in addresses (ULID, github.com/ulid/spec)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80
_LENGTH = 26
ID_PATTERN = rf"^[{_CROCKFORD}]{{{_LENGTH}}}$"


def new_id(now: dt.datetime) -> str:
    """Return 26 characters: 48 bits of milliseconds, then 80 random bits.

    Not pure (it draws randomness), so services draw ids and hand them to the rules.
    """
    return id_of(now, secrets.randbits(_RANDOM_BITS))


def id_of(at: dt.datetime, drawn: int) -> str:
    """Return the id of a time and of 80 bits that somebody has drawn."""
    number = int(at.timestamp() * 1000) << _RANDOM_BITS | drawn
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range((_LENGTH - 1) * 5, -1, -5))
