"""The second path: every figure counted again from the plain rows of the log, so that nobody has to believe the first.

Shares no code with `domain.metrics*`: rows are read by plain SQL, bodies by `json`, and what the fold remembers step by
step is here looked up in the whole list. Times are microseconds since 1970. Only the definitions are the same
(docs/metrics.md); `services.metrics_check` compares.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

Row: TypeAlias = tuple[Any, ...]
Numbers: TypeAlias = tuple[int, ...]
A_SECOND = 1_000_000
KNOWN_TYPES = frozenset(
    """
    session.opened session.queued session.assigned session.transferred session.held session.continued session.ended
    session.rated session.wrapped_up session.closed question.opened question.resolved question.confirmed offer.made
    offer.withdrawn message.posted message.read context.updated outcome.reported field.highlighted highlight.seen
    highlight.cleared field.proposed proposal.accepted proposal.declined proposal.withdrawn proposal.staled
    proposal.applied step.suggested link.pushed error.explained note.added file.shared file.refused file.removed
    history.viewed consult.started consult.joined consult.introduced consult.ended aside.posted hall.referred
    monitor.started monitor.stopped session.reassigned slip.started slip.item_added slip.item_struck slip.item_filled
    slip.confirmed slip.item_checked slip.concluded slip.cancelled session.purged
    """.split()  # noqa: SIM905 - fifty names, a line each would hide the file
)
"""What a log may hold; anything else makes a session unreadable, and so uncounted."""
ROLES = {"taxpayer", "officer", "hub"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainScope:
    """The scope in plain numbers: microseconds since 1970, and lengths in microseconds."""

    since: int
    until: int
    as_of: int
    matter_id: str | None
    tier: int | None
    business_only: bool
    answer_within: int
    filed_within: int
    repeat_within: int


class Entry(NamedTuple):
    """One event. `at` never runs back: it is the latest time so far."""

    at: int
    type: str
    role: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Log:
    """One session's whole log, and how far its times ran back."""

    session_id: str
    opened_at: int
    entries: list[Entry]
    back_by: int


def read_log(rows: Sequence[Row], as_of: int) -> Log | int | None:
    """Return the log that the rows hold, the first number that is missing or unreadable, or None when all is later."""
    entries: list[Entry] = []
    for number, (_, seq, at, kind, role, text, *_) in enumerate(rows, 1):
        body = _body(text)
        known = kind in KNOWN_TYPES and role in ROLES and body is not None
        if seq != number or not known or (number == 1) != (kind == "session.opened"):
            return number
        entries.append(Entry(at, kind, role, body or {}))
    newest = rows[0][6]
    if newest is not None and newest > len(rows):
        return len(rows) + 1
    settled = list(itertools.takewhile(lambda entry: entry.at <= as_of, entries))
    if not settled:
        return None
    highest = list(itertools.accumulate((entry.at for entry in settled), max))
    back_by = max(high - entry.at for high, entry in zip(highest, settled, strict=True))
    in_time = [entry._replace(at=high) for high, entry in zip(highest, settled, strict=True)]
    return Log(rows[0][0], settled[0].at, in_time, back_by)


