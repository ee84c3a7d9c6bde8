"""The two kinds of clients: a taxpayer with one session, an officer with as many as their capacity."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bench import seed
from bench.faults.book import OFFICER, TAXPAYER, Book
from bench.faults.client import Client, Told
from bench.wire import random_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.faults.store import Store

CONTEXT = {"matter_id": seed.MATTER, "step_id": "s6", "error_id": "vatg-cmp-output"}
_LOOKS_SECONDS = 0.3
"""How soon an officer takes an offer."""
_NOTICES_SECONDS = 1.5
"""How soon an officer whom the hub took for absent says that they are there."""


class TaxpayerPage(Client):
    """Presses *help* once and talks from then on."""

    role, namespace = TAXPAYER, "/taxpayer"
    context = CONTEXT

    def __init__(self, number: int, ports: Sequence[int], book: Book, tickets: seed.Tickets) -> None:
        """`number` also says which node is tried first."""
        super().__init__(f"t{number:04d}", ports, book)
        self._at = number
        self._tickets, self._key = tickets, random_key()
        self._person = f"pe{number:06d}"
        self.session_id: str | None = None

    @override
    def handshake(self) -> tuple[dict[str, Any], str]:
        return {"token": self._tickets.sign(self._person), "protocol": 1, "client_key": self._key}, ""

    @override
    async def arrive(self) -> None:
        if self.session_id is None:
            opened = await self.send("session.open", {"context": self.context})
            self.session_id = opened["session"]["session_id"]
            self.open(self.session_id).accept(opened)


class OfficerConsole(Client):
    """Takes every offer and talks in every session on the desk."""

    role, namespace = OFFICER, "/officer"

    def __init__(self, number: int, ports: Sequence[int], book: Book) -> None:
        """`number` also says which node is tried first."""
        super().__init__(f"o{number:04d}", ports, book)
        self._at = number
        self.officer_id = seed.officer_id(number)
        self._cookie = f"Cookie: daoban_login={seed.login_of(number)}\r\n"
        self.left_behind: list[Store] = []
        """What was seen of sessions that went to somebody else."""
        self.sleeps_on_offer: asyncio.Future[float] | None = None
        """Set: whoever is offered something first closes the lid, and says when."""

    @override
    def handshake(self) -> tuple[dict[str, Any], str]:
        return {"protocol": 1}, self._cookie

    @override
    async def arrive(self) -> None:
        desk = await self.send("desk.snapshot", {})
        if desk["officer"]["status"] != "available":
            await self.send("status.set", {"status": "available"})
        mine = {session["session_id"] for session in desk["sessions"] if session["ending"] is None}
        for session_id in set(self.stores) - mine:
            self.drop(session_id)
        for session_id in mine:
            self.open(session_id)
        for offer in desk["offers"]:
            await self._take(offer)

    @override
    def hear(self, name: str, signal: dict[str, Any]) -> None:
        if name == "offer.made" and self.sleeps_on_offer is not None and not self.sleeps_on_offer.done():
            self.sleep()
            self.sleeps_on_offer.set_result(time.monotonic())
        elif name == "offer.made":
            self._soon(_LOOKS_SECONDS, lambda: self._take(signal["offer"]))
        elif name == "session.lost":
            self.drop(signal["session_id"])
        elif name == "status.changed" and signal["officer"]["status"] != "available":
            self._soon(_NOTICES_SECONDS, self._come_back)

    @override
    def drop(self, session_id: str) -> Store | None:
        store = super().drop(session_id)
        if store is not None:
            self.left_behind.append(store)
        return store

    def _soon(self, seconds: float, job: Any) -> None:
        asyncio.get_running_loop().call_later(seconds * (0.5 + random.random()), self.later, job)

    async def _come_back(self) -> None:
        try:
            await self.send("status.set", {"status": "available"})
        except Told as told:
            if told.retryable:
                self._soon(told.after or 1.0, self._come_back)

    async def _take(self, offer: dict[str, Any]) -> None:
        session_id = offer["session_id"]
        try:
            taken = await self.send("offer.accept", {"session_id": session_id, "offer_id": offer["offer_id"]})
        except Told:  # gone meanwhile: the hub says to whom
            return
        self.open(session_id).accept(taken)
        self.say(session_id)
