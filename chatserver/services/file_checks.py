"""What becomes of a complete upload: it is scanned, looked into, kept, and put before both; or both are told why not.

Whoever looks into a file has put its row's time forward: until then no other node and no later turn takes it, and
afterwards another may, for then whoever had it is gone. Should both live after all, the log tells what became of the
file, once; and who finds the row moved on leaves everything to the other.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime as dt
import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain.errors import NotPermitted, SessionEnded, SessionNotActive, SessionUnknown
from chatserver.domain.events_papers import FileRefused, FileShared
from chatserver.domain.file_names import true_name
from chatserver.domain.files import FileState, refuse, share
from chatserver.services.file_ports import NotDeliverable, ScanFailed, ScannerAway
from storage.files import StoredFile, find_due, move_file

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.services.file_ports import BlobStore, Checked, Checker, Inbox, Scanner
    from chatserver.services.hub import Hub, Nudge

_log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""Files looked into at once: each may have a processor and a gigabyte of memory for a moment."""
LOOK: Final = dt.timedelta(seconds=300)
"""Nobody else takes a file for so long: the scanner may have 130 s, the process 60, and a slow store the rest."""
PAUSE: Final = dt.timedelta(seconds=10)
"""What failed is tried again so much later, behind what waits."""
SCAN_PAUSES: Final = tuple(dt.timedelta(seconds=seconds) for seconds in (10, 60, 240))
"""When a file is shown again to a scanner that could make nothing of it; after that it is refused."""
_PAGE: Final = 100
VIRUS: Final = "virus"
UNREADABLE: Final = "unreadable"
_NOBODY: Final = (SessionEnded, SessionUnknown, SessionNotActive, NotPermitted)
"""Nobody is there to whom the file, or a word about it, could be given. Anything else may go better another time."""


def preview_key(file_id: str) -> str:
    """Return under which key the small picture of a file is kept."""
    return f"{file_id}.preview"


