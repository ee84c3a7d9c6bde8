"""Tells people what happened: one frame a group of viewers, written straight out, and carried to other nodes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from chatserver.domain.actors import Actor, OfficerRef, Role
from chatserver.domain.consulting import second_officer
from chatserver.domain.events import Event, LoggedEvent, OfferMade, OfferWithdrawn, SessionAssigned
from chatserver.domain.events_together import ConsultEnded, ConsultJoined, ConsultStarted
from chatserver.domain.guards import key_of, may_speak
from chatserver.domain.origin import OriginKind
from chatserver.domain.session import Session
from chatserver.domain.visibility import may_see
from chatserver.protocol import signals as sig
from chatserver.protocol.codec import encode
from chatserver.sockets.frames import Frame
from chatserver.sockets.told import Told, Word
from chatserver.sockets.views import (
    announcement_changed,
    consult_card,
    event_view,
    offer_card,
    officer_view,
    place_view,
    queue_lines,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from chatserver.domain.announcement import Announcement
    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import Place
    from chatserver.services.hub import QueueLength
    from chatserver.sockets.connections import Connection, Connections
    from chatserver.sockets.transport import Wire
    from storage.memory import Outcome
    from storage.sessions import StoredEvent

NAMESPACES = {Role.TAXPAYER: "/taxpayer", Role.OFFICER: "/officer"}
_SIGNALLED = (OfferMade, OfferWithdrawn)
"""What an officer hears of as a signal, not as a numbered event; who reads along a waiting session needs the number."""


_ON_THE_DESK = (OfferMade, OfferWithdrawn, SessionAssigned, ConsultStarted, ConsultJoined, ConsultEnded)
"""What changes the offers on an officer's desk, and what they are asked into."""


class Carrier(Protocol):
    """Brings frames to the same person's connections on other nodes; may lose them, must neither fail nor wait."""

    def carry(self, role: str, person_id: str, packet: bytes, session_id: str = "", seq: int = 0) -> None:
        """Carry one Socket.IO packet; `session_id` and `seq` when it is a numbered event, the negative `seq` of the
        event that it tells of when it is a signal.
        """
        ...


