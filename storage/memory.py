"""The sessions that a node holds in memory, and how they are kept as new as the disk while other nodes write, too.

What is held may be older than the disk: another node's news travels, and may get lost. Whatever matters is decided by
the key of an event (`journal`), or looked up with `renew`; what the look brings to light is news on this node.
"""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

import msgspec

from chatserver.domain.events_papers import SessionPurged
from chatserver.domain.session import Session, fold_all
from storage.sessions import LoadedSession, StoredEvent, load_events, load_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from storage.engine import Database

_MOST = 20_000
"""Sessions kept, the least recently used dropped first (about 4 kB each)."""


class Outcome(msgspec.Struct, frozen=True):
    """What a change came to: the session before and after, and the new events (none: nothing was to change)."""

    before: Session
    session: Session
    events: tuple[StoredEvent, ...]


class Memory:
    """Sessions by id, each as it was on disk at some moment."""

    def __init__(self, database: Database, hear: Callable[[Outcome], None]) -> None:
        """`hear` is called with what another node has written, when it is found on disk first."""
        self._database = database
        self._hear = hear
        self._sessions: collections.OrderedDict[str, LoadedSession] = collections.OrderedDict()

    def get(self, session_id: str) -> LoadedSession | None:
        """Return what is held, or None."""
        return self._sessions.get(session_id)

    def keep(self, loaded: LoadedSession) -> None:
        """Hold this state from now on, unless a newer one is held: another node's news may be faster than a commit."""
        known = self._sessions.get(loaded.session.session_id)
        if known is None or known.session.seq <= loaded.session.seq:
            self._sessions[loaded.session.session_id] = loaded
        self._sessions.move_to_end(loaded.session.session_id)
        if len(self._sessions) > _MOST:
            self._sessions.popitem(last=False)

    def forget(self, session_id: str) -> None:
        """Read it anew when it is next wanted."""
        self._sessions.pop(session_id, None)

    def clear(self) -> None:
        """Forget everything."""
        self._sessions.clear()

    def __iter__(self) -> Iterator[Session]:
        """Iterate over a copy."""
        return iter([loaded.session for loaded in self._sessions.values()])

    async def load(self, session_id: str) -> LoadedSession:
        """Return what is held, else what is on disk."""
        known = self._sessions.get(session_id)
        if known is not None:
            self._sessions.move_to_end(session_id)
            return known
        loaded = await self._database.read(lambda connection: load_session(connection, session_id))
        known = self._sessions.get(session_id)
        if known is not None and known.session.seq >= loaded.session.seq:  # written while this was being read
            return known
        if loaded.session.seq:  # ids that do not exist must not push real sessions out
            self.keep(loaded)
        return loaded

    async def renew(self, session_id: str) -> LoadedSession:
        """Return what is on disk now, or later; other nodes' events that were not known here are heard."""
        known = self._sessions.get(session_id)
        if known is None:
            return await self.load(session_id)
        events = await self._database.read(lambda sql: load_events(sql, session_id, known.session.seq))
        self.learn(session_id, events)
        return self._sessions.get(session_id) or await self.load(session_id)

    def learn(self, session_id: str, events: Iterable[StoredEvent], *, is_heard: bool = False) -> None:
        """Fold in what another node has written; with a gap before it, or purged, it is read anew when next wanted.

        `is_heard`: everybody here has been told already, as it came over the wire.
        """
        known = self._sessions.get(session_id)
        if known is None:
            return
        fresh = tuple(stored for stored in events if stored.logged.seq > known.session.seq)
        if not fresh:
            return
        is_purged = any(isinstance(stored.logged.event, SessionPurged) for stored in fresh)  # the older events changed
        if is_purged or fresh[0].logged.seq != known.session.seq + 1:
            self.forget(session_id)
            return
        session = fold_all(known.session, (stored.logged for stored in fresh))
        self._sessions[session_id] = LoadedSession(session, known.row_seq)
        if not is_heard:
            self._hear(Outcome(known.session, session, fresh))
