"""Files whose term is over: the log says so first, then what they hold goes, then their rows say so.

In this order a turn that is cut anywhere leaves nothing half: what the log calls removed nobody reads any more, and
whatever of it still lies about has a row that says `ready`, by which the next turn, of any node, finds it again.
"""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain.files import FileState, remove_files
from chatserver.services.file_checks import preview_key
from storage.files import find_quarantined, find_ready, find_sessions_over, move_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from chatserver.domain.session import Session
    from chatserver.services.file_ports import BlobStore, Inbox
    from chatserver.services.hub import Hub
    from storage.files import StoredFile

_log = logging.getLogger(__name__)

_PAGE: Final = 100


class FileRetention:
    """Removes the files of sessions that were closed long ago, and what lay in quarantine for as long."""

    def __init__(self, hub: Hub, inbox: Inbox, store: BlobStore, days: int) -> None:
        """`days`: how long files are kept after the end of their session."""
        self._hub = hub
        self._inbox = inbox
        self._store = store
        self._term = dt.timedelta(days=days)

    async def turn(self) -> None:
        """Remove all that is due. What a disk does not let go stays for the next turn, and holds nothing else up."""
        before = self._hub.clock.now() - self._term
        async for found in self._quarantined(before):
            await self._attempt(found.session_id, self._empty_quarantine(found))
        async for session_id in self._over(before):
            await self._attempt(session_id, self._remove_files(session_id, before))

    async def _attempt(self, session_id: str, removal: Coroutine[object, object, None]) -> None:
        try:
            await removal
        except OSError:
            _log.exception("files of session %s are still there", session_id)

    async def _over(self, before: dt.datetime) -> AsyncIterator[str]:
        last = ""
        while page := await self._hub.database.read(partial(find_sessions_over, before=before, most=_PAGE, after=last)):
            for last in page:
                yield last

    async def _quarantined(self, before: dt.datetime) -> AsyncIterator[StoredFile]:
        last = ""
        while page := await self._hub.database.read(partial(find_quarantined, before=before, most=_PAGE, after=last)):
            for found in page:
                yield found
            last = page[-1].file_id

    async def _remove_files(self, session_id: str, before: dt.datetime) -> None:
        told = await self._hub.journal.change(session_id, partial(remove_files, closed_before=before))
        for found in await self._hub.database.read(partial(find_ready, session_id=session_id)):
            if _is_removed(told.session, found):
                await self._remove(found)

    async def _remove(self, found: StoredFile) -> None:
        for key in (preview_key(found.file_id), found.file_id):
            await self._store.remove(key)
        await self._say_removed(found)

    async def _empty_quarantine(self, found: StoredFile) -> None:
        await self._inbox.remove_quarantined(found.file_id)
        await self._say_removed(found)

    async def _say_removed(self, found: StoredFile) -> None:
        now = self._hub.clock.now()
        await self._hub.database.write(lambda sql: move_file(sql, found, FileState.REMOVED, now))


def _is_removed(session: Session, found: StoredFile) -> bool:
    shared = session.file(found.file_id)
    return shared is not None and shared.removed_at is not None
