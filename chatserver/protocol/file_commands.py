"""Commands about files. What a file holds goes over HTTP (`web/uploads.py`), never through here."""

from __future__ import annotations

from typing import ClassVar

from chatserver.protocol.command import Command, Id


class LinkFile(Command, frozen=True, kw_only=True):
    """Ask for addresses under which oneself alone may read a file for a few minutes."""

    name: ClassVar[str] = "file.link"
    session_id: Id
    file_id: Id


class LookUploads(Command, frozen=True, kw_only=True):
    """Ask for one's own uploads into a session that are under way; a page that was loaded anew goes on with them."""

    name: ClassVar[str] = "uploads.look"
    session_id: Id


SHARED: tuple[type[Command], ...] = (LinkFile, LookUploads)
