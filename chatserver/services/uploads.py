"""Receiving files: an upload may be cut and go on where it was, until its time is over.

How far an upload has come is the size of what lies in the inbox, so that nothing is written to the database for a part,
and a hub that was killed knows it again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from typing import TYPE_CHECKING, Final

from chatserver.domain.errors import Busy, RateLimited
from chatserver.domain.file_errors import FileTooLarge, FileUnknown, UploadOffset
from chatserver.domain.files import FileLimits, FileState, check_name, check_room, check_sharing, is_told
from chatserver.domain.guards import check_reader
from storage.files import StoredFile, add_file, find_abandoned, find_file, find_under_way, forget_file, move_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.domain.actors import Actor
    from chatserver.services.file_ports import Inbox
    from chatserver.services.hub import Hub, Nudge

_log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""Uploads that a node takes part in at once: each holds a quarter of a megabyte."""
AT_ONCE_OF_ONE: Final = 6
_GIVEN_UP_AT_ONCE: Final = 100


class Uploads:
    """The uploads of a node."""

    def __init__(self, hub: Hub, inbox: Inbox, limits: FileLimits, hours: int, checks: Nudge) -> None:
        """`hours`: how long an upload may take; `checks` is wanted when one is complete."""
        self._hub = hub
        self._inbox = inbox
        self._limits = limits
        self._term = dt.timedelta(hours=hours)
        self._checks = checks
        self._turns: dict[str, tuple[Actor, object]] = {}

    @property
    def limits(self) -> FileLimits:
        """What a session takes."""
        return self._limits

    async def begin(self, actor: Actor, session_id: str, name: str, size_bytes: int) -> StoredFile:
        """Begin an upload. Raises SessionUnknown, SessionEnded, FileNameInvalid, FileEmpty, FileTooLarge, FileLimit."""
        hub, now = self._hub, self._hub.clock.now()
        check_sharing(await hub.journal.load(session_id), actor)
        new = StoredFile(
            file_id=hub.new_id(),
            session_id=session_id,
            actor=actor,
            name=check_name(name, hub.catalogue.common.sensitive_patterns),
            size_bytes=size_bytes,
            state=FileState.RECEIVING,
            state_at=now,
            expires_at=now + self._term,
        )
        limits = self._limits
        await hub.database.write(
            lambda sql: add_file(sql, new, lambda sizes: check_room(sizes, new.size_bytes, limits))
        )
        await self._inbox.create(new.file_id)
        return new

    async def find(self, actor: Actor, file_id: str) -> tuple[StoredFile, int]:
        """Return the sender's own upload and how much of it has arrived. Raises FileUnknown."""
        found = await self._hub.database.read(lambda sql: find_file(sql, file_id))
        if found is None or found.actor != actor:
            raise FileUnknown(file_id=file_id)
        received = await self._received(found)
        if received is None:
            raise FileUnknown(file_id=file_id)
        return found, received

    async def under_way(self, actor: Actor, session_id: str) -> list[tuple[StoredFile, int]]:
        """Return what `actor` sends into a session, each with how much of it has arrived. Raises SessionUnknown.

        What the log tells of already is not under way, though its row may say so for a moment. Of the uploads of
        another node, where nodes do not share their folder, only what is complete is known here.
        """
        session = await self._hub.journal.load(session_id)
        check_reader(session, actor)
        found = await self._hub.database.read(lambda sql: find_under_way(sql, session_id, actor))
        known = [(stored, await self._received(stored)) for stored in found if not is_told(session, stored.file_id)]
        return [(stored, received) for stored, received in known if received is not None]

    async def _received(self, found: StoredFile) -> int | None:
        """Return how much of an upload has arrived; None where it lies elsewhere or its time is over."""
        if found.state is not FileState.RECEIVING:
            return found.size_bytes
        return await self._inbox.size(found.file_id) if found.expires_at > self._hub.clock.now() else None

    async def append(self, actor: Actor, file_id: str, offset: int, parts: AsyncIterator[bytes]) -> int:
        """Take what comes at `offset`, and return how much has arrived.

        Raises UploadOffset, FileTooLarge, FileUnknown, Busy.
        What has arrived when the line is cut stays. A second request for the same upload takes over from the first:
        a page that lost its line comes back before the hub has noticed.
        """
        found, received = await self.find(actor, file_id)
        check_sharing(await self._hub.journal.load(found.session_id), actor)
        if found.state is not FileState.RECEIVING or offset != received:
            raise UploadOffset(offset=received)
        turn = self._take_turn(actor, file_id)
        try:
            async for part in parts:
                if offset + len(part) > found.size_bytes:
                    raise FileTooLarge(limit=found.size_bytes)
                if self._turns.get(file_id) != (actor, turn):
                    raise UploadOffset(offset=offset)
                await self._inbox.write(file_id, offset, part)
                offset += len(part)
            if offset == found.size_bytes:
                await self._complete(found)
        except FileNotFoundError:  # it was taken back meanwhile
            raise FileUnknown(file_id=file_id) from None
        finally:
            if self._turns.get(file_id) == (actor, turn):
                del self._turns[file_id]
        return offset

    async def cancel(self, actor: Actor, file_id: str) -> None:
        """Take an upload back while it is not complete. Raises FileUnknown."""
        found, _ = await self.find(actor, file_id)
        if found.state is not FileState.RECEIVING:
            raise FileUnknown(file_id=file_id)
        if not await self._forget(found):  # complete meanwhile, or gone
            raise FileUnknown(file_id=file_id)

    async def give_up_abandoned(self) -> None:
        """Drop uploads that did not become complete in time."""
        now = self._hub.clock.now()
        for found in await self._hub.database.read(lambda sql: find_abandoned(sql, now, _GIVEN_UP_AT_ONCE)):
            if not await self._forget(found):
                _log.info("upload %s was not given up: it became complete just then", found.file_id)

    async def _forget(self, found: StoredFile) -> bool:
        """Drop an upload; False, and nothing is dropped, when it is complete by now."""
        if not await self._hub.database.write(lambda sql: forget_file(sql, found.file_id)):
            return False
        self._turns.pop(found.file_id, None)
        await self._inbox.remove(found.file_id)
        return True

    def _take_turn(self, actor: Actor, file_id: str) -> object:
        others = {key: held for key, held in self._turns.items() if key != file_id}
        if len(others) >= AT_ONCE:
            raise Busy(retry_after_seconds=5)
        if Counter(held[0] for held in others.values())[actor] >= AT_ONCE_OF_ONE:
            raise RateLimited(retry_after_seconds=2, limit=AT_ONCE_OF_ONE)
        turn = object()
        self._turns[file_id] = (actor, turn)
        return turn

    async def _complete(self, found: StoredFile) -> None:
        """Have it checked. Raises FileUnknown for one that was taken back meanwhile."""
        await self._inbox.settle(found.file_id)
        now = self._hub.clock.now()
        moved = await self._hub.database.write(lambda sql: move_file(sql, found, FileState.CHECKING, now))
        # A request sent twice has completed it once; one that was taken back is not there any more.
        if not moved and await self._hub.database.read(lambda sql: find_file(sql, found.file_id)) is None:
            raise FileUnknown(file_id=found.file_id)
        self._checks.want()
