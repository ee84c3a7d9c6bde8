"""A node that stops waits for nobody's line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from chatserver.app import compose, running
from tests.support.clients import SECONDS, verify_for_tests

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database


async def test_a_line_that_never_joins_a_namespace_does_not_hold_up_the_stop(
    sqlite_database: Database, catalogue: CatalogueHolder
) -> None:
    node = compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests)
    async with aiohttp.ClientSession() as http, asyncio.timeout(SECONDS):
        async with running(node, "127.0.0.1", 0) as port:
            line = await http.ws_connect(f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket")
            assert (await line.receive_str()).startswith("0")
            leaving = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - leaving < 3
        assert (await line.receive()).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE}
