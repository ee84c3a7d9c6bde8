"""Commands by which an officer looks round: who else is there, and what the taxpayer asked before."""

from __future__ import annotations

from typing import ClassVar

from chatserver.protocol.command import Command, Id


class LookColleagues(Command, frozen=True, kw_only=True):
    """Ask who else could take this session or help with it: officers, lines and queues, as they are now."""

    name: ClassVar[str] = "colleagues.look"
    session_id: Id


class LookHistory(Command, frozen=True, kw_only=True):
    """Ask what this session's taxpayer asked before: ended sessions of everybody who acts for them, newest first."""

    name: ClassVar[str] = "history.look"
    session_id: Id


class ViewHistory(Command, frozen=True, kw_only=True):
    """Read one of them. It is written into this session's log first, each time."""

    name: ClassVar[str] = "history.view"
    session_id: Id
    viewed_session_id: Id
