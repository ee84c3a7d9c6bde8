"""One session as one client knows it, kept by the rules of the real client library (`chatserver/client/src/store.ts`).

What came too early is held, what came twice is ignored, what did not come is asked for.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_OVERTAKE_SECONDS = 0.1
_PROMISED_SECONDS = 1.0
_AGAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it was shown: its type and, of a message, who said it and the sender's own number for it."""

    type: str
    role: str = ""
    client_msg_id: str = ""


class Store:
    """`ask()` is called when something is missing; `show(entry)` when a line is added, in the order of the log."""

    def __init__(self, session_id: str, ask: Callable[[], None], show: Callable[[str, Entry], None]) -> None:
        """Nothing is known yet."""
        self.session_id = session_id
        self.seq = 0
        self.entries: dict[int, Entry] = {}
        self.is_known = False
        """An answer has named the state; before that, pushes are only held."""
        self._ask, self._show = ask, show
        self._early: dict[int, Entry] = {}
        self._promised = 0
        self._timer: asyncio.TimerHandle | None = None

    def accept(self, resumed: dict[str, Any]) -> None:
        """Take the answer to session.open, session.resume or offer.accept; one that is overtaken changes nothing."""
        session = resumed["session"]
        if session is None or session["session_id"] != self.session_id or session["seq"] < self.seq:
            return
        for event in resumed["events"]:
            if self.seq < event["seq"] <= session["seq"]:
                self._add(event["seq"], _entry(event))
        self.seq, self.is_known = session["seq"], True
        self._take_early()

    def apply(self, event: dict[str, Any]) -> None:
        """Take a pushed event."""
        if event["seq"] > self.seq:
            self._early[event["seq"]] = _entry(event)
            self._take_early()
            self._ask_if_behind(_OVERTAKE_SECONDS)

    def expect(self, seq: int) -> None:
        """Event `seq` was acknowledged: when it does not come, it is asked for."""
        self._promised = max(self._promised, seq)
        self._ask_if_behind(_PROMISED_SECONDS)

    def asked(self) -> None:
        """An answer came, or none did: look later whether something is still missing."""
        self._ask_if_behind(_AGAIN_SECONDS)

    def close(self) -> None:
        """Ask for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _take_early(self) -> None:
        while self.is_known and (entry := self._early.pop(self.seq + 1, None)) is not None:
            self.seq += 1
            self._add(self.seq, entry)
        for seq in [seq for seq in self._early if seq <= self.seq]:
            del self._early[seq]

    def _add(self, seq: int, entry: Entry) -> None:
        self.entries[seq] = entry
        self._show(self.session_id, entry)

    def _ask_if_behind(self, seconds: float) -> None:
        if self._timer is None and self._is_behind():
            self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._is_behind():
            self._ask()

    def _is_behind(self) -> bool:
        return bool(self._early) or self._promised > self.seq


def _entry(event: dict[str, Any]) -> Entry:
    if event["type"] != "message.posted":
        return Entry(event["type"])
    return Entry(event["type"], event["actor"]["role"], event["body"]["client_msg_id"])
