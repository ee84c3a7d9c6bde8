"""Signals: what a client is told that carries no number. Frozen, keyword-only."""

from __future__ import annotations

from typing import ClassVar

from chatserver.protocol.views import AnnouncementView, ConsultCard, OfferCard, OfficerView, PlaceView, QueueLine, View


class Signal(View, frozen=True, kw_only=True):
    """Something that carries no number, is not stored and may be lost."""

    name: ClassVar[str]


class QueueMoved(Signal, frozen=True, kw_only=True):
    """The place in the queue changed."""

    name: ClassVar[str] = "queue.moved"
    session_id: str
    place: PlaceView


class Typing(Signal, frozen=True, kw_only=True):
    """The other side is typing, or no longer."""

    name: ClassVar[str] = "typing"
    session_id: str
    role: str
    typing: bool


class PresenceChanged(Signal, frozen=True, kw_only=True):
    """The other side's line dropped or is back."""

    name: ClassVar[str] = "presence.changed"
    session_id: str
    role: str
    present: bool


class StatusChanged(Signal, frozen=True, kw_only=True):
    """The officer's status or slots changed, here or in another window."""

    name: ClassVar[str] = "status.changed"
    officer: OfficerView


class QueuesChanged(Signal, frozen=True, kw_only=True):
    """How many wait where; sent to officers on duty."""

    name: ClassVar[str] = "queues.changed"
    queues: tuple[QueueLine, ...]


class OfferShown(Signal, frozen=True, kw_only=True):
    """A session is offered to you."""

    name: ClassVar[str] = "offer.made"
    offer: OfferCard


class OfferClosed(Signal, frozen=True, kw_only=True):
    """The offer is no longer yours: expired, cancelled, declined or accepted (in another window)."""

    name: ClassVar[str] = "offer.withdrawn"
    session_id: str
    offer_id: str
    reason: str


class ConsultAsked(Signal, frozen=True, kw_only=True):
    """You are asked into a colleague's session."""

    name: ClassVar[str] = "consult.asked"
    consult: ConsultCard


class ConsultClosed(Signal, frozen=True, kw_only=True):
    """You are asked no longer, or take part no longer; `joined`: you do, perhaps through another window."""

    name: ClassVar[str] = "consult.closed"
    session_id: str
    consult_id: str
    reason: str


class SessionLost(Signal, frozen=True, kw_only=True):
    """A session is no longer on your desk. `reason`: officer_lost (it waits again), transferred or reassigned."""

    name: ClassVar[str] = "session.lost"
    session_id: str
    reason: str


class TicketExpiring(Signal, frozen=True, kw_only=True):
    """The help ticket ends soon: send ticket.refresh."""

    name: ClassVar[str] = "ticket.expiring"
    seconds: int


class NodeLeaving(Signal, frozen=True, kw_only=True):
    """This node is about to stop: open a new line when so many seconds have passed; another node will answer."""

    name: ClassVar[str] = "node.leaving"
    seconds: float


class AnnouncementChanged(Signal, frozen=True, kw_only=True):
    """What is announced now; null: nothing any more. Also told to who resumes, where something is."""

    name: ClassVar[str] = "announcement.changed"
    announcement: AnnouncementView | None


SIGNALS: tuple[type[Signal], ...] = tuple(Signal.__subclasses__())