def _state_of(reason: str) -> FileState:
    return FileState.QUARANTINED if reason == VIRUS else FileState.REFUSED


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
        self._scans: collections.Counter[str] = collections.Counter()
        """How often the scanner has made nothing of a file; a node that is started anew counts anew."""

    async def turn(self) -> None:
        """Look into the files that wait longest and lie on this node; ask for another turn when more wait."""
        mine = await self._due()
        self.scanner_away = False
        looks = await asyncio.gather(*(self._look(found) for found in mine[:AT_ONCE]), return_exceptions=True)
        if len(mine) > AT_ONCE and not self.scanner_away:
            self.wanted.want()
        failures = [failed for failed in looks if failed is not None]
        if len(failures) > 1:
            msg = f"looks into {len(failures)} files"
            raise BaseExceptionGroup(msg, failures)
        for failed in failures:
            raise failed

    async def _due(self) -> list[StoredFile]:
        """Return what is due and lies here: as many as are looked into at once, and one that says that more wait.

        What lies nowhere, though the time that an upload may take is over, is due here as well as anywhere.
        """
        now = self._hub.clock.now()
        mine: list[StoredFile] = []
        last: StoredFile | None = None
        while len(mine) <= AT_ONCE:
            page = await self._hub.database.read(partial(find_due, now=now, most=_PAGE, after=last))
            mine += [found for found in page if found.expires_at <= now or await self._lies_here(found)]
            if len(page) < _PAGE:
                break
            last = page[-1]
        return mine

    async def _lies_here(self, found: StoredFile) -> bool:
        return await self._inbox.size(found.file_id) is not None

    async def _look(self, found: StoredFile) -> None:
        taken = dataclasses.replace(found, state_at=self._hub.clock.now() + LOOK)
        if not await self._move(found, FileState.CHECKING, taken.state_at):
            return  # another was quicker
        try:
            await self._check(taken)
        except asyncio.CancelledError:
            await self._put_back(taken, PAUSE)
            raise
        except Exception:
            if await self._put_back(taken, PAUSE):
                raise
            _log.info("a look at file %s came too late", found.file_id, exc_info=True)

    async def _check(self, found: StoredFile) -> None:
        path = self._inbox.path(found.file_id)
        if not await self._lies_here(found):
            _log.error("the upload of file %s is lost", found.file_id)
            await self._refuse(found, UNREADABLE)
            return
        try:
            virus = await self._scanner.scan(path) if self._scanner else None
            if virus is not None:
                _log.warning("file %s of session %s is quarantined: %s", found.file_id, found.session_id, virus)
                await self._refuse(found, VIRUS)
                return
            self._scans.pop(found.file_id, None)
            async with self._checker.check(path, found.name) as checked:
                await self._deliver(found, checked)
        except ScannerAway as error:
            self.scanner_away = True
            _log.warning("files wait: the virus scanner does not answer (%s)", error)
            await self._put_back(found, dt.timedelta())
        except ScanFailed as error:
            await self._scan_again(found, error)
        except NotDeliverable as error:
            await self._refuse(found, error.reason)

    async def _scan_again(self, found: StoredFile, error: ScanFailed) -> None:
        """Show it to the scanner later, behind others; but not for ever."""
        tries = self._scans[found.file_id]
        _log.warning("the virus scanner made nothing of file %s, time %d: %s", found.file_id, tries + 1, error)
        if tries == len(SCAN_PAUSES):
            await self._refuse(found, UNREADABLE)
            return
        self._scans[found.file_id] += 1
        await self._put_back(found, SCAN_PAUSES[tries])

    async def _deliver(self, found: StoredFile, checked: Checked) -> None:
        await self._store.keep(found.file_id, checked.kept)
        if checked.preview is not None:
            await self._store.keep(preview_key(found.file_id), checked.preview)
        event = FileShared(
            file_id=found.file_id,
            name=true_name(found.name, checked.media_type),
            media_type=checked.media_type,
            size_bytes=checked.size_bytes,
            width=checked.width,
            height=checked.height,
        )
        try:
            told = await self._hub.journal.change(found.session_id, lambda session: share(session, found.actor, event))
        except _NOBODY as error:  # the session has ended, or is another officer's: nobody may read it any more
            await self._finish(found, FileState.REFUSED, error.code)
            return
        await self._finish_as_told(found, told.session, UNREADABLE)

    async def _refuse(self, found: StoredFile, reason: str) -> None:
        event = FileRefused(file_id=found.file_id, name=found.name, reason=reason)
        try:
            told = await self._hub.journal.change(found.session_id, lambda session: refuse(session, found.actor, event))
        except _NOBODY as error:
            _log.info("nobody is told that file %s was refused: %s", found.file_id, error.code)
            await self._finish(found, _state_of(reason), reason)
            return
        await self._finish_as_told(found, told.session, reason)

    async def _finish_as_told(self, found: StoredFile, session: Session, reason: str) -> None:
        """Do as the log says, which an earlier look may have written; `reason` is for what it does not hold."""
        shared = session.file(found.file_id)
        if shared is None:
            await self._finish(found, _state_of(reason), reason, is_told=True)
            return
        now = self._hub.clock.now()
        about = {"media_type": shared.media_type, "size_bytes": shared.size_bytes}
        if await self._hub.database.write(lambda sql: move_file(sql, found, FileState.READY, now, **about)):
            await self._inbox.remove(found.file_id)

    async def _finish(self, found: StoredFile, state: FileState, reason: str, *, is_told: bool = False) -> None:
        """Close the row of what is not delivered, and put away what lies about of it; unless it is another's by now.

        `is_told`: the log says that it is refused, so nobody delivers what this look may have kept.
        """
        is_mine = await self._move(found, state, self._hub.clock.now(), reason=reason)
        self._scans.pop(found.file_id, None)
        if is_mine and state is FileState.QUARANTINED:
            await self._inbox.quarantine(found.file_id)
        if is_mine:
            await self._inbox.remove(found.file_id)
        if is_mine or is_told:
            for key in (found.file_id, preview_key(found.file_id)):
                await self._store.remove(key)

    async def _put_back(self, found: StoredFile, pause: dt.timedelta) -> bool:
        """Let it be looked into again, behind what waits by then; False when it is another's by now."""
        return await self._move(found, FileState.CHECKING, self._hub.clock.now() + pause)

    async def _move(self, found: StoredFile, state: FileState, at: dt.datetime, **changes: str) -> bool:
        return await self._hub.database.write(lambda sql: move_file(sql, found, state, at, **changes))
