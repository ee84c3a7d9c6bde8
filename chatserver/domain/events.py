"""The facts of a session. Each class is one event type; its first docstring line is the protocol's documentation.

An event never changes once written. `type` is the wire name (`noun.past`); the fields are its body.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from chatserver.domain.actors import Actor, OfficerRef, Person, Taxpayer
from chatserver.domain.context import FormContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact. Subclasses name it."""

    type: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event in its place: number `seq` of its session (1, 2, 3 … without gaps), when, and by whom."""

    session_id: str
    seq: int
    at: dt.datetime
    actor: Actor
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened(Event):
    """A taxpayer asked for help. `tier` is the line that should answer; `explained` says the explanation was read."""

    type: ClassVar[str] = "session.opened"
    taxpayer: Taxpayer
    person: Person
    matter_id: str
    tier: int
    locale: str
    explained: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionOpened(Event):
    """A question was added, with the matter, step and error that it is about."""

    type: ClassVar[str] = "question.opened"
    question_id: str
    number: int
    matter_id: str
    step_id: str | None
    error_id: str | None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResolved(Event):
    """An officer gave a question its disposition (a code of the catalogue's list)."""

    type: ClassVar[str] = "question.resolved"
    question_id: str
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionConfirmed(Event):
    """The taxpayer said whether a question is solved for them."""

    type: ClassVar[str] = "question.confirmed"
    question_id: str
    solved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQueued(Event):
    """The session waits, or waits again. `rank` orders the queue (epoch seconds less `boost_seconds`)."""

    type: ClassVar[str] = "session.queued"
    queue_id: str
    rank: float
    boost_seconds: int
    boost_reason: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade(Event):
    """The session was proposed to one officer until `expires_at`. Carries all that the offer card shows."""

    type: ClassVar[str] = "offer.made"
    offer_id: str
    officer: OfficerRef
    slot: int
    expires_at: dt.datetime
    seconds: int
    taxpayer_name: str
    credit_grade: str | None
    matter_id: str
    step_id: str | None
    error_id: str | None
    deadline: str | None
    queued_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn(Event):
    """The offer ended without being taken: declined, expired, cancelled, or the officer was lost."""

    type: ClassVar[str] = "offer.withdrawn"
    offer_id: str
    officer_id: str
    reason: str
    decline_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAssigned(Event):
    """An officer took the offer and is responsible from now to the end of wrap-up."""

    type: ClassVar[str] = "session.assigned"
    offer_id: str
    officer: OfficerRef
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Event):
    """A message. `client_msg_id` is the sender's own; `masked` names the kinds of numbers hidden in it."""

    type: ClassVar[str] = "message.posted"
    client_msg_id: str
    text: str
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRead(Event):
    """One side has seen everything up to and including `up_to_seq`."""

    type: ClassVar[str] = "message.read"
    up_to_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextUpdated(Event):
    """The page changed: `context.fields` holds the changed fields, all else replaces what was known."""

    type: ClassVar[str] = "context.updated"
    context: FormContext


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Event):
    """The talk is over. `reason`: finished, cancelled, left or officer_lost."""

    type: ClassVar[str] = "session.ended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRated(Event):
    """The taxpayer rated on the five 好差评 levels (5 best) and said whether it got done today."""

    type: ClassVar[str] = "session.rated"
    score: int | None
    reasons: tuple[str, ...] = ()
    achieved: bool | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionWrappedUp(Event):
    """The officer's closing note, not visible to the taxpayer."""

    type: ClassVar[str] = "session.wrapped_up"
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed(Event):
    """Nothing more happens in this session but a rating."""

    type: ClassVar[str] = "session.closed"


EVENT_TYPES: dict[str, type[Event]] = {cls.type: cls for cls in Event.__subclasses__()}
"""Wire name → class."""
