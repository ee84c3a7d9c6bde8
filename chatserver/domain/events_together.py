"""The facts of two officers at one session, of a break, and of the way to the hall; as in `events`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from chatserver.domain.actors import OfficerRef
from chatserver.domain.events import Event
from chatserver.domain.together import HallItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultStarted(Event):
    """The officer asks a second one in; `introduced`: the taxpayer is to be told as soon as they join.

    `for_transfer`: they are to take the session over then.
    """

    type: ClassVar[str] = "consult.started"
    consult_id: str
    officer: OfficerRef
    introduced: bool
    text: str | None = None
    for_transfer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultJoined(Event):
    """The second officer reads the session from now on, and may talk aside."""

    type: ClassVar[str] = "consult.joined"
    consult_id: str
    officer: OfficerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultIntroduced(Event):
    """The taxpayer is told of the second officer, who may now speak to all and point at the form."""

    type: ClassVar[str] = "consult.introduced"
    consult_id: str
    officer: OfficerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultEnded(Event):
    """The second officer takes part no longer; `introduced`: the taxpayer knew of them.

    `reason`: declined, cancelled, left, ended, took_over, transferred, session_ended or officer_lost.
    """

    type: ClassVar[str] = "consult.ended"
    consult_id: str
    officer: OfficerRef
    reason: str
    introduced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AsidePosted(Event):
    """A message between the officers of a consult, which the taxpayer never sees."""

    type: ClassVar[str] = "aside.posted"
    client_msg_id: str
    text: str
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeld(Event):
    """The officer looks something up and means to be back at `due_at`, in so many minutes."""

    type: ClassVar[str] = "session.held"
    minutes: int
    due_at: dt.datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContinued(Event):
    """The officer is back."""

    type: ClassVar[str] = "session.continued"


@dataclass(frozen=True, slots=True, kw_only=True)
class HallReferred(Event):
    """The matter needs the hall (需到办税服务厅): what to bring, in the catalogue's words."""

    type: ClassVar[str] = "hall.referred"
    guide_id: str
    title: str
    items: tuple[HallItem, ...]
    text: str | None = None


TOGETHER: tuple[type[Event], ...] = (
    ConsultStarted,
    ConsultJoined,
    ConsultIntroduced,
    ConsultEnded,
    AsidePosted,
    SessionHeld,
    SessionContinued,
    HallReferred,
)
"""All of them, in the order of the protocol's documentation."""
