"""Parts of a session's state: its place in the queue, the offer that stands, what became of the form, how it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.actors import OfficerRef, Role

if TYPE_CHECKING:
    from chatserver.domain.events import LoggedEvent, OutcomeReported


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A place in the queue. `rank` is epoch seconds less the boost: the smaller, the sooner."""

    queue_id: str
    rank: float
    boost_seconds: int
    boost_reason: str | None
    reason: str
    queued_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The session as proposed to one officer."""

    offer_id: str
    officer: OfficerRef
    slot: int
    made_at: dt.datetime
    expires_at: dt.datetime


FILED, REFUSED = "filed", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOutcome:
    """The page's word that its form was filed, or refused with its own message. `question_ids`: those open about it."""

    outcome: str
    matter_id: str
    question_ids: tuple[str, ...]
    receipt: str | None
    message: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """When, by whom and why the talk ended."""

    at: dt.datetime
    by: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The taxpayer's verdict; `score` null when they only said whether it got done."""

    at: dt.datetime
    score: int | None
    reasons: tuple[str, ...]
    achieved: bool | None
    comment: str | None


def form_outcome(logged: LoggedEvent, event: OutcomeReported) -> FormOutcome:
    """Return what the session keeps of such an event."""
    return FormOutcome(
        outcome=event.outcome,
        matter_id=event.matter_id,
        question_ids=event.question_ids,
        receipt=event.receipt,
        message=event.message,
        at=logged.at,
    )
