"""What all clients together know for sure: what was said, acknowledged and seen, and what was refused."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.faults.store import Entry

TAXPAYER, OFFICER = "taxpayer", "officer"


class Book:
    """A message is known by its client_msg_id, which is unique over all clients."""

    def __init__(self) -> None:
        """Nothing was said."""
        self.said_at: dict[str, float] = {}
        self.acknowledged: dict[str, tuple[str, int]] = {}
        """client_msg_id → session and number."""
        self.refusals: Counter[str] = Counter()
        """Refused commands by `name code`; the retryable ones are sent again."""
        self.wrong_answers: Counter[str] = Counter()
        """Refusals that no client can act upon: not retryable where only the server was in trouble."""
        self.broken_lines = 0
        self.silent_commands = 0
        """Commands without any answer in time."""
        self._seen: set[str] = set()
        self._pulse: Pulse | None = None

    def say(self, client_msg_id: str) -> None:
        """Note that somebody wrote this."""
        self.said_at[client_msg_id] = time.monotonic()

    def acknowledge(self, client_msg_id: str, session_id: str, seq: int, role: str) -> None:
        """Note the hub's answer."""
        self.acknowledged[client_msg_id] = session_id, seq
        if client_msg_id in self._seen:
            self._beat(client_msg_id, session_id, role)

    def see(self, session_id: str, entry: Entry, role: str) -> None:
        """Note that the client of `role` was shown this."""
        if entry.client_msg_id and entry.role != role:
            self._seen.add(entry.client_msg_id)
            if entry.client_msg_id in self.acknowledged:
                self._beat(entry.client_msg_id, session_id, entry.role)

    def pulse(self, since: float, session_ids: Iterable[str]) -> Pulse:
        """Return what tells when each side of each session has been heard with words said after `since`."""
        self._pulse = Pulse(since, {(session_id, role) for session_id in session_ids for role in (TAXPAYER, OFFICER)})
        return self._pulse

    def _beat(self, client_msg_id: str, session_id: str, role: str) -> None:
        if self._pulse is not None and self.said_at[client_msg_id] >= self._pulse.since:
            self._pulse.beat(session_id, role)


class Pulse:
    """Waits until every session talks again, both ways."""

    def __init__(self, since: float, missing: set[tuple[str, str]]) -> None:
        """`since` and all times are of time.monotonic."""
        self.since = since
        self.missing = missing
        self._last = since
        self._done = asyncio.Event()

    def beat(self, session_id: str, role: str) -> None:
        """Something new of this side is acknowledged and was seen by the other."""
        if (session_id, role) in self.missing:
            self.missing.discard((session_id, role))
            self._last = time.monotonic()
            if not self.missing:
                self._done.set()

    async def wait(self, until: float) -> float | None:
        """Return the seconds from `since` until all were heard; None when some are not by `until`."""
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                await self._done.wait()
        except TimeoutError:
            return None
        return self._last - self.since

    @property
    def stuck(self) -> set[str]:
        """The sessions of which a side is still missing."""
        return {session_id for session_id, _ in self.missing}
