"""Rules for a break of the talk: the officer looks something up and says when they will be back.

Their next word to the taxpayer ends it (`message`); the taxpayer's own words, cards and a second officer's do not.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors import NotPermitted
from chatserver.domain.errors_together import HoldInvalid
from chatserver.domain.events_together import SessionContinued, SessionHeld
from chatserver.domain.guards import check_active

if TYPE_CHECKING:
    from chatserver.domain.session import Session

MAX_HOLD_MINUTES = 60
"""Whoever needs longer hands over, or agrees on a time with the taxpayer."""


def hold_session(session: Session, actor: Actor, minutes: int, reason: str | None, now: dt.datetime) -> Decision:
    """Put the talk on hold, or hold it longer; the same again while it holds changes nothing. Raises HoldInvalid."""
    check_active(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if not 1 <= minutes <= MAX_HOLD_MINUTES:
        raise HoldInvalid(minutes=minutes, limit=MAX_HOLD_MINUTES)
    term, held = dt.timedelta(minutes=minutes), session.hold
    if held is not None and (held.minutes, held.reason) == (minutes, reason) and now < held.due_at:
        return NOTHING
    return Decision(((actor, SessionHeld(minutes=minutes, due_at=now + term, reason=reason)),))


def continue_session(session: Session, actor: Actor) -> Decision:
    """Be back; without a hold nothing changes."""
    check_active(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    return Decision(((actor, SessionContinued()),)) if session.hold is not None else NOTHING
