"""Addresses under which one person may read one file for a few minutes. Whoever has left the session reads no more."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chatserver.domain.actors import Actor, Role
from chatserver.domain.file_errors import FileUnknown, LinkExpired
from chatserver.domain.files import SharedFile, readable
from chatserver.services.file_checks import preview_key

if TYPE_CHECKING:
    from chatserver.services.hub import Hub

READ_PATH: Final = "/files/"
LASTING_SECONDS: Final = 300
_SEPARATOR: Final = "\n"
"""Stands in no id."""
_PARTS: Final = 6


class Kind(StrEnum):
    """What an address is for: to keep the file, to look at a picture, to see it small."""

    KEEP = "keep"
    LOOK = "look"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an address says: who may read which file of which session, until when (epoch seconds)."""

    session_id: str
    file_id: str
    actor: Actor
    kind: Kind
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The tokens of a file's addresses; `look` and `preview` of pictures only."""

    keep: str
    look: str | None
    preview: str | None
    expires_at: dt.datetime


class FileLinks:
    """Makes and reads addresses."""

    def __init__(self, hub: Hub, key: bytes) -> None:
        """All nodes of a deployment need the same `key`."""
        self._hub = hub
        self._key = key

    async def make(self, actor: Actor, session_id: str, file_id: str) -> Addresses:
        """Return addresses of a file for `actor` alone. Raises SessionUnknown, FileUnknown, FileRemoved."""
        found = readable(await self._hub.journal.load(session_id), actor, file_id)
        expires_at = self._hub.clock.now().replace(microsecond=0) + dt.timedelta(seconds=LASTING_SECONDS)

        def token(kind: Kind) -> str:
            until = int(expires_at.timestamp())
            return self._token(Link(session_id=session_id, file_id=file_id, actor=actor, kind=kind, until=until))

        is_picture = found.width is not None
        return Addresses(
            keep=token(Kind.KEEP),
            look=token(Kind.LOOK) if is_picture else None,
            preview=token(Kind.PREVIEW) if is_picture else None,
            expires_at=expires_at,
        )

    def read(self, token: str) -> Link:
        """Return what an address says. Raises FileUnknown for one that is not ours, LinkExpired."""
        said, _, signature = token.partition(".")
        if not token.isascii() or not hmac.compare_digest(signature, self._signature(said)):
            raise FileUnknown
        link = _link(said)
        if link.until <= self._hub.clock.now().timestamp():
            raise LinkExpired
        return link

    async def open(self, link: Link) -> tuple[SharedFile, str]:
        """Return the file and the key of what is to be read. Raises SessionUnknown, FileUnknown, FileRemoved."""
        found = readable(await self._hub.journal.load(link.session_id), link.actor, link.file_id)
        return found, preview_key(found.file_id) if link.kind is Kind.PREVIEW else found.file_id

    def _token(self, link: Link) -> str:
        parts = (link.session_id, link.file_id, link.actor.role.value, link.actor.id, link.kind.value, str(link.until))
        said = base64.urlsafe_b64encode(_SEPARATOR.join(parts).encode()).decode().rstrip("=")
        return f"{said}.{self._signature(said)}"

    def _signature(self, said: str) -> str:
        digest = hmac.digest(self._key, said.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _link(said: str) -> Link:
    """Return what was signed; only what we signed comes here, of this version or of an older one."""
    try:
        parts = base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode().split(_SEPARATOR)
    except (binascii.Error, UnicodeDecodeError) as error:
        raise FileUnknown from error
    if len(parts) != _PARTS:
        raise FileUnknown
    session_id, file_id, role, actor_id, kind, until = parts
    actor = Actor(role=Role(role), id=actor_id)
    return Link(session_id=session_id, file_id=file_id, actor=actor, kind=Kind(kind), until=int(until))
