"""Commands: what a client may ask. Frozen, keyword-only, unknown fields refused.

Who speaks comes from the connection's token, never from the payload. `TAXPAYER_COMMANDS` and
`OFFICER_COMMANDS` say which namespace knows which name.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from chatserver.domain.context import FormContext

PROTOCOL = 1
"""Version sent in the handshake; additive changes keep it."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""Without control characters: PostgreSQL cannot even be asked for a text that holds NUL."""
ShortText = Annotated[str, msgspec.Meta(max_length=2_000)]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that is acknowledged."""

    name: ClassVar[str]


class OpenSession(Command, frozen=True, kw_only=True):
    """Ask for an officer. With a session already open, answers that one. `explained`: the explanation was shown."""

    name: ClassVar[str] = "session.open"
    context: FormContext
    locale: Annotated[str, msgspec.Meta(max_length=16)] = "zh-CN"
    explained: bool = False


class CancelSession(Command, frozen=True, kw_only=True):
    """Leave the queue. Refused once an officer has taken the session: `session.end` ends it."""

    name: ClassVar[str] = "session.cancel"
    session_id: Id


class ResumeSession(Command, frozen=True, kw_only=True):
    """Ask for everything after `after_seq` (0: from the start). Without an id: the open session, if any."""

    name: ClassVar[str] = "session.resume"
    session_id: Id | None = None
    after_seq: Annotated[int, msgspec.Meta(ge=0)] = 0


class EndSession(Command, frozen=True, kw_only=True):
    """End the talk."""

    name: ClassVar[str] = "session.end"
    session_id: Id


class RateSession(Command, frozen=True, kw_only=True):
    """Rate an ended session: score 1-5 (or null), reasons for the two negative levels, and whether it got done."""

    name: ClassVar[str] = "session.rate"
    session_id: Id
    score: int | None = None
    reasons: Annotated[tuple[Id, ...], msgspec.Meta(max_length=10)] = ()
    achieved: bool | None = None
    comment: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class PostMessage(Command, frozen=True, kw_only=True):
    """Say something. The same `client_msg_id` again is answered with the first answer."""

    name: ClassVar[str] = "message.post"
    session_id: Id
    client_msg_id: Id
    text: str


class ReadMessages(Command, frozen=True, kw_only=True):
    """Say how far one has read."""

    name: ClassVar[str] = "message.read"
    session_id: Id
    up_to_seq: Annotated[int, msgspec.Meta(ge=1)]


class SetTyping(Command, frozen=True, kw_only=True):
    """Say that one is typing, or no longer. Not stored."""

    name: ClassVar[str] = "typing.set"
    session_id: Id
    typing: bool


class UpdateContext(Command, frozen=True, kw_only=True):
    """Report what changed on the page: `context.fields` holds the changed fields, all else replaces the old."""

    name: ClassVar[str] = "context.update"
    session_id: Id
    context: FormContext


class OpenQuestion(Command, frozen=True, kw_only=True):
    """Add a question about a matter, step and error; the caller chooses its id, so a repeat adds nothing."""

    name: ClassVar[str] = "question.open"
    session_id: Id
    question_id: Id
    matter_id: Id
    step_id: Id | None = None
    error_id: Id | None = None
    text: ShortText | None = None


class ConfirmQuestion(Command, frozen=True, kw_only=True):
    """Say whether a question is solved."""

    name: ClassVar[str] = "question.confirm"
    session_id: Id
    question_id: Id
    solved: bool


class RefreshTicket(Command, frozen=True, kw_only=True):
    """Bring a fresh help ticket of the same person, before the old one expires."""

    name: ClassVar[str] = "ticket.refresh"
    token: Annotated[str, msgspec.Meta(max_length=8_192)]


class LookAhead(Command, frozen=True, kw_only=True):
    """Ask how long it would take before pressing help: people ahead, range of minutes, officers on duty."""

    name: ClassVar[str] = "queue.look"
    matter_id: Id
    error_id: Id | None = None
    deadline: Annotated[str, msgspec.Meta(max_length=10)] | None = None


class SnapshotDesk(Command, frozen=True, kw_only=True):
    """Ask for the officer's whole desk: status, slots, open offers, sessions, queues."""

    name: ClassVar[str] = "desk.snapshot"


class SetStatus(Command, frozen=True, kw_only=True):
    """Declare a status: available, finishing, away (with a reason of the catalogue) or off_duty."""

    name: ClassVar[str] = "status.set"
    status: Id
    reason: Id | None = None


class AcceptOffer(Command, frozen=True, kw_only=True):
    """Take the offered session."""

    name: ClassVar[str] = "offer.accept"
    session_id: Id
    offer_id: Id


class DeclineOffer(Command, frozen=True, kw_only=True):
    """Give the offered session back, with a reason of the catalogue."""

    name: ClassVar[str] = "offer.decline"
    session_id: Id
    offer_id: Id
    reason: Id


class ResolveQuestion(Command, frozen=True, kw_only=True):
    """Give a question its disposition (a code of the catalogue)."""

    name: ClassVar[str] = "question.resolve"
    session_id: Id
    question_id: Id
    disposition: Id


class WrapUpSession(Command, frozen=True, kw_only=True):
    """Close an ended session: question id → disposition for those still open, and a note for officers only."""

    name: ClassVar[str] = "session.wrap_up"
    session_id: Id
    dispositions: Annotated[dict[str, str], msgspec.Meta(max_length=50)] = {}
    note: ShortText = ""


_SHARED: tuple[type[Command], ...] = (ResumeSession, EndSession, PostMessage, ReadMessages, SetTyping, OpenQuestion)
_TAXPAYER: tuple[type[Command], ...] = (
    OpenSession,
    CancelSession,
    RateSession,
    UpdateContext,
    ConfirmQuestion,
    RefreshTicket,
    LookAhead,
)
_OFFICER: tuple[type[Command], ...] = (
    SnapshotDesk,
    SetStatus,
    AcceptOffer,
    DeclineOffer,
    ResolveQuestion,
    WrapUpSession,
)

TAXPAYER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*_SHARED, *_TAXPAYER)}
OFFICER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*_SHARED, *_OFFICER)}
