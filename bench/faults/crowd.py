"""Everybody at once: two hundred taxpayers and twenty officers who talk without end."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

from bench.faults.book import Book, Pulse
from bench.faults.cast import OfficerConsole, TaxpayerPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.faults.client import Client
    from bench.seed import Tickets

_MOST_UNSENT = 3
"""A person whose words do not get through stops writing for a while."""
_SEATED_SECONDS = 30.0
_STRANGERS = 900_000
"""Numbers of persons who do not belong to the crowd."""
_SETTLE_SECONDS = 15.0


class Crowd:
    """All clients of a stage. Each side of a session speaks about every `pause` seconds."""

    def __init__(self, ports: Sequence[int], tickets: Tickets, *, sessions: int, officers: int, pause: float) -> None:
        """Nobody has come."""
        self.book = Book()
        self.taxpayers = [TaxpayerPage(number, ports, self.book, tickets) for number in range(sessions)]
        self.officers = [OfficerConsole(number, ports, self.book) for number in range(officers)]
        self._pause = pause
        self._ports, self._tickets = ports, tickets
        self.strangers = 0
        self._talk: asyncio.Task[None] | None = None

    @property
    def clients(self) -> list[Client]:
        """Everybody."""
        return [*self.taxpayers, *self.officers]

    @property
    def session_ids(self) -> list[str]:
        """The sessions that were opened."""
        return [one.session_id for one in self.taxpayers if one.session_id is not None]

    async def come(self) -> float:
        """Everybody connects, asks, answers and begins to talk; return how long it took. Raises TimeoutError."""
        began = time.monotonic()
        for client in (*self.officers, *self.taxpayers):
            client.start()
        async with asyncio.timeout(_SEATED_SECONDS):
            while self._seated() < len(self.taxpayers):  # noqa: ASYNC110 - counts of many
                await asyncio.sleep(0.05)
        self._talk = asyncio.create_task(self._keep_talking())
        return time.monotonic() - began

    def stranger(self) -> TaxpayerPage:
        """Return one more taxpayer, who is nowhere counted."""
        self.strangers += 1
        return TaxpayerPage(_STRANGERS + self.strangers, self._ports, Book(), self._tickets)

    def join(self) -> None:
        """Let one more taxpayer come and talk."""
        page = TaxpayerPage(len(self.taxpayers), self._ports, self.book, self._tickets)
        self.taxpayers.append(page)
        page.start()

    async def leave(self) -> None:
        """Everybody goes."""
        self.rest()
        await asyncio.gather(*(client.leave() for client in self.clients))

    def rest(self) -> None:
        """Nobody writes anything new."""
        if self._talk is not None:
            self._talk.cancel()
            self._talk = None

    def go_on(self) -> None:
        """Talk again."""
        if self._talk is None:
            self._talk = asyncio.create_task(self._keep_talking())

    def calm(self) -> None:
        """Let every line count as a good one: what is played next must not pay for what was played before."""
        for client in self.clients:
            client.has_held = client.line is not None

    def probe(self, since: float) -> Pulse:
        """Let each side of each session say something now, and return what tells when all were heard."""
        pulse = self.book.pulse(since, self.session_ids)
        for client, session_id in self._sides():
            client.say(session_id)
        return pulse

    async def settle(self) -> list[str]:
        """Wait until everything written is answered and shown; return what never was, by client."""
        patience = time.monotonic() + _SETTLE_SECONDS
        while time.monotonic() < patience and (self._unsent() or self._behind()):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
        return self._unsent()

    def _unsent(self) -> list[str]:
        return [client.name for client in self.clients if client.outbox and not client.is_asleep]

    def _behind(self) -> bool:
        heads: dict[str, set[int]] = {}
        for client in self.clients:
            for store in client.stores.values():
                heads.setdefault(store.session_id, set()).add(store.seq)
        return any(len(seen) > 1 for seen in heads.values())

    def _seated(self) -> int:
        return sum(len(officer.stores) for officer in self.officers)

    def _sides(self) -> Iterator[tuple[Client, str]]:
        for client in self.clients:
            for session_id in client.stores:
                yield client, session_id

    async def _keep_talking(self) -> None:
        """Every turn a few of all sides speak, so that the load is even."""
        turn = 0.05
        while True:
            await asyncio.sleep(turn)
            share = turn / self._pause
            for client, session_id in list(self._sides()):
                if random.random() < share and len(client.outbox) < _MOST_UNSENT and not client.is_asleep:
                    client.say(session_id)
