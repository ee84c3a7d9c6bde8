"""A polling client made of HTTP requests."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.support.clients import SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.clients import Bureau

POLLING = "/socket.io/?EIO=4&transport=polling"
JOIN = '40/taxpayer,{{"token":"{}/1","protocol":1,"client_key":"kkkkkkkkkkkkkkkkkkkkkk"}}'


class Poller:
    """One polling connection; joins as a taxpayer."""

    def __init__(self, bureau: Bureau, http: aiohttp.ClientSession) -> None:
        self._url = bureau.url + POLLING
        self._http = http
        self.sid = ""

    async def poll(self) -> tuple[int, str]:
        async with asyncio.timeout(SECONDS), self._http.get(f"{self._url}&sid={self.sid}") as answered:
            return answered.status, await answered.text()

    async def post(self, body: str) -> int:
        async with asyncio.timeout(SECONDS), self._http.post(f"{self._url}&sid={self.sid}", data=body) as answered:
            return answered.status

    async def join(self, person: str = "tp1/pe1") -> None:
        async with self._http.get(self._url) as opened:
            self.sid = json.loads((await opened.text())[1:])["sid"]
        assert await self.post(JOIN.format(person)) == 200
        assert (await self.poll())[1].startswith("40/taxpayer,{")


@pytest.fixture
def quick(bureau: Bureau) -> Bureau:
    """A hub that pings at once and waits a moment for the answer."""
    engine = bureau.node.server.eio
    engine.ping_interval, engine.ping_timeout = 0.3, 0.1
    return bureau


@pytest.fixture
async def poller(bureau: Bureau) -> AsyncIterator[Poller]:
    """A polling connection that has joined."""
    async with aiohttp.ClientSession() as http:
        made = Poller(bureau, http)
        await made.join()
        yield made
