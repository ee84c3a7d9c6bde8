"""What a client is shown: answers to commands, and what they hold.

Views are built in `sockets/views.py`; here is only their shape. `None` means: not yet, or not for you.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from chatserver.domain.actors import Actor, OfficerRef, Person, Taxpayer
from chatserver.domain.context import FormContext
from chatserver.domain.files import SharedFile
from chatserver.domain.guide import Guidance
from chatserver.domain.origin import Origin
from chatserver.domain.question import Question
from chatserver.domain.slip import Slip
from chatserver.domain.standing import FormOutcome
from chatserver.domain.together import Consult, Hold, Referral


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
    outcomes: tuple[FormOutcome, ...]
    files: tuple[SharedFile, ...]
    consult: Consult | None
    hold: Hold | None
    referral: Referral | None
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


class OfferCard(View, frozen=True, kw_only=True):
    """An offer as the officer sees it. `seconds` is the whole time to answer; `origin` null: a new request."""

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
    origin: Origin | None = None


class ConsultCard(View, frozen=True, kw_only=True):
    """What an officer sees who is asked into a session. `introduced`: the taxpayer will be told when they join.

    `for_transfer`: they are to take it over, once they are introduced (当面转办).
    """

    session_id: str
    consult_id: str
    officer_id: str
    asked_by: OfficerRef
    asked_at: dt.datetime
    introduced: bool
    text: str | None
    taxpayer_name: str
    matter_id: str
    step_id: str | None
    error_id: str | None
    for_transfer: bool = False


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


class Colleague(View, frozen=True, kw_only=True):
    """Another officer, as to one session. `handles`: its matter is among their skills.

    `barrier`: why they are offered nothing now (off_duty, away, absent, finishing, full), or null. `skills`: their
    queues, `*` for all; `languages`: besides Chinese. `lacks`: what the session needs that they have not (matter, tier,
    language); empty: they fit it.
    """

    officer: OfficerView
    handles: bool
    barrier: str | None
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class TierCover(View, frozen=True, kw_only=True):
    """A line: how many of it who handle the matter are on duty, and their free slots."""

    tier: int
    on_duty: int
    free_slots: int


class QueueCover(View, frozen=True, kw_only=True):
    """A queue: how many wait in it, and how many who handle its matter are on duty."""

    queue_id: str
    waiting: int
    on_duty: int


class Colleagues(View, frozen=True, kw_only=True):
    """Answer to colleagues.look: the nearest first, `more` are left out; `queues` without the session's own."""

    officers: tuple[Colleague, ...]
    more: int
    tiers: tuple[TierCover, ...]
    queues: tuple[QueueCover, ...]


class EarlierSlip(View, frozen=True, kw_only=True):
    """A slip of an earlier session: that it is there, and what became of it; `slip.view` shows it."""

    slip_id: str
    no: str
    title: str
    state: str
    at: dt.datetime


class EarlierSession(View, frozen=True, kw_only=True):
    """An ended session of the same taxpayer. `done`: it was accepted on the page, or they said so; never the rating.

    `questions` carry matter, step, error and outcome; `officer` null: nobody took it.
    """

    session_id: str
    opened_at: dt.datetime
    ended_at: dt.datetime
    end_reason: str
    person: Person
    matter_id: str
    questions: tuple[Question, ...]
    officer: OfficerRef | None
    done: bool
    slips: tuple[EarlierSlip, ...] = ()


class EarlierSessions(View, frozen=True, kw_only=True):
    """Answer to history.look: the newest first; `more`: there are others before them."""

    sessions: tuple[EarlierSession, ...]
    more: bool


class EarlierTranscript(View, frozen=True, kw_only=True):
    """Answer to history.view: what was said and done, without the form's values, marks, pairing and the rating."""

    session: EarlierSession
    events: tuple[WireEvent, ...]


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
    consults: tuple[ConsultCard, ...]
    sessions: tuple[SessionView, ...]
    absences: tuple[Absence, ...]
    queues: tuple[QueueLine, ...]
    today: TodayView
    now: dt.datetime


class ErrorBody(View, frozen=True, kw_only=True):
    """Why not. `code` is for machines; `retryable`: the same request may succeed later."""

    code: str
    message: str
    retryable: bool
    details: dict[str, str | int | float | bool | list[str] | None]


class AnnouncementView(View, frozen=True, kw_only=True):
    """What all taxpayers are told until `until_at`; who shows it takes it away then by itself."""

    announcement_id: str
    text: str
    posted_at: dt.datetime
    until_at: dt.datetime