class LocalPublisher:
    """Delivers to the connections of this node, and has the same carried to others where there are any."""

    def __init__(
        self, connections: Connections, watch: Callable[[Outcome], None], carrier: Carrier | None = None
    ) -> None:
        """Deliver to `connections`, once `attach` has said how; `watch` counts what was written."""
        self._connections = connections
        self._watch = watch
        self._carrier = carrier
        self._told = Told()
        self._wire: Wire | None = None

    def attach(self, wire: Wire) -> None:
        """From now on, write through `wire`."""
        self._wire = wire

    def session_changed(self, outcome: Outcome) -> None:
        """Send every new event to everybody who takes part, and to officers what concerns their desk."""
        self._tell(outcome, self._carrier)
        self._watch(outcome)

    def session_heard(self, outcome: Outcome) -> None:
        """Send what another node has written to this node's connections only; they know what they have had already."""
        self._tell(outcome, None)

    def _tell(self, outcome: Outcome, carrier: Carrier | None) -> None:
        before, session = outcome.before, outcome.session
        officer_id = session.officer.officer_id if session.officer else ""
        monitors = dict.fromkeys((*before.monitors, *session.monitors))
        self._deliver(key_of(session), officer_id, second_officer(before), tuple(monitors), outcome.events, carrier)
        if before.officer is not None and before.officer.officer_id != officer_id:
            lost = sig.SessionLost(session_id=session.session_id, reason=_lost_how(session))
            self._signal(Role.OFFICER, before.officer.officer_id, lost, carrier)
        for stored in outcome.events:
            if isinstance(stored.logged.event, _ON_THE_DESK):
                self._tell_desk(session, stored, carrier)

    def place_changed(self, person_key: str, session_id: str, place: Place, boost_reason: str | None) -> None:
        """Tell a waiting person their place; other nodes look at the hall for themselves."""
        moved = sig.QueueMoved(session_id=session_id, place=place_view(place, boost_reason))
        self._signal(Role.TAXPAYER, person_key, moved, None)

    def typing_changed(self, session: Session, actor: Actor, *, typing: bool) -> None:
        """Tell the other side that this one types."""
        self._other_side(
            session, actor, sig.Typing(session_id=session.session_id, role=actor.role.value, typing=typing)
        )

    def presence_changed(self, session: Session, actor: Actor, *, present: bool) -> None:
        """Tell the other side that this one's line is gone or back."""
        signal = sig.PresenceChanged(session_id=session.session_id, role=actor.role.value, present=present)
        self._other_side(session, actor, signal)

    def consult_asked(self, session: Session) -> None:
        """Tell the officer who is asked into the session; other nodes look for themselves."""
        if card := consult_card(session):
            self._signal(Role.OFFICER, card.officer_id, sig.ConsultAsked(consult=card), None)

    def officer_changed(self, officer: Officer, status_at: dt.datetime) -> None:
        """Tell an officer's windows their status and slots."""
        changed = sig.StatusChanged(officer=officer_view(officer, status_at))
        self._signal(Role.OFFICER, officer.officer_id, changed, self._carrier)

    def queues_changed(self, officer_ids: Sequence[str], queues: Sequence[QueueLength]) -> None:
        """Tell officers how many wait; other nodes look at the hall for themselves."""
        frame = _frame(
            NAMESPACES[Role.OFFICER], "queues.changed", encode(sig.QueuesChanged(queues=queue_lines(queues)))
        )
        for officer_id in officer_ids:
            self._write(self._connections.of(Role.OFFICER, officer_id), frame)

    def announcement_changed(self, announcement: Announcement | None) -> None:
        """Tell everybody on this node; other nodes look for themselves."""
        payload = encode(announcement_changed(announcement))
        frames = {name: _frame(name, sig.AnnouncementChanged.name, payload) for name in NAMESPACES.values()}
        for connection in self._connections:
            self._write((connection,), frames[connection.namespace])

    def signal_connection(self, connection: Connection, signal: sig.Signal) -> None:
        """Send a signal to one connection only."""
        self._write((connection,), _frame(connection.namespace, signal.name, encode(signal)))

    def deliver(self, role: str, person_id: str, packet: bytes, session_id: str, seq: int) -> None:
        """Write a packet that another node had carried here, unless what it tells of was told here already."""
        if seq == 0 or self._told.is_news(Word(session_id, abs(seq), role, person_id, seq < 0)):
            self._write(self._connections.of(role, person_id), Frame(packet))

    def _tell_desk(self, session: Session, stored: StoredEvent, carrier: Carrier | None) -> None:
        for officer_id, signal in _for_desks(session, stored.logged.event):
            self._signal(Role.OFFICER, officer_id, signal, carrier, stored.logged)

    def _other_side(self, session: Session, actor: Actor, signal: sig.Signal) -> None:
        if actor.role is Role.OFFICER:
            if may_speak(session, actor):
                self._signal(Role.TAXPAYER, key_of(session), signal, self._carrier)
            return
        for officer in (session.officer, second_officer(session)):
            if officer is not None:
                self._signal(Role.OFFICER, officer.officer_id, signal, self._carrier)

    def _deliver(
        self,
        person_key: str,
        officer_id: str,
        second: OfficerRef | None,
        monitors: tuple[str, ...],
        events: Iterable[StoredEvent],
        carrier: Carrier | None,
    ) -> None:
        """Send the events to all who see them, encoded once; `second`: the second officer before them.

        Who begins or ceases to monitor hears all of them: those before are in what they ask for anyway.
        """
        taxpayers = self._connections.of(Role.TAXPAYER, person_key)
        for stored in events:
            event, logged = stored.logged.event, stored.logged
            seen = event_view(stored, Role.OFFICER)
            name, payload = seen.type, encode(seen)
            if isinstance(event, ConsultJoined):
                second = event.officer
            seconds_id = second.officer_id if second else ""
            for hearer in dict.fromkeys(filter(None, (officer_id, seconds_id, *monitors))):
                officers = self._connections.of(Role.OFFICER, hearer)
                if isinstance(event, _SIGNALLED) and hearer not in monitors:
                    continue
                if officers or carrier:
                    self._send(Role.OFFICER, hearer, officers, name, payload, logged, carrier)
            if isinstance(event, ConsultEnded):
                second = None
            if taxpayers or carrier:
                if not may_see(Role.TAXPAYER, event):
                    view = event_view(stored, Role.TAXPAYER)
                    name, payload = view.type, encode(view)
                self._send(Role.TAXPAYER, person_key, taxpayers, name, payload, logged, carrier)

    def _send(
        self,
        role: Role,
        person_id: str,
        connections: Iterable[Connection],
        name: str,
        payload: bytes,
        logged: LoggedEvent,
        carrier: Carrier | None,
    ) -> None:
        frame = _frame(NAMESPACES[role], name, payload)
        if self._is_news(logged, role, person_id):
            self._write(connections, frame)
        if carrier:
            carrier.carry(role, person_id, frame.packet, logged.session_id, logged.seq)

    def _signal(
        self, role: Role, person_id: str, signal: sig.Signal, carrier: Carrier | None, cause: LoggedEvent | None = None
    ) -> None:
        connections = self._connections.of(role, person_id)
        if connections or carrier:
            frame = _frame(NAMESPACES[role], signal.name, encode(signal))
            if cause is None or self._is_news(cause, role, person_id, is_signal=True):
                self._write(connections, frame)
            if carrier:
                carrier.carry(role, person_id, frame.packet, *((cause.session_id, -cause.seq) if cause else ("", 0)))

    def _is_news(self, logged: LoggedEvent, role: Role, person_id: str, *, is_signal: bool = False) -> bool:
        """Only where there are two ways to hear of something can it be heard twice."""
        if self._carrier is None:
            return True
        return self._told.is_news(Word(logged.session_id, logged.seq, role, person_id, is_signal))

    def _write(self, connections: Iterable[Connection], frame: Frame) -> None:
        if self._wire is None:
            return
        for connection in connections:
            self._wire.write(connection.eio_sid, frame)


