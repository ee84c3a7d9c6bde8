"""Commands about files. What a file holds goes over HTTP (`web/uploads.py`), never through here."""

from __future__ import annotations

from typing import ClassVar

from chatserver.protocol.command import Command, Id


class LinkFile(Command, frozen=True, kw_only=True):
    """Ask for addresses under which oneself alone may read a file for a few minutes."""

    name: ClassVar[str] = "file.link"
    session_id: Id
    file_id: Id
