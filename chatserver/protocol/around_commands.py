"""Commands by which an officer looks round: who else is there."""

from __future__ import annotations

from typing import ClassVar

from chatserver.protocol.command import Command, Id


class LookColleagues(Command, frozen=True, kw_only=True):
    """Ask who else could take this session or help with it: officers, lines and queues, as they are now."""

    name: ClassVar[str] = "colleagues.look"
    session_id: Id
