"""Ends lines that never say who they are: without a namespace nobody is let in, and an open line costs memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import socketio

    from chatserver.sockets.shared import Edge
    from chatserver.sockets.transport import Wire

JOIN_SECONDS: Final = 10
"""As long as our own clients try: their ticket is fetched while the line opens. Also what is left after a refusal."""


class Strangers:
    """The lines that belong to nobody, each with the moment since when it is known."""

    def __init__(self, server: socketio.AsyncServer, edge: Edge, wire: Wire) -> None:
        """`server` knows every line, `edge` those that have joined."""
        self._server = server
        self._edge = edge
        self._wire = wire
        self._since: dict[str, dt.datetime] = {}

    def end_late(self) -> None:
        """End those that have been strangers for too long; to be called every few seconds."""
        now = self._edge.hub.clock.now()
        joined = {connection.eio_sid for connection in self._edge.connections}
        self._since = {
            eio_sid: self._since.get(eio_sid, now) for eio_sid in self._server.eio.sockets if eio_sid not in joined
        }
        for eio_sid, since in self._since.items():
            if now - since >= dt.timedelta(seconds=JOIN_SECONDS):
                self._wire.cut(eio_sid)
