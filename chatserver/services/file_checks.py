"""What becomes of a complete upload: it is scanned, looked into, kept, and put before both; or both are told why not.

Every step may be taken again after a crash, and by two nodes at once: the journal and the row let one of them win.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from chatserver.domain.errors import DomainError
from chatserver.domain.events_papers import FileRefused, FileShared
from chatserver.domain.files import FileState, refuse, share
from chatserver.services.file_ports import NotDeliverable, ScannerAway
from storage.files import StoredFile, find_in_state, move_file

if TYPE_CHECKING:
    from chatserver.services.file_ports import BlobStore, Checked, Checker, Inbox, Scanner
    from chatserver.services.hub import Hub, Nudge

_log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""Files looked into at once: each may have a processor and a gigabyte of memory for a moment."""
_LOOKED_AT: Final = 100
VIRUS: Final = "virus"


def preview_key(file_id: str) -> str:
    """Return under which key the small picture of a file is kept."""
    return f"{file_id}.preview"


class FileChecks:
    """Looks into files, a few at a time."""

    def __init__(
        self, hub: Hub, inbox: Inbox, store: BlobStore, checker: Checker, scanner: Scanner | None, wanted: Nudge
    ) -> None:
        """Without a scanner nothing is scanned."""
        self._hub = hub
        self._inbox = inbox
        self._store = store
        self._checker = checker
        self._scanner = scanner
        self.wanted = wanted
        self.scanner_away = False
        """Whether the scanner did not answer when it was last asked."""

    async def turn(self) -> None:
        """Look into the files that wait longest and lie on this node; ask for another turn when more wait."""
        waiting = await self._hub.database.read(lambda sql: find_in_state(sql, FileState.CHECKING, _LOOKED_AT))
        mine = [found for found in waiting if await self._inbox.size(found.file_id) is not None]
        self.scanner_away = False
        await asyncio.gather(*(self._check(found) for found in mine[:AT_ONCE]))
        if len(mine) > AT_ONCE and not self.scanner_away:
            self.wanted.want()

    async def _check(self, found: StoredFile) -> None:
        path = self._inbox.path(found.file_id)
        try:
            virus = await self._scanner.scan(path) if self._scanner else None
            if virus is not None:
                _log.warning("file %s of session %s is quarantined: %s", found.file_id, found.session_id, virus)
                await self._refuse(found, VIRUS, FileState.QUARANTINED)
                return
            checked = await self._checker.check(path, found.name)
        except ScannerAway as error:
            self.scanner_away = True
            _log.warning("files wait: the virus scanner does not answer (%s)", error)
            return
        except NotDeliverable as error:
            await self._refuse(found, error.reason, FileState.REFUSED)
            return
        await self._deliver(found, checked)

    async def _deliver(self, found: StoredFile, checked: Checked) -> None:
        await self._store.keep(found.file_id, checked.kept)
        if checked.preview is not None:
            await self._store.keep(preview_key(found.file_id), checked.preview)
        event = FileShared(
            file_id=found.file_id,
            name=found.name,
            media_type=checked.media_type,
            size_bytes=checked.size_bytes,
            width=checked.width,
            height=checked.height,
        )
        try:
            await self._hub.journal.change(found.session_id, lambda session: share(session, found.actor, event))
        except DomainError as error:  # the session has ended, or is another officer's: nobody may read it any more
            await self._drop(found, error.code)
            return
        about = {"media_type": checked.media_type, "size_bytes": checked.size_bytes}
        now = self._hub.clock.now()
        await self._hub.database.write(lambda sql: move_file(sql, found, FileState.READY, now, **about))
        await self._inbox.remove(found.file_id)

    async def _refuse(self, found: StoredFile, reason: str, state: FileState) -> None:
        event = FileRefused(file_id=found.file_id, name=found.name, reason=reason)
        try:
            await self._hub.journal.change(found.session_id, lambda session: refuse(session, found.actor, event))
        except DomainError as error:  # nobody is there to be told
            _log.info("nobody is told that file %s was refused: %s", found.file_id, error.code)
        now = self._hub.clock.now()
        await self._hub.database.write(lambda sql: move_file(sql, found, state, now, reason=reason))
        if state is FileState.QUARANTINED:
            await self._inbox.quarantine(found.file_id)
        else:
            await self._inbox.remove(found.file_id)

    async def _drop(self, found: StoredFile, reason: str) -> None:
        now = self._hub.clock.now()
        await self._hub.database.write(lambda sql: move_file(sql, found, FileState.REFUSED, now, reason=reason))
        for key in (found.file_id, preview_key(found.file_id)):
            await self._store.remove(key)
        await self._inbox.remove(found.file_id)
