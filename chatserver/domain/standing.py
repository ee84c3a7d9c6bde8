"""Parts of a session's state: its place in the queue, the offer that stands, how it ended and was rated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chatserver.domain.actors import OfficerRef, Role


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