def _for_desks(session: Session, event: Event) -> Iterator[tuple[str, sig.Signal]]:
    """Yield whom the event concerns at their desk, and what they are told."""
    session_id = session.session_id
    match event:
        case OfferMade():
            yield event.officer.officer_id, sig.OfferShown(offer=offer_card(session_id, event))
        case OfferWithdrawn():
            closed = sig.OfferClosed(session_id=session_id, offer_id=event.offer_id, reason=event.reason)
            yield event.officer_id, closed
        case SessionAssigned() if event.offer_id is not None:
            closed = sig.OfferClosed(session_id=session_id, offer_id=event.offer_id, reason="accepted")
            yield event.officer.officer_id, closed
        case ConsultStarted():
            if card := consult_card(session):
                yield card.officer_id, sig.ConsultAsked(consult=card)
        case ConsultJoined() | ConsultEnded():
            reason = event.reason if isinstance(event, ConsultEnded) else "joined"
            over = sig.ConsultClosed(session_id=session_id, consult_id=event.consult_id, reason=reason)
            yield event.officer.officer_id, over


def _lost_how(session: Session) -> str:
    """Return why an officer has the session no longer: officer_lost, reassigned or transferred."""
    if session.origin is not None and session.origin.kind is OriginKind.REASSIGNED:
        return session.origin.kind.value
    return session.waiting.reason if session.waiting else "transferred"


def _frame(namespace: str, name: str, payload: bytes) -> Frame:
    return Frame(_head(namespace, name) + payload + b"]")


@cache
def _head(namespace: str, name: str) -> bytes:
    """Return how an event of this name begins; there are some thirty."""
    return f'2{namespace},["{name}",'.encode()
