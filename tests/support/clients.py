"""Real Socket.IO clients against a real node on a free port, with words of the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import socketio

from chatserver.app import Node, compose, running
from chatserver.domain.actors import Person, Taxpayer
from chatserver.domain.errors import TicketInvalid
from chatserver.services.principal import TaxpayerPrincipal
from storage.logins import add_login
from storage.officers import NewOfficer, add_officer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database

SECONDS = 10.0
"""The longest that a test waits for something that must come."""


class Refusal(AssertionError):
    """A command that was answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["code"])
        self.code: str = error["code"]
        self.error = error


class Client:
    """One connection: `send` commands, `expect` pushes in the order they come."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.socket = socketio.AsyncClient(reconnection=False)
        self.pushes: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.told: list[tuple[str, dict[str, Any]]] = []
        """Every push so far, whether expected or not."""
        self.gone = asyncio.Event()
        self.socket.on("*", self._pushed, namespace=namespace)
        self.socket.on("disconnect", lambda *_: self.gone.set(), namespace=namespace)

    async def _pushed(self, event: str, payload: dict[str, Any]) -> None:
        self.told.append((event, payload))
        self.pushes.put_nowait((event, payload))

    async def send(self, name: str, **fields: Any) -> Any:
        """Send a command; return its result, or raise Refusal."""
        ack = await self.raw(name, fields)
        if not ack["ok"]:
            raise Refusal(ack["error"])
        return ack["result"]

    async def raw(self, name: str, payload: Any) -> Any:
        """Send anything; return the whole acknowledgement."""
        return await self.socket.call(name, payload, namespace=self.namespace, timeout=SECONDS)

    async def expect(self, *names: str, patience: float = SECONDS) -> dict[str, Any]:
        """Return the next push with one of these names; others before it are passed over."""
        async with asyncio.timeout(patience):
            while True:
                event, payload = await self.pushes.get()
                if event in names:
                    return payload

    async def close(self) -> None:
        await self.socket.disconnect()


async def verify_for_tests(token: str) -> TaxpayerPrincipal:
    """Tickets of tests: `taxpayer/person/serial`. The real ones are tested with the verifier."""
    parts = token.split("/")
    if len(parts) != 3:
        raise TicketInvalid
    return TaxpayerPrincipal(
        taxpayer=Taxpayer(taxpayer_id=parts[0], name="北京示例科技有限公司"),
        person=Person(person_id=parts[1], name="张某", role="tax_handler"),
        matters=frozenset({"*"}),
        expires_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
        ticket_id=token,
    )


class Bureau:
    """A running node and everybody who connects to it."""

    def __init__(self, node: Node, port: int) -> None:
        self.node = node
        self.url = f"http://127.0.0.1:{port}"
        self.clients: list[Client] = []
        self._tickets = 0

    async def taxpayer(self, taxpayer_id: str = "tp1", person_id: str = "pe1", **options: Any) -> Client:
        self._tickets += 1
        auth = {"token": f"{taxpayer_id}/{person_id}/{self._tickets}", "protocol": 1, "client_key": "k" * 22}
        return await self.connect("/taxpayer", {**auth, **options.pop("auth", {})}, **options)

    async def officer(
        self,
        officer_id: str = "of1",
        *,
        available: bool = True,
        skills: tuple[str, ...] = ("vat-general",),
        tier: int = 1,
        name: str | None = None,
        name_en: str | None = None,
        **options: Any,
    ) -> Client:
        now = self.node.hub.clock.now()
        new = NewOfficer(
            officer_id=officer_id,
            name=name or f"导办{officer_id}",
            name_en=name_en,
            tier=tier,
            capacity=3,
            skills=skills,
            password_hash="-",
        )
        database = self.node.hub.database
        await database.write(lambda sql: add_officer(sql, new, now))
        token = f"login-of-{officer_id}"
        with contextlib.suppress(Exception):
            await database.write(lambda sql: add_login(sql, token, officer_id, now, now + dt.timedelta(hours=1)))
        headers = {"Cookie": f"daoban_login={token}"}
        client = await self.connect("/officer", {"protocol": 1}, headers=headers, **options)
        if available:
            await client.send("status.set", status="available")
        return client

    async def supervisor(self) -> Client:
        """A supervisor, who takes no sessions."""
        hub = self.node.hub
        lead = NewOfficer(officer_id="of7", name="班组长01", tier=0, capacity=0, skills=("monitor",), password_hash="-")
        await hub.database.write(lambda sql: add_officer(sql, lead, hub.clock.now()))
        return await self.officer("of7", available=False)

    async def connect(self, namespace: str, auth: Any, **options: Any) -> Client:
        client = Client(namespace)
        options.setdefault("transports", ["websocket"])
        await client.socket.connect(self.url, auth=auth, namespaces=[namespace], wait_timeout=SECONDS, **options)
        self.clients.append(client)
        return client

    async def paired(self) -> tuple[Client, Client, str]:
        """A taxpayer and an officer in an active session."""
        officer, taxpayer = await self.officer(), await self.taxpayer()
        opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
        session_id = opened["session"]["session_id"]
        offer = (await officer.expect("offer.made"))["offer"]
        await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
        return taxpayer, officer, session_id


@pytest.fixture
async def bureau(sqlite_database: Database, catalogue: CatalogueHolder) -> AsyncIterator[Bureau]:
    """A node on a free port."""
    node = compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests)
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()
