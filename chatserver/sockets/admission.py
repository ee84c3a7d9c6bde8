"""Who may come in now: a node that is full, or stormed, says so and when to come back; docs/decisions/0011.

Everything is counted in this node's memory. Officers are not held back by the storm of those they are to help.
"""

from __future__ import annotations

import ipaddress
import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.errors import Busy, RateLimited
from chatserver.sockets.limits import Buckets, Limit

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger(__name__)

BURST_SECONDS: Final = 5
"""So many seconds' worth of joining may come at once."""
LONGEST_WAIT_SECONDS: Final = 60
FULL_SECONDS: Final = 30
"""When to look again at a node without room; lines end all the time."""
OVERLOADED_SECONDS: Final = 2
REQUESTS_OF_AN_ADDRESS = Limit(burst=1_000, per_second=100)
"""New lines of one address: a tax hall behind one router comes back at once; who goes on at this pace is a program."""
_NETWORK_OF_ONE: Final = 64
"""Bits of an IPv6 address that a subscriber is given; the rest is theirs to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a node takes on; see the settings of the same names."""

    max_connections: int = 20_000
    connections_per_address: int = 1_000
    joins_per_second: int = 300
    max_waiting_commands: int = 20_000
    trusted_proxies: int = 0


class Pace:
    """Lets in so many a second, and gives each of the others a moment of their own to come back."""

    def __init__(self, per_second: float, burst: float) -> None:
        """Nobody has come yet."""
        self._each = 1 / per_second
        self._ahead = (burst - 1) * self._each
        self._full_at = 0.0
        self._promised = 0.0

    def wait(self, now: float) -> float:
        """Return 0 to come in; else the seconds after which there is room. `now` in seconds, from any start."""
        # a clock that is set back must keep nobody out: nothing lies further ahead than the burst and one more
        self._full_at = min(max(self._full_at, now), now + self._ahead + self._each)
        if self._full_at - now <= self._ahead:
            self._full_at += self._each
            return 0.0
        self._promised = min(max(self._promised, now) + self._each, now + LONGEST_WAIT_SECONDS)
        return self._promised - now


class Admission:
    """Counts who is here and who comes."""

    def __init__(self, room: Room) -> None:
        """Nobody is here."""
        self.room = room
        self._pace = Pace(room.joins_per_second, room.joins_per_second * BURST_SECONDS)
        self._here: Counter[str] = Counter()
        self._requests = Buckets()
        self._told = False

    def check_line(self, lines: int, address: str | None, now: float) -> None:
        """Admit a new line, of which nobody knows yet whose it is. Raises Busy, RateLimited.

        A quarter more than may join, so that those for whom there is no room are told so by a word.
        """
        if lines >= self.room.max_connections * 5 // 4:
            raise Busy(retry_after_seconds=FULL_SECONDS)
        if address is not None:
            self._requests.spend(address, REQUESTS_OF_AN_ADDRESS, now)

    def check_join(self, joined: int, address: str | None, *, is_officer: bool) -> None:
        """Look whether there is room for one more in a namespace. Raises Busy, RateLimited."""
        if address is not None and self._here[address] >= self.room.connections_per_address:
            raise RateLimited(retry_after_seconds=FULL_SECONDS, limit=self.room.connections_per_address)
        if not is_officer and joined >= self.room.max_connections:
            raise Busy(retry_after_seconds=FULL_SECONDS, limit=self.room.max_connections)

    def take_turn(self, now: float) -> None:
        """Let a taxpayer in whose ticket is good: forged ones must not use up the others' turns. Raises Busy."""
        wait = self._pace.wait(now)
        if wait > 0:
            raise Busy(retry_after_seconds=round(wait, 1))

    def check_command(self, waiting: int) -> None:
        """Take on a command while `waiting` others are under way. Raises Busy."""
        if waiting >= self.room.max_waiting_commands:
            raise Busy(retry_after_seconds=OVERLOADED_SECONDS)

    def enter(self, address: str | None) -> None:
        """Somebody has joined."""
        if address is not None:
            self._here[address] += 1

    def leave(self, address: str | None) -> None:
        """Somebody is gone."""
        if address is not None:
            self._here[address] -= 1
            if self._here[address] <= 0:
                del self._here[address]

    def address_of(self, request: web.BaseRequest) -> str | None:
        """Return what stands for one subscriber; None where the address tells nobody apart."""
        try:
            address = ipaddress.ip_address(request.remote or "")
        except ValueError:
            return None  # a unix socket
        if address.is_loopback or self._is_a_proxy(request, address):
            return None
        if address.version == 6:  # noqa: PLR2004 - IPv6
            return str(ipaddress.ip_network((address, _NETWORK_OF_ONE), strict=False))
        return str(address)

    def _is_a_proxy(self, request: web.BaseRequest, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        if self.room.trusted_proxies or not address.is_private or "X-Forwarded-For" not in request.headers:
            return False
        if not self._told:
            self._told = True
            _log.warning(
                "%s is a proxy, and everybody behind it looks like one address: limits by address are off for it;"
                " set DAOBAN_TRUSTED_PROXIES",
                address,
            )
        return True
