"""Takes what other nodes have carried here: to the connections, and into what this node knows of the session."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from chatserver.domain.actors import Actor
from chatserver.domain.events import LoggedEvent
from storage.codec import decode_event
from storage.sessions import StoredEvent

if TYPE_CHECKING:
    from chatserver.services.news import News
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


class _Carried(NamedTuple):
    role: str
    person_id: str
    packet: bytes
    session_id: str
    seq: int


class Relay:
    """Called with each packet from the bus."""

    def __init__(self, publisher: LocalPublisher, memory: Memory, news: News) -> None:
        """Deliver through `publisher`; `memory` learns, so that the next change here need not lose its number first.

        What comes with a gap before it waits until `news` has looked for what is missing.
        """
        self._publisher = publisher
        self._memory = memory
        self._news = news
        self._held: list[_Carried] = []
        news.filled = self._release

    def __call__(self, role: str, person_id: str, packet: bytes, session_id: str, seq: int, /) -> None:
        """Deliver a packet; `session_id` and `seq` as in `Carrier.carry`."""
        carried = _Carried(role, person_id, packet, session_id, seq)
        known = self._memory.get(session_id) if seq > 0 else None
        if known is not None and seq > known.session.seq + 1:
            self._held.append(carried)
            self._news.fill(session_id)
            return
        self._publisher.deliver(*carried)
        if known is not None and seq > known.session.seq:
            self._learn(carried)

    def _release(self) -> None:
        held, self._held = self._held, []
        for carried in held:  # whatever of it was found on disk is not told again
            self._publisher.deliver(*carried)

    def _learn(self, carried: _Carried) -> None:
        stored = _stored_event(carried.packet)
        if stored is None:  # the number only; the rest is on disk
            self._memory.forget(carried.session_id)
        else:
            self._memory.learn(carried.session_id, (stored,), is_heard=True)


def _stored_event(packet: bytes) -> StoredEvent | None:
    """Return the event of `2/officer,["message.posted",{…}]` as it is on disk; None when it is hidden."""
    _, told = _PACKET.decode(packet[packet.find(b"[") :])
    if told.at is None or told.actor is None:
        return None
    body = bytes(told.body).decode()
    event = decode_event(told.type, body)
    logged = LoggedEvent(session_id=told.session_id, seq=told.seq, at=told.at, actor=told.actor, event=event)
    return StoredEvent(logged, body)
