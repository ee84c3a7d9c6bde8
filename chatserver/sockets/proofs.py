"""Looks again at what let each connection in: tickets end, logins are revoked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chatserver.protocol.signals import TicketExpiring
from chatserver.services.principal import TaxpayerPrincipal
from storage.logins import digest, find_live_logins

if TYPE_CHECKING:
    from chatserver.sockets.shared import Edge
    from chatserver.sockets.transport import Wire

TICKET_WARNING_SECONDS = 60
TICKET_GRACE_SECONDS = 60


async def check_proofs(edge: Edge, wire: Wire) -> None:
    """Look again at what let each connection in: warn of tickets that end, cut off ended tickets and revoked logins."""
    now = edge.hub.clock.now()
    connections = list(edge.connections)  # as of before the reading: who signs in meanwhile is not in what is read
    alive = await edge.hub.database.read(partial(find_live_logins, now=now))
    for connection in connections:
        principal = connection.principal
        if isinstance(principal, TaxpayerPrincipal):
            left = (principal.expires_at - now).total_seconds()
            if left < -TICKET_GRACE_SECONDS:
                wire.cut(connection.eio_sid)
            elif left < TICKET_WARNING_SECONDS and not connection.warned:
                connection.warned = True
                edge.publisher.signal_connection(connection, TicketExpiring(seconds=max(0, round(left))))
        elif connection.login is not None and digest(connection.login) not in alive:
            wire.cut(connection.eio_sid)
