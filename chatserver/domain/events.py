"""The facts of a session. Each class is one event type, which never changes once written; its first docstring line is
the protocol's documentation. `type` is the wire name (`noun.past`); the fields are its body.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from chatserver.domain.actors import Actor, OfficerRef, Person, Taxpayer
from chatserver.domain.context import FormContext
from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated, Target
from chatserver.domain.origin import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact. Subclasses name it."""

    type: ClassVar[str]


class LoggedEvent(NamedTuple):
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
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn(Event):
    """The offer ended without being taken: declined, expired, cancelled, reassigned, or the officer was lost."""

    type: ClassVar[str] = "offer.withdrawn"
    offer_id: str
    officer_id: str
    reason: str
    decline_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAssigned(Event):
    """An officer is responsible from now to the end of wrap-up: they took the offer, or had joined the talk (null)."""

    type: ClassVar[str] = "session.assigned"
    offer_id: str | None
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
class OutcomeReported(Event):
    """The page said its form was `filed` (`receipt`: its number) or `refused` (`message`); which questions ask that."""

    type: ClassVar[str] = "outcome.reported"
    outcome: str
    matter_id: str
    question_ids: tuple[str, ...]
    receipt: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHighlighted(Event):
    """The officer points at a field, a row of the comparison, a step or an error, under a guide number."""

    type: ClassVar[str] = "field.highlighted"
    guide_id: str
    number: int
    target: Target
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HighlightSeen(Event):
    """The taxpayer's page has shown what the officer points at."""

    type: ClassVar[str] = "highlight.seen"
    guide_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HighlightCleared(Event):
    """The officer points there no longer: the mark goes, its number and its card stay."""

    type: ClassVar[str] = "highlight.cleared"
    guide_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProposed(Event):
    """The officer proposes values for fields of one step, with the reason and perhaps its legal basis.

    `matter_id`: whose fields they are; older logs do not say.
    """

    type: ClassVar[str] = "field.proposed"
    guide_id: str
    number: int
    step_id: str
    changes: tuple[ProposedValue, ...]
    reason: str
    basis: str | None = None
    matter_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAccepted(Event):
    """The taxpayer accepted while the fields held the values that the proposal was made for; the page fills it in."""

    type: ClassVar[str] = "proposal.accepted"
    guide_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDeclined(Event):
    """The taxpayer declined the proposal; the form is unchanged."""

    type: ClassVar[str] = "proposal.declined"
    guide_id: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalWithdrawn(Event):
    """The proposal stands no more. `reason`: the officer took it back (officer), or put another for a field (replaced),
    or waits no longer for the page to report what became of it once it was accepted (unreported).
    """

    type: ClassVar[str] = "proposal.withdrawn"
    guide_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalStaled(Event):
    """The form changed before it was answered; nothing was filled in. `found`: what is there; none: `other_form`."""

    type: ClassVar[str] = "proposal.staled"
    guide_id: str
    found: tuple[FoundValue, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalApplied(Event):
    """What the page made of an accepted proposal: all of it (`applied`), or nothing; and what it worked out anew."""

    type: ClassVar[str] = "proposal.applied"
    guide_id: str
    applied: bool
    outcomes: tuple[FieldOutcome, ...]
    recalculated: tuple[Recalculated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSuggested(Event):
    """The officer suggests going to a step."""

    type: ClassVar[str] = "step.suggested"
    guide_id: str
    step_id: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPushed(Event):
    """The officer pushes an entry: of another matter (`kind` matter), or a help topic of this one (topic)."""

    type: ClassVar[str] = "link.pushed"
    guide_id: str
    kind: str
    ref: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorExplained(Event):
    """The catalogue's explanation of an error, with the taxpayer's own numbers, put before them as a card."""

    type: ClassVar[str] = "error.explained"
    guide_id: str
    error_id: str
    title: str
    explanation: str
    fix_steps: tuple[str, ...]
    difference: str | None
    goto_step_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTransferred(Event):
    """The officer, or a supervisor, hands over: to a queue (`target` a matter), a tier (number) or an officer (id)."""

    type: ClassVar[str] = "session.transferred"
    kind: str
    target: str
    target_name: str
    by_supervisor: bool = False
    target_name_en: str | None = None  # an officer's, where one was given


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """A note for officers, which the taxpayer never sees."""

    type: ClassVar[str] = "note.added"
    note_id: str
    text: str


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
