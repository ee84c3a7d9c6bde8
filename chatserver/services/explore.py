"""The session explorer: finding closed sessions, and reading one, which is written down first."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.errors import SessionUnknown
from chatserver.domain.search import snippet
from chatserver.services.exporting.sessions import masked
from storage.explore import find_sessions, load_fact, load_said, note_view
from storage.export import Place
from storage.sessions import load_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.events import LoggedEvent
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from storage.sought import Sought

PAGE: Final = 50
_MOST_SNIPPETS: Final = 2
_log = logging.getLogger(__name__)
Snippet = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSession:
    """A session of the list, masked, with what it says around the words that were looked for."""

    facts: dict[str, Any]
    snippets: Sequence[Snippet]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """One page of the list; `after`: where the next begins, None on the last.

    `is_cut`: the search ended there before the page was full, as its words are common and few sessions fit.
    """

    sessions: Sequence[FoundSession]
    after: Place | None
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSession:
    """A closed session with its whole log."""

    facts: dict[str, Any]
    log: Sequence[LoggedEvent]


async def find(database: Database, sought: Sought, after: Place | None, size: int = PAGE) -> FoundPage:
    """Return a page of the sessions that fit, those opened last first."""
    return await database.read(partial(_find, sought=sought, after=after, size=size))


def _find(connection: Connection, sought: Sought, after: Place | None, size: int) -> FoundPage:
    listed = find_sessions(connection, sought, after, size + 1)
    shown = listed.rows[:size]
    said = load_said(connection, [row["session_id"] for row in shown]) if sought.words else {}
    found = [
        FoundSession(facts=masked(row), snippets=_snippets(said.get(row["session_id"], ()), sought.words))
        for row in shown
    ]
    is_full = len(listed.rows) > size
    end = Place(shown[-1]["opened_at"], shown[-1]["session_id"]) if is_full else listed.looked_to
    return FoundPage(sessions=found, after=end, is_cut=listed.looked_to is not None)


def _snippets(said: Sequence[str], words: Sequence[str]) -> list[Snippet]:
    """Return the messages that hold a word, each word shown once if there is room."""
    found: list[Snippet] = []
    wanted = set(words)
    for text in said:
        held = [word for word in words if snippet(text, [word])]
        if wanted.intersection(held) and len(found) < _MOST_SNIPPETS:
            found.append(snippet(text, held))
            wanted.difference_update(held)
    return found


async def read(hub: Hub, reader: str, session_id: str, why: str) -> ReadSession:
    """Write down that `reader` reads the session, then return it. Raises SessionUnknown unless it is closed."""
    facts = await hub.database.read(partial(load_fact, session_id=session_id))
    if facts is None:
        raise SessionUnknown(session_id=session_id)
    at = hub.clock.now()
    await hub.database.write(partial(note_view, reader=reader, session_id=session_id, at=at, why=why))
    _log.info("session %s read by %s", session_id, reader)
    stored = await hub.database.read(partial(load_events, session_id=session_id, after_seq=0))
    return ReadSession(facts=masked(facts), log=[one.logged for one in stored])
