"""Lines that never join a namespace are ended, those that have joined stay."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from chatserver.app import compose, running
from chatserver.sockets.strangers import JOIN_SECONDS, Strangers
from tests.support.clients import SECONDS, Bureau, verify_for_tests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database
    from tests.support.clock import FakeClock


@pytest.fixture
async def still(sqlite_database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Bureau]:
    """A node whose clock the test moves."""
    node = compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests, clock=clock)
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()


def strangers_of(bureau: Bureau) -> Strangers:
    return Strangers(bureau.node.server, bureau.node.edge, bureau.node.wire)


async def test_a_websocket_that_never_joins_is_ended(still: Bureau, clock: FakeClock) -> None:
    strangers = strangers_of(still)
    joined = await still.taxpayer()
    address = f"{still.url}/socket.io/?EIO=4&transport=websocket"
    async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as http, http.ws_connect(address) as line:
        assert (await line.receive_str()).startswith("0")
        strangers.end_late()
        clock.advance(JOIN_SECONDS - 1)
        strangers.end_late()
        assert len(still.node.server.eio.sockets) == 2
        clock.advance(1)
        strangers.end_late()
        ended = await line.receive()
        assert ended.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR}
    assert (await joined.send("session.resume"))["session"] is None


async def test_a_polling_line_that_never_joins_is_ended(still: Bureau, clock: FakeClock) -> None:
    strangers = strangers_of(still)
    address = f"{still.url}/socket.io/?EIO=4&transport=polling"
    async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as http:
        async with http.get(address) as opened:
            (eio_sid,) = still.node.server.eio.sockets
            assert eio_sid in await opened.text()
        strangers.end_late()
        clock.advance(JOIN_SECONDS)
        strangers.end_late()
        async with http.get(f"{address}&sid={eio_sid}") as later:
            assert later.status == 400
    assert not still.node.server.eio.sockets


async def test_a_line_that_joins_in_time_is_no_stranger_later(still: Bureau, clock: FakeClock) -> None:
    strangers = strangers_of(still)
    address = f"{still.url}/socket.io/?EIO=4&transport=websocket"
    async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as http, http.ws_connect(address) as line:
        await line.receive_str()
        strangers.end_late()
        await line.send_str('40/taxpayer,{"token":"tp1/pe1/1","protocol":1,"client_key":"' + "k" * 22 + '"}')
        assert (await line.receive_str()).startswith("40/taxpayer,")
        clock.advance(JOIN_SECONDS)
        strangers.end_late()
        await line.send_str('42/taxpayer,1["session.resume",{}]')
        assert (await line.receive_str()).startswith('42/taxpayer,["announcement.changed"')
        assert (await line.receive_str()).startswith("43/taxpayer,1")
