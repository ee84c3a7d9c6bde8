"""Who speaks over HTTP: a taxpayer's person by the help ticket, from pages that may embed the widget; an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import hdrs

from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import OriginRefused, TicketInvalid, TicketReplayed
from chatserver.web.cross_origin import CLIENT_KEY, may_embed
from chatserver.web.edge import EDGE
from chatserver.web.login import signed_in
from chatserver.web.requests import check_origin
from storage.logins import use_ticket

if TYPE_CHECKING:
    from aiohttp import web

_BEARER: Final = "Bearer "
_LONGEST_KEY: Final = 64


async def speaker(request: web.Request) -> Actor:
    """Return who asks. Raises TicketInvalid, TicketExpired, TicketReplayed, OriginRefused; LoginRequired, Refused."""
    ticket = request.headers.get(hdrs.AUTHORIZATION)
    if ticket is None:
        check_origin(request)
        return Actor(role=Role.OFFICER, id=(await signed_in(request)).officer_id)
    if not may_embed(request):
        raise OriginRefused
    return await _taxpayer(request, ticket)


async def _taxpayer(request: web.Request, authorization: str) -> Actor:
    edge = request.config_dict[EDGE]
    client_key = request.headers.get(CLIENT_KEY, "")
    if not authorization.startswith(_BEARER) or not 0 < len(client_key) <= _LONGEST_KEY:
        raise TicketInvalid
    principal = await edge.verify_ticket(authorization.removeprefix(_BEARER))
    is_first = await edge.hub.database.write(
        lambda sql: use_ticket(sql, principal.ticket_id, client_key, principal.expires_at)
    )
    if not is_first:
        raise TicketReplayed
    return principal.actor
