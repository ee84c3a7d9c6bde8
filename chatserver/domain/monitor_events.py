"""The facts of a supervisor who reads along or gives a session away; as in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chatserver.domain.actors import OfficerRef
from chatserver.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorStarted(Event):
    """A supervisor reads the session from now on, and why. The taxpayer is not told; the log keeps it."""

    type: ClassVar[str] = "monitor.started"
    officer: OfficerRef
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorStopped(Event):
    """The supervisor reads it no longer; the hub says so of who supervises no more.

    Without it, they do until the session is closed.
    """

    type: ClassVar[str] = "monitor.stopped"
    officer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReassigned(Event):
    """A supervisor gives the session away, and why; `session.transferred` behind it says where to.

    The taxpayer is told of that only. `reason` null: an older console did not ask.
    """

    type: ClassVar[str] = "session.reassigned"
    officer: OfficerRef
    reason: str | None = None


MONITORING: tuple[type[Event], ...] = (MonitorStarted, MonitorStopped)
SUPERVISING: tuple[type[Event], ...] = (*MONITORING, SessionReassigned)
"""All that only supervisors do; officers see it, taxpayers do not."""
