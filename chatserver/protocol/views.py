"""What a client is shown: answers to commands and the signals that carry no number.

Views are built in `sockets/views.py`; here is only their shape. `None` means: not yet, or not for you.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import msgspec

from chatserver.domain.actors import Actor, OfficerRef, Person, Taxpayer
from chatserver.domain.context import FormContext
from chatserver.domain.files import SharedFile
from chatserver.domain.guide import Guidance
from chatserver.domain.question import Question
from chatserver.domain.slip import Slip


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Something shown to a client."""


class WireEvent(View, frozen=True, kw_only=True, omit_defaults=True):
    """A numbered event on the wire; `body` has the fields of its type. The Socket.IO event name is `type`.

    A viewer who may not see it gets type `event.hidden`, no actor and no body: only the number.
    """

    session_id: str
    seq: int
    type: str
    at: dt.datetime | None = None
    actor: Actor | None = None
    body: msgspec.Raw | None = None


class PlaceView(View, frozen=True, kw_only=True):
    """A place in the queue: people ahead, a range of minutes (null: nobody on duty), why it was put forward."""

    ahead: int
    wait_low_minutes: int | None
    wait_high_minutes: int | None
    officers_on_duty: int
    boost_reason: str | None = None


class EndingView(View, frozen=True, kw_only=True):
    """When, by whom and why the talk ended."""

    at: dt.datetime
    by: str
    reason: str


class RatingView(View, frozen=True, kw_only=True):
    """What the taxpayer said afterwards."""

    at: dt.datetime
    score: int | None
    reasons: tuple[str, ...]
    achieved: bool | None
    comment: str | None


class SessionView(View, frozen=True, kw_only=True):
    """The state of a session after event `seq`, as its reader may see it.

    Folding later events into this gives the same as asking again: that equality is tested on both sides.
    """

    session_id: str
    seq: int
    state: str
    opened_at: dt.datetime
    matter_id: str
    tier: int
    taxpayer: Taxpayer
    person: Person
    questions: tuple[Question, ...]
    context: FormContext | None
    guidance: Guidance
    files: tuple[SharedFile, ...]
    slips: tuple[Slip, ...]
    queued_at: dt.datetime | None
    boost_reason: str | None
    queue_reason: str | None
    officer: OfficerRef | None
    assigned_at: dt.datetime | None
    taxpayer_read: int
    officer_read: int
    last_message_seq: int
    ending: EndingView | None
    rating: RatingView | None
    closed_at: dt.datetime | None
    explained: bool
    note: str | None = None


class Resumed(View, frozen=True, kw_only=True):
    """Answer to session.open, session.resume and offer.accept: the state, and the events after `after_seq`."""

    session: SessionView | None
    events: tuple[WireEvent, ...] = ()
    place: PlaceView | None = None
    now: dt.datetime


class Posted(View, frozen=True, kw_only=True):
    """Answer to a change: the number of the event it made (or, repeated, had made)."""

    seq: int


class ProposalAnswer(View, frozen=True, kw_only=True):
    """Answer to proposal.accept: where the proposal stands now. Only `accepted` may be filled in."""

    seq: int
    state: str


class FoundSlip(View, frozen=True, kw_only=True):
    """A slip of an earlier or the present session, with whom it is between and the files that it names.

    `ended_at`: when the talk ended; a slip that still runs then can be filled in no more.
    """

    session_id: str
    taxpayer: Taxpayer
    person: Person
    ended_at: dt.datetime | None
    slip: Slip
    files: tuple[SharedFile, ...]


class SlipPage(View, frozen=True, kw_only=True):
    """Answer to slip.look: slips, newest first. `more`: ask again with the last one's number as `after_no`."""

    slips: tuple[FoundSlip, ...]
    more: bool


class FileAddresses(View, frozen=True, kw_only=True):
    """Answer to file.link: paths on the hub, good until `expires_at`; `look_url` and `preview_url` of pictures only.

    `url` saves the file; the other two show a picture as the hub has drawn it anew, whole and small.
    """

    url: str
    look_url: str | None
    preview_url: str | None
    expires_at: dt.datetime


class OfferCard(View, frozen=True, kw_only=True):
    """An offer as the officer sees it. `seconds` is the whole time to answer."""

    session_id: str
    offer_id: str
    expires_at: dt.datetime
    seconds: int
    taxpayer_name: str
    credit_grade: str | None
    matter_id: str
    step_id: str | None
    error_id: str | None
    deadline: str | None
    queued_at: dt.datetime


class QueueLine(View, frozen=True, kw_only=True):
    """One queue: how many wait, and since when the longest."""

    queue_id: str
    waiting: int
    longest_since: dt.datetime | None


class TodayView(View, frozen=True, kw_only=True):
    """The officer's own day so far: sessions, questions, median seconds to the first answer (null: none yet)."""

    sessions: int
    questions: int
    median_first_answer_seconds: float | None


class OfficerView(View, frozen=True, kw_only=True):
    """An officer's declared status and slots."""

    officer_id: str
    name: str
    tier: int
    status: str
    status_reason: str | None
    status_at: dt.datetime | None
    capacity: int
    in_hand: int


class Absence(View, frozen=True, kw_only=True):
    """The taxpayer of a session has no page connected since `since`."""

    session_id: str
    since: dt.datetime


class Desk(View, frozen=True, kw_only=True):
    """Answer to desk.snapshot: everything the console needs to draw itself.

    `absences` names the sessions whose taxpayer is not connected; `presence.changed` keeps it true.
    """

    officer: OfficerView
    offers: tuple[OfferCard, ...]
    sessions: tuple[SessionView, ...]
    absences: tuple[Absence, ...]
    queues: tuple[QueueLine, ...]
    today: TodayView
    now: dt.datetime


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


class SessionLost(Signal, frozen=True, kw_only=True):
    """A session is no longer on your desk: it went back to the queue or to another officer."""

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


class ErrorBody(View, frozen=True, kw_only=True):
    """Why not. `code` is for machines; `retryable`: the same request may succeed later."""

    code: str
    message: str
    retryable: bool
    details: dict[str, str | int | float | bool | list[str] | None]


SIGNALS: tuple[type[Signal], ...] = tuple(Signal.__subclasses__())
