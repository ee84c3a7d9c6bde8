"""Pages of other sites: those that the hub knows may ask for help, the rest are told that they may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import socketio

from chatserver.app import compose, running
from chatserver.origins import MOST_TOLD, origin_check
from tests.support.clients import Bureau, Client, verify_for_tests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database

KNOWN = "https://etax.example"
STRANGE = "https://elsewhere.example"
TAXPAYER = {"token": "tp1/pe1/1", "protocol": 1, "client_key": "k" * 22}


@pytest.fixture
async def hub(sqlite_database: Database, catalogue: CatalogueHolder) -> AsyncIterator[Bureau]:
    """A node that lets one bureau's pages in."""
    node = compose(
        database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests, allowed_origins=(KNOWN,)
    )
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()


async def refusal(hub: Bureau, namespace: str, auth: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Connect, which must fail; return what the page is told."""
    client = Client(namespace)
    told: list[dict[str, Any]] = []
    client.socket.on("connect_error", told.append, namespace=namespace)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.socket.connect(hub.url, auth=auth, namespaces=[namespace], **options)
    await client.close()
    return told[0]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_page_of_an_unknown_site_is_told_so(hub: Bureau, transport: str) -> None:
    answer = await refusal(hub, "/taxpayer", TAXPAYER, headers={"Origin": STRANGE}, transports=[transport])
    assert answer["message"] == "origin_refused"
    assert answer["data"]["details"] == {"origin": STRANGE}
    assert answer["data"]["retryable"] is False


async def test_the_log_names_an_unknown_site_once_and_the_setting_that_would_let_it_in(
    hub: Bureau, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        await refusal(hub, "/taxpayer", TAXPAYER, headers={"Origin": STRANGE}, transports=["websocket"])
    (line,) = (record.getMessage() for record in caplog.records if record.name == "chatserver.origins")
    assert STRANGE in line
    assert "DAOBAN_ALLOWED_ORIGINS" in line


def test_forged_sites_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    may_embed = origin_check([], None)
    for n in range(1_000):
        assert not may_embed(f"https://{'x' * 300}.{n}\r\nforged", {"HTTP_HOST": "hub.example"})
        assert not may_embed(f"https://{n}.example", {"HTTP_HOST": "hub.example"})
    assert len(caplog.records) == MOST_TOLD
    assert all(len(record.getMessage().splitlines()) == 1 for record in caplog.records)


@pytest.mark.parametrize("origin", [KNOWN, None])
async def test_known_sites_the_hub_itself_and_programs_are_let_in(hub: Bureau, origin: str | None) -> None:
    client = await hub.connect("/taxpayer", TAXPAYER, headers={"Origin": origin or hub.url})
    assert (await client.send("session.resume"))["session"] is None
    program = await hub.connect("/taxpayer", {**TAXPAYER, "token": "tp1/pe1/2"})
    assert program.socket.connected


@pytest.mark.parametrize("origin", [KNOWN, STRANGE])
async def test_no_other_site_acts_as_an_officer(hub: Bureau, origin: str) -> None:
    officer = await hub.officer(available=False)
    headers = {"Origin": origin, "Cookie": "daoban_login=login-of-of1"}
    answer = await refusal(hub, "/officer", {"protocol": 1}, headers=headers, transports=["websocket"])
    assert answer["message"] == "not_permitted"
    assert officer.socket.connected


async def test_answers_to_polling_pages_give_no_leave_to_use_cookies(hub: Bureau) -> None:
    address = f"{hub.url}/socket.io/?EIO=4&transport=polling"
    async with aiohttp.ClientSession() as site, site.get(address, headers={"Origin": STRANGE}) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == STRANGE
        assert "Access-Control-Allow-Credentials" not in answer.headers