def _body(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class Story:
    """One log, asked by name of what happened in it."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.entries = log.entries
        opening = self.entries[0].body
        person_id: str = opening["person"]["person_id"]
        bureau = person_id.split("|", maxsplit=1)[0] if "|" in person_id else None
        self.taxpayer = opening["taxpayer"]["taxpayer_id"], bureau
        self.matter_id: str = opening["matter_id"]
        self.tier: int = opening["tier"]
        self.explained: bool = opening["explained"]
        self.times_known = log.back_by <= A_SECOND
        self.ended = self.first("session.ended")
        self.closed = self.first("session.closed")
        self.assigned = self.places("session.assigned")
        self.about = {(one.body["matter_id"], one.body.get("step_id")) for one in self.all("question.opened")}

    def places(self, *types: str) -> list[int]:
        """Return where events of these types stand."""
        return [place for place, entry in enumerate(self.entries) if entry.type in types]

    def all(self, *types: str) -> list[Entry]:
        """Return the events of these types."""
        return [self.entries[place] for place in self.places(*types)]

    def first(self, kind: str) -> Entry | None:
        """Return the first event of this type, or None."""
        return next(iter(self.all(kind)), None)

    def next(self, place: int, *types: str) -> Entry | None:
        """Return the next event of one of these types behind a place, or None."""
        return next((entry for entry in self.entries[place + 1 :] if entry.type in types), None)

    def waits(self) -> list[tuple[int, Entry | None]]:
        """Return when each wait began and what ended it; who is put into another queue meanwhile waits on."""
        begun = [place for place in self.places("session.queued") if not self._is_waiting_before(place)]
        return [(self.entries[place].at, self.next(place, "session.assigned", "session.ended")) for place in begun]

    def _is_waiting_before(self, place: int) -> bool:
        names = "session.queued", "session.assigned", "session.ended"
        before = [entry.type for entry in self.entries[:place] if entry.type in names]
        return bool(before) and before[-1] == "session.queued"

    def with_officers(self) -> list[tuple[str, int, int, int | None]]:
        """Return who was responsible: officer, slot, from, until (None: still)."""
        found: list[tuple[str, int, int, int | None]] = []
        for place in self.assigned:
            entry, end = self.entries[place], self.next(place, "session.assigned", "session.queued", "session.closed")
            found.append((entry.body["officer"]["officer_id"], entry.body["slot"], entry.at, end.at if end else None))
        return found

    def held(self) -> int:
        """Return how long all breaks that are over were together; a break that is made longer is still one."""
        ends = "session.continued", "session.queued", "session.assigned", "session.ended"
        total = 0
        for place in self.places("session.held"):
            end = self.next(place, *ends)
            if end is not None and not self._is_on_hold_before(place):
                total += end.at - self.entries[place].at
        return total

    def _is_on_hold_before(self, place: int) -> bool:
        names = "session.held", "session.continued", "session.queued", "session.assigned", "session.ended"
        before = [entry.type for entry in self.entries[:place] if entry.type in names]
        return bool(before) and before[-1] == "session.held"

    def responses(self) -> tuple[list[int], int]:
        """Return how long the taxpayer was without an answer each time, and 1 when it ended so, else 0."""
        found: list[int] = []
        asked: list[int] = []
        with_officer = False
        for entry in self.entries:
            if entry.type in {"session.assigned", "session.queued", "session.closed"}:
                with_officer = entry.type == "session.assigned"
            if entry.type == "session.ended":
                return found, min(len(asked), 1)
            if entry.type != "message.posted":
                continue
            if entry.role == "officer":
                found += [entry.at - asked[0]] if asked else []
                asked = []
            elif with_officer:
                asked.append(entry.at)
        return found, 0

    def proposals(self) -> tuple[list[str], int]:
        """Return the first answer to each proposal ("" for none), and how many of the accepted were filled in."""
        answers: list[str] = []
        applied = 0
        for guide_id in dict.fromkeys(entry.body["guide_id"] for entry in self.all("field.proposed")):
            about = [entry for entry in self.entries if entry.body.get("guide_id") == guide_id]
            since = next(n for n, entry in enumerate(about) if entry.type == "field.proposed")
            kinds = [entry.type for entry in about[since:]]
            answer = next((kind for kind in kinds if kind in ANSWERS), "")
            answers.append(answer)
            if answer == "proposal.accepted":
                later = about[since:][kinds.index(answer) :]
                told = next((entry.body["applied"] for entry in later if entry.type == "proposal.applied"), False)
                applied += bool(told)
        return answers, applied


ANSWERS = {"proposal.accepted", "proposal.declined", "proposal.staled", "proposal.withdrawn"}
