"""Limits by address behind a proxy that the hub trusts, over real lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import socketio

from chatserver.adapters.passwords import Passwords
from chatserver.app import compose, running
from chatserver.services.login import Logins
from chatserver.sockets.admission import Room
from chatserver.web.edge import WebEdge
from chatserver.web.routes import add_routes
from tests.support.clients import Bureau, verify_for_tests
from tests.support.site import CHEAP
from tests.support.wire import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database


@pytest.fixture
async def proxied(sqlite_database: Database, catalogue: CatalogueHolder, tmp_path: Path) -> AsyncIterator[Bureau]:
    """A node behind one proxy, with room for two pages of an address."""
    passwords = Passwords(CHEAP)
    room = Room(connections_per_address=2, trusted_proxies=1)
    node = compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests, room=room)
    edge = WebEdge(
        hub=node.hub,
        logins=Logins(node.hub, passwords),
        telemetry=node.telemetry,
        widget_folder=tmp_path,
        console_folder=tmp_path,
        trusted_proxies=1,
    )
    add_routes(node.web, edge)
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()
    passwords.close()


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_an_address_has_room_for_its_own_pages_only(proxied: Bureau, transport: str) -> None:
    def of(address: str) -> dict[str, Any]:
        # what the client itself claims comes first and counts for nothing
        return {"headers": {"X-Forwarded-For": f"9.9.9.9, {address}"}, "transports": [transport]}

    for number in range(2):
        await proxied.taxpayer(f"tp{number}", **of("11.0.0.1"))
    with pytest.raises(socketio.exceptions.ConnectionError):
        await proxied.taxpayer("tp2", **of("11.0.0.1"))
    await proxied.taxpayer("tp3", **of("11.0.0.2"))
    await proxied.clients[0].close()
    await until(lambda: len(proxied.node.edge.connections) == 2)
    await proxied.taxpayer("tp4", **of("11.0.0.1"))
    assert {connection.address for connection in proxied.node.edge.connections} == {"11.0.0.1", "11.0.0.2"}
