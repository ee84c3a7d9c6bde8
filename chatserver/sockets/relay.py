"""Takes what other nodes have carried here: to the connections, and into what this node knows of the session."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from chatserver.domain.actors import Actor
from chatserver.domain.events import LoggedEvent
from storage.codec import decode_event
from storage.sessions import StoredEvent

if TYPE_CHECKING:
    from chatserver.sockets.publisher import LocalPublisher
    from storage.memory import Memory


class _Told(msgspec.Struct):
    """A `WireEvent`, of which a hidden one has the first three fields."""

    session_id: str
    seq: int
    type: str
    at: dt.datetime | None = None
    actor: Actor | None = None
    body: msgspec.Raw = msgspec.Raw()


_PACKET = msgspec.json.Decoder(tuple[str, _Told])


class Relay:
    """Called with each packet from the bus."""

    def __init__(self, publisher: LocalPublisher, memory: Memory) -> None:
        """Deliver through `publisher`; `memory` learns, so that the next change here need not lose its number first."""
        self._publisher = publisher
        self._memory = memory

    def __call__(self, role: str, person_id: str, packet: bytes, session_id: str, seq: int, /) -> None:
        """Deliver a packet; `session_id` and `seq` as in `Carrier.carry`."""
        self._publisher.deliver(role, person_id, packet, session_id, seq)
        known = self._memory.get(session_id) if seq > 0 else None
        if known is None or known.session.seq >= seq:
            return
        stored = _stored_event(packet)
        if stored is None:  # the number only; the rest is on disk
            self._memory.forget(session_id)
        else:
            self._memory.learn(session_id, (stored,), is_heard=True)


def _stored_event(packet: bytes) -> StoredEvent | None:
    """Return the event of `2/officer,["message.posted",{…}]` as it is on disk; None when it is hidden."""
    _, told = _PACKET.decode(packet[packet.find(b"[") :])
    if told.at is None or told.actor is None:
        return None
    body = bytes(told.body).decode()
    event = decode_event(told.type, body)
    logged = LoggedEvent(session_id=told.session_id, seq=told.seq, at=told.at, actor=told.actor, event=event)
    return StoredEvent(logged, body)
