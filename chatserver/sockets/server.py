"""The Socket.IO server: who may connect, what happens when a line comes and goes."""

from __future__ import annotations

import logging
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

import msgspec
import socketio
from socketio.exceptions import ConnectionRefusedError as Refused
from typing_extensions import override

from chatserver.domain.errors import (
    Busy,
    DomainError,
    LoginRequired,
    NotPermitted,
    OriginRefused,
    TicketInvalid,
    TicketReplayed,
)
from chatserver.origins import is_own_origin
from chatserver.protocol.codec import ClientOutdated, CommandInvalid, Internal
from chatserver.protocol.commands import PROTOCOL
from chatserver.services import presence
from chatserver.services.login import LOGIN_COOKIE
from chatserver.services.principal import OfficerPrincipal
from chatserver.sockets.connections import Connection
from chatserver.sockets.dispatch import answer, error_body
from chatserver.sockets.door import Door
from chatserver.sockets.packets import Packets
from chatserver.sockets.transport import Wire
from storage.logins import find_login, use_ticket

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chatserver.services.principal import Principal, TaxpayerPrincipal
    from chatserver.sockets.shared import Edge

_log = logging.getLogger(__name__)

MOST_CONNECTIONS_OF_A_PERSON = 20
"""Tabs and devices of one person on one node; more is a loop or an attack."""


class Json:
    """The JSON module that python-socketio wants; `dumps` must return text and take keyword arguments."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """Return compact JSON."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: object) -> object:
        """Return the decoded value. Raises ValueError."""
        return msgspec.json.decode(text)


def create_server() -> socketio.AsyncServer:
    """Return a server without handlers. Any page gets as far as the namespaces, which tell it why it may not go on."""
    return socketio.AsyncServer(
        async_mode="aiohttp",
        json=Json,
        # One client's commands stay in order; each has a deadline so that none can hold up the pings for long.
        async_handlers=False,
        cors_allowed_origins="*",
        cors_credentials=False,  # only the console has a cookie, and it is a page of our own
        max_http_buffer_size=1_000_000,
        ping_interval=20,
        ping_timeout=20,
        namespaces=["/taxpayer", "/officer"],
        logger=logging.getLogger("socketio"),
        engineio_logger=logging.getLogger("engineio"),
    )


def attach(server: socketio.AsyncServer, edge: Edge) -> Wire:
    """Serve both namespaces and return the wire to write through."""
    taxpayer = _Namespace("/taxpayer", edge, lambda environ, auth: _admit_taxpayer(edge, environ, auth))
    officer = _Namespace("/officer", edge, lambda environ, auth: _admit_officer(edge, environ, auth))
    server.register_namespace(taxpayer)
    server.register_namespace(officer)

    wire = Wire(server, Packets(server, edge))
    server.eio.handle_request = Door(server, wire, edge).handle  # what `server.attach` makes a route of
    edge.publisher.attach(wire)
    return wire


