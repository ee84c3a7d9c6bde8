"""Looks again at what let each connection in: tickets end, logins are revoked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chatserver.protocol.views import TicketExpiring
from chatserver.services.principal import TaxpayerPrincipal
from storage.logins import find_login

if TYPE_CHECKING:
    from chatserver.sockets.shared import Edge
    from chatserver.sockets.transport import Wire

TICKET_WARNING_SECONDS = 60
TICKET_GRACE_SECONDS = 60


async def check_proofs(edge: Edge, wire: Wire) -> None:
    """Look again at what let each connection in: warn of tickets that end, cut off ended tickets and revoked logins."""
    now = edge.hub.clock.now()
    for connection in edge.connections:
        principal = connection.principal
        if isinstance(principal, TaxpayerPrincipal):
            left = (principal.expires_at - now).total_seconds()
            if left < -TICKET_GRACE_SECONDS:
                wire.cut(connection.eio_sid)
            elif left < TICKET_WARNING_SECONDS and not connection.warned:
                connection.warned = True
                edge.publisher.signal_connection(connection, TicketExpiring(seconds=max(0, round(left))))
        elif connection.login is not None:
            known = await edge.hub.database.read(partial(find_login, token=connection.login, now=now))
            if known is None:
                wire.cut(connection.eio_sid)
