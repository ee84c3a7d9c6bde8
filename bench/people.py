"""Brings people onto a server: pairs that talk, and lines that only stay open."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from typing_extensions import override

from bench import seed
from bench.load import Pair
from bench.wire import OFFERING_DEFLATE, Line, Refused, random_key

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable
    from pathlib import Path

_WAVE = 50
"""How many connect at once: a rush of two thousand would measure the listen queue."""
_ASKERS = 10
"""How many press *help* at once; a bureau's hall with a thousand officers free has no queue to speak of."""
_OFFER_SECONDS = 15.0
T = TypeVar("T")
HOST = "127.0.0.1"


class People(Protocol):
    """Who comes to one kind of server."""

    async def pairs(self, ports: tuple[int, int], count: int) -> list[Pair]:
        """Connect pairs that are ready to talk: side 0 to the first port, side 1 to the second."""
        ...

    async def idle(self, port: int, count: int) -> list[Line]:
        """Connect browsers that do nothing more."""
        ...


class RelayPeople(People):
    """For the relays, who ask nobody who they are."""

    @override
    async def pairs(self, ports: tuple[int, int], count: int) -> list[Pair]:
        async def connect(number: int) -> Pair:
            lines = [await self._line(ports[side], number, side) for side in (0, 1)]
            return Pair(number, f"{number:026d}", (lines[0], lines[1]))

        return await in_waves(connect(number) for number in range(count))

    @override
    async def idle(self, port: int, count: int) -> list[Line]:
        return await in_waves(self._line(port, -1 - number, 0, OFFERING_DEFLATE) for number in range(count))

    async def _line(self, port: int, pair: int, side: int, headers: str = "") -> Line:
        line = Line("", {"pair": pair, "side": side}, headers=headers)
        await line.open(HOST, port)
        return line


class HubPeople(People):
    """Taxpayers with signed help tickets, officers with logins."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the one that the hub runs on, for the bureau's key."""
        self._tickets = seed.Tickets(folder)
        self._persons = 0

    @override
    async def pairs(self, ports: tuple[int, int], count: int) -> list[Pair]:
        offers: asyncio.Queue[tuple[Line, dict[str, Any]]] = asyncio.Queue()
        told: set[str] = set()
        for officer in await in_waves(self.officer(ports[1], number) for number in range(count)):
            officer.heard = lambda line, packet: _collect(offers, told, line, packet)
        found: list[Pair] = []
        for start in range(0, count, _ASKERS):
            found += await self._pair_up(ports[0], range(start, min(start + _ASKERS, count)), offers)
        return found

    @override
    async def idle(self, port: int, count: int) -> list[Line]:
        return await in_waves(self.taxpayer(port, OFFERING_DEFLATE) for _ in range(count))

    async def taxpayer(self, port: int, headers: str = "") -> Line:
        """Connect a person who was never here before."""
        self._persons += 1
        auth = {
            "token": self._tickets.sign(f"pe{self._persons:06d}"),
            "protocol": 1,
            "client_key": random_key(),
        }
        line = Line("/taxpayer", auth, headers=headers)
        await line.open(HOST, port)
        return line

    async def officer(self, port: int, number: int) -> Line:
        """Connect an officer and let them take offers."""
        line = Line("/officer", {"protocol": 1}, headers=f"Cookie: daoban_login={seed.login_of(number)}\r\n")
        await line.open(HOST, port)
        await command(line, "status.set", {"status": "available"})
        return line

    async def _pair_up(
        self, port: int, numbers: range, offers: asyncio.Queue[tuple[Line, dict[str, Any]]]
    ) -> list[Pair]:
        """Open a session for each number; whichever officer gets it takes it."""
        askers = dict(await in_waves(self._ask(port) for _ in numbers))
        found = []
        async with asyncio.timeout(_OFFER_SECONDS):
            for number in numbers:
                officer, offer = await offers.get()
                session_id = offer["session_id"]
                await command(officer, "offer.accept", {"session_id": session_id, "offer_id": offer["offer_id"]})
                found.append(Pair(number, session_id, (askers[session_id], officer)))
        return found

    async def _ask(self, port: int) -> tuple[str, Line]:
        line = await self.taxpayer(port)
        return await open_session(line), line


async def open_session(line: Line) -> str:
    """Press *help* and return the session's id."""
    context = {"matter_id": seed.MATTER, "step_id": "s6", "error_id": "vatg-cmp-output"}
    result = await command(line, "session.open", {"context": context})
    session_id: str = result["session"]["session_id"]
    return session_id


async def command(line: Line, name: str, payload: dict[str, Any]) -> Any:
    """Send a command to the hub and return its result. Raises Refused."""
    answer = await line.call(name, payload)
    if not answer["ok"]:
        raise Refused(f"{name}: {answer['error']}")
    return answer["result"]


async def in_waves(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Do all of `work`, some at once; return the results in order."""
    done: list[T] = []
    ahead = iter(work)
    while wave := list(itertools.islice(ahead, _WAVE)):
        done += await asyncio.gather(*wave)
    return done


def offer_in(packet: bytes) -> dict[str, Any] | None:
    """Return the offer of an `offer.made`, None for any other event."""
    name, payload = json.loads(packet[packet.index(b"[") :])
    return payload["offer"] if name == "offer.made" else None


def _collect(offers: asyncio.Queue[tuple[Line, dict[str, Any]]], told: set[str], line: Line, packet: bytes) -> None:
    """Note an offer once: with several nodes a signal may come twice."""
    offer = offer_in(packet)
    if offer is not None and offer["offer_id"] not in told:
        told.add(offer["offer_id"])
        offers.put_nowait((line, offer))
