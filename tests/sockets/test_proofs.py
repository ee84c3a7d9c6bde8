"""What let a connection in is looked at again: tickets end, logins are revoked."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import aiohttp
import pytest

from chatserver.app import compose, running
from chatserver.protocol.signals import TicketExpiring
from chatserver.sockets.proofs import check_proofs
from storage.logins import revoke_all
from storage.officers import find_officer
from tests.support.clients import SECONDS, Bureau, verify_for_tests
from tests.support.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from chatserver.services.principal import TaxpayerPrincipal
    from storage.engine import Database


@pytest.fixture
async def timed_bureau(
    sqlite_database: Database, catalogue: CatalogueHolder, clock: FakeClock
) -> AsyncIterator[Bureau]:
    """A node whose tickets last ten minutes of a clock that the test moves."""

    async def verify(token: str) -> TaxpayerPrincipal:
        expires_at = clock.now() + dt.timedelta(minutes=10)
        return dataclasses.replace(await verify_for_tests(token), expires_at=expires_at)

    node = compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify, clock=clock)
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()


async def look_again(bureau: Bureau) -> None:
    await check_proofs(bureau.node.edge, bureau.node.wire)


async def test_an_ending_ticket_is_announced_once_and_refreshed_without_losing_the_session(
    timed_bureau: Bureau, clock: FakeClock
) -> None:
    taxpayer, officer, session_id = await timed_bureau.paired()
    clock.advance(545)
    await look_again(timed_bureau)
    assert (await taxpayer.expect("ticket.expiring"))["seconds"] == 55
    await taxpayer.send("ticket.refresh", token="tp1/pe1/fresh")
    clock.advance(300)
    await look_again(timed_bureau)
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="还在")
    assert (await officer.expect("message.posted"))["body"]["text"] == "还在"


async def test_a_ticket_that_was_not_refreshed_ends_the_line_and_not_the_session(
    timed_bureau: Bureau, clock: FakeClock
) -> None:
    taxpayer, _, session_id = await timed_bureau.paired()
    clock.advance(661)
    await look_again(timed_bureau)
    await asyncio.wait_for(taxpayer.gone.wait(), SECONDS)
    back = await timed_bureau.taxpayer()
    assert (await back.send("session.resume"))["session"]["session_id"] == session_id


async def test_a_revoked_login_ends_the_officers_line(timed_bureau: Bureau, clock: FakeClock) -> None:
    officer = await timed_bureau.officer()
    await look_again(timed_bureau)
    await officer.send("desk.snapshot")
    await timed_bureau.node.hub.database.write(lambda sql: revoke_all(sql, "of1", clock.now()))
    await look_again(timed_bureau)
    await asyncio.wait_for(officer.gone.wait(), SECONDS)


class Deaf:
    """A long-polling client that posts and never fetches what it is sent."""

    def __init__(self, bureau: Bureau, http: aiohttp.ClientSession) -> None:
        self._url = f"{bureau.url}/socket.io/?EIO=4&transport=polling"
        self._http = http

    async def connect(self, namespace: str, auth: str) -> None:
        text = await (await self._http.get(self._url)).text()
        self._url += f"&sid={json.loads(text[1:])['sid']}"
        await self.post(f"40{namespace},{auth}")
        await (await self._http.get(self._url)).text()  # the answer to the handshake, and the last that it fetches

    async def post(self, packet: str) -> int:
        return (await self._http.post(self._url, data=packet)).status


async def test_a_revoked_login_ends_a_polling_line_though_it_never_fetches(
    timed_bureau: Bureau, clock: FakeClock
) -> None:
    hub = timed_bureau.node.hub
    await timed_bureau.officer(available=False)
    await timed_bureau.clients.pop().close()
    async with aiohttp.ClientSession(headers={"Cookie": "daoban_login=login-of-of1"}) as http:
        line = Deaf(timed_bureau, http)
        await line.connect("/officer", '{"protocol":1}')
        assert await line.post('42/officer,1["status.set",{"status":"finishing"}]') == 200
        assert await status_of(hub, clock) == "finishing"
        await hub.database.write(lambda sql: revoke_all(sql, "of1", clock.now()))
        await look_again(timed_bureau)
        await line.post('42/officer,2["status.set",{"status":"available"}]')
        assert await status_of(hub, clock) == "finishing"
    assert len(timed_bureau.node.edge.connections) == 0


async def status_of(hub: Hub, clock: FakeClock) -> str:
    officer = await hub.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    return officer.status.value


async def test_a_polling_line_that_never_fetches_is_cut_before_it_fills_the_memory(
    timed_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatserver.sockets.transport.MOST_QUEUED", 20)
    async with aiohttp.ClientSession() as http:
        line = Deaf(timed_bureau, http)
        await line.connect("/taxpayer", '{"token":"tp1/pe1/1","protocol":1,"client_key":"kkkkkkkkkkkkkkkkkkkk"}')
        (connection,) = timed_bureau.node.edge.connections
        for n in range(30):
            timed_bureau.node.edge.publisher.signal_connection(connection, TicketExpiring(seconds=n))
        await line.post('42/taxpayer,1["session.resume",{}]')
    assert timed_bureau.node.wire.evicted == 1
    assert len(timed_bureau.node.edge.connections) == 0