class _Namespace(socketio.AsyncNamespace):  # type: ignore[misc] # python-socketio is untyped
    """One namespace: `admit` proves who connects; everything else goes through `answer`."""

    def __init__(
        self, namespace: str, edge: Edge, admit: Callable[[dict[str, Any], dict[str, Any]], Awaitable[_Admitted]]
    ) -> None:
        super().__init__(namespace)
        self._edge = edge
        self._admit = admit

    @override
    async def trigger_event(self, event: str, *args: Any) -> Any:
        if event == "connect":
            return await self._connect(args[0], args[1], args[2] if len(args) > 2 else None)  # noqa: PLR2004
        if event == "disconnect":
            return await self._disconnect(args[0])
        connection = self._edge.connections.get(args[0])
        if connection is None:
            return None
        return await answer(self._edge, connection, event, args[1] if len(args) > 1 else None)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object) -> bool:
        edge = self._edge
        try:
            checked = _check_auth(auth)
            self._check_room(environ)
            admitted = await self._admit(environ, checked)
            self._add(sid, environ, admitted)
            if edge.holder is not None:  # before the first answer: what comes behind it must come here, too
                await edge.holder.held(admitted.principal.actor.role, admitted.principal.actor.id)
            await presence.connected(edge.hub, admitted.principal.actor, sid)
        except DomainError as error:
            self._remove(sid)
            edge.count_error(error.code)
            raise Refused(error.code, msgspec.to_builtins(error_body(error))) from None
        except Exception:  # noqa: BLE001 - a bug: logged here, once, and answered `internal`
            _log.exception("connecting %s failed", self.namespace)
            self._remove(sid)
            raise Refused("internal", msgspec.to_builtins(error_body(Internal()))) from None
        return True

    def _check_room(self, environ: dict[str, Any]) -> None:
        """Before anything that costs more than counting. Raises Busy, RateLimited."""
        edge, admission = self._edge, self._edge.admission
        admission.check_command(len(edge.deadlines))
        admission.check_join(
            len(edge.connections),
            admission.address_of(environ["aiohttp.request"]),
            is_officer=self.namespace == "/officer",
        )

    def _remove(self, sid: str) -> Connection | None:
        connection = self._edge.connections.remove(sid)
        if connection is not None:
            self._edge.admission.leave(connection.address)
        return connection

    def _add(self, sid: str, environ: dict[str, Any], admitted: _Admitted) -> None:
        actor = admitted.principal.actor
        if len(list(self._edge.connections.of(actor.role, actor.id))) >= MOST_CONNECTIONS_OF_A_PERSON:
            raise Busy(retry_after_seconds=30, limit=MOST_CONNECTIONS_OF_A_PERSON)
        connection = Connection(
            sid=sid,
            eio_sid=self.server.manager.eio_sid_from_sid(sid, self.namespace),
            namespace=self.namespace,
            principal=admitted.principal,
            address=self._edge.admission.address_of(environ["aiohttp.request"]),
            login=admitted.login,
            client_key=admitted.client_key,
        )
        self._edge.connections.add(connection)
        self._edge.admission.enter(connection.address)

    async def _disconnect(self, sid: str) -> None:
        # No TypeError may leave this: python-socketio would call it a second time with other arguments.
        connection = self._remove(sid)
        if connection is None:
            return
        actor = connection.principal.actor
        last = not list(self._edge.connections.of(actor.role, actor.id))
        try:
            await presence.disconnected(self._edge.hub, actor, sid, last=last, moves=self._edge.is_draining)
        except Busy:
            _log.debug("connection %s is forgotten when the database is back", sid)
        except Exception:  # noqa: BLE001 - the line is gone all the same; the sweep clears up
            _log.exception("forgetting connection %s failed", sid)


class _Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """Who was let in, and by what."""

    principal: Principal
    login: str | None = None
    client_key: str = ""


def _check_auth(auth: object) -> dict[str, Any]:
    if not isinstance(auth, dict):
        raise CommandInvalid(reason="the handshake needs {protocol: 1, …}")
    if auth.get("protocol") != PROTOCOL:
        raise ClientOutdated(protocol=PROTOCOL)
    return auth


async def _admit_taxpayer(edge: Edge, environ: dict[str, Any], auth: dict[str, Any]) -> _Admitted:
    if not edge.may_embed(environ.get("HTTP_ORIGIN"), environ):
        raise OriginRefused(origin=environ["HTTP_ORIGIN"])
    token, client_key = auth.get("token"), auth.get("client_key")
    if not isinstance(token, str) or not isinstance(client_key, str) or not 16 <= len(client_key) <= 128:  # noqa: PLR2004 - 16: 96 bits in base64
        raise TicketInvalid
    principal: TaxpayerPrincipal = await edge.verify_ticket(token)
    now = edge.hub.clock.now()
    edge.limits.check(principal.actor, "connect", now)
    edge.admission.take_turn(now.timestamp())
    first = await edge.hub.database.write(
        lambda sql: use_ticket(sql, principal.ticket_id, client_key, principal.expires_at)
    )
    if not first:
        raise TicketReplayed
    return _Admitted(principal=principal, client_key=client_key)


async def _admit_officer(edge: Edge, environ: dict[str, Any], _: dict[str, Any]) -> _Admitted:
    # The cookie goes out with any page's request, and a bureau's page may connect: it must not act as the officer.
    if not is_own_origin(environ.get("HTTP_ORIGIN"), environ.get("HTTP_HOST", ""), edge.public_origin):
        raise NotPermitted
    try:
        morsel = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(LOGIN_COOKIE)
    except CookieError:
        morsel = None
    if morsel is None:
        raise LoginRequired
    now = edge.hub.clock.now()
    officer_id = await edge.hub.database.read(lambda sql: find_login(sql, morsel.value, now))
    if officer_id is None:
        raise LoginRequired
    principal = OfficerPrincipal(officer_id=officer_id)
    edge.limits.check(principal.actor, "connect", now)
    return _Admitted(principal=principal, login=morsel.value)
