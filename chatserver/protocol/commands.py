"""What a client may ask. Unknown fields are refused; who speaks comes from the token, never from the payload."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from chatserver.domain.context import FormContext
from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated
from chatserver.protocol.around_commands import LookColleagues, LookHistory, ViewHistory
from chatserver.protocol.command import Command, GuideText, Id, ShortText

PROTOCOL = 1  # sent in the handshake; additive changes keep it


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
    dispositions: Annotated[dict[str, str], msgspec.Meta(max_length=50)] = msgspec.field(default_factory=dict)
    note: ShortText = ""


class HighlightField(Command, frozen=True, kw_only=True):
    """Point at a field, a row of the comparison, a step or an error; the caller draws the id, so a repeat is nothing.

    `kind`: field, row (`target_id` its number), step or error.
    """

    name: ClassVar[str] = "field.highlight"
    session_id: Id
    guide_id: Id
    kind: Id
    target_id: Id
    text: GuideText | None = None


class ClearHighlight(Command, frozen=True, kw_only=True):
    """Point there no longer."""

    name: ClassVar[str] = "highlight.clear"
    session_id: Id
    guide_id: Id


class ProposeField(Command, frozen=True, kw_only=True):
    """Propose values for fields of one step. `before` is what the officer saw: where it has changed, it is refused."""

    name: ClassVar[str] = "field.propose"
    session_id: Id
    guide_id: Id
    changes: Annotated[tuple[ProposedValue, ...], msgspec.Meta(max_length=20)]
    reason: GuideText
    basis: GuideText | None = None


class WithdrawProposal(Command, frozen=True, kw_only=True):
    """Take an open proposal back, or wait no longer for the page to report on one accepted 20 s ago."""

    name: ClassVar[str] = "proposal.withdraw"
    session_id: Id
    guide_id: Id


class SuggestStep(Command, frozen=True, kw_only=True):
    """Suggest going to a step of the form."""

    name: ClassVar[str] = "step.suggest"
    session_id: Id
    guide_id: Id
    step_id: Id
    text: GuideText | None = None


class PushLink(Command, frozen=True, kw_only=True):
    """Put the entry of a matter (`kind` matter) or a help topic of this matter (topic) before the taxpayer."""

    name: ClassVar[str] = "link.push"
    session_id: Id
    guide_id: Id
    kind: Id
    ref: Id


class ExplainError(Command, frozen=True, kw_only=True):
    """Put the catalogue's explanation of an error before the taxpayer, with their own numbers filled in."""

    name: ClassVar[str] = "error.explain"
    session_id: Id
    guide_id: Id
    error_id: Id


class SeeHighlight(Command, frozen=True, kw_only=True):
    """Say that the page has shown what the officer points at."""

    name: ClassVar[str] = "highlight.see"
    session_id: Id
    guide_id: Id


class AcceptProposal(Command, frozen=True, kw_only=True):
    """Accept a proposal. `shown` is what its fields hold on the page now: where that differs, the proposal is stale."""

    name: ClassVar[str] = "proposal.accept"
    session_id: Id
    guide_id: Id
    shown: Annotated[tuple[FoundValue, ...], msgspec.Meta(max_length=20)]


class DeclineProposal(Command, frozen=True, kw_only=True):
    """Decline a proposal; the form stays as it is."""

    name: ClassVar[str] = "proposal.decline"
    session_id: Id
    guide_id: Id
    reason: GuideText | None = None


class ReportProposal(Command, frozen=True, kw_only=True):
    """Report what the page made of each value of an accepted proposal, and what it worked out anew."""

    name: ClassVar[str] = "proposal.report"
    session_id: Id
    guide_id: Id
    outcomes: Annotated[tuple[FieldOutcome, ...], msgspec.Meta(max_length=20)]
    recalculated: Annotated[tuple[Recalculated, ...], msgspec.Meta(max_length=500)] = ()


class TransferSession(Command, frozen=True, kw_only=True):
    """Hand over to a queue (`target` a matter), a tier (its number) or an officer; it waits on where it stood.

    An officer who has joined the session has it at once, if they have a slot free.

    `note` is for whoever takes it; the taxpayer never sees it.
    """

    name: ClassVar[str] = "session.transfer"
    session_id: Id
    kind: Id
    target: Id
    note: GuideText | None = None


class AddNote(Command, frozen=True, kw_only=True):
    """Add a note that the taxpayer never sees; the caller draws the id, so a repeat is nothing."""

    name: ClassVar[str] = "note.add"
    session_id: Id
    note_id: Id
    text: ShortText


SHARED: tuple[type[Command], ...] = (
    ResumeSession,
    EndSession,
    PostMessage,
    ReadMessages,
    SetTyping,
    OpenQuestion,
)
TAXPAYER: tuple[type[Command], ...] = (
    OpenSession,
    CancelSession,
    RateSession,
    UpdateContext,
    ConfirmQuestion,
    RefreshTicket,
    LookAhead,
    SeeHighlight,
    AcceptProposal,
    DeclineProposal,
    ReportProposal,
)
OFFICER: tuple[type[Command], ...] = (
    SnapshotDesk,
    SetStatus,
    AcceptOffer,
    DeclineOffer,
    ResolveQuestion,
    WrapUpSession,
    HighlightField,
    ClearHighlight,
    ProposeField,
    WithdrawProposal,
    SuggestStep,
    PushLink,
    ExplainError,
    TransferSession,
    AddNote,
    LookColleagues,
    LookHistory,
    ViewHistory,
)
