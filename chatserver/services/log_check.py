"""Checks a whole log on disk against what must be true, and every other table against the log.

Reads only, page by page; a hub may run beside it. What the logs cannot prove is said in `domain.invariants` and
`domain.invariants_across`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chatserver.domain.errors import SessionUnknown
from chatserver.domain.events import ContextUpdated, MessagePosted, MessageRead
from chatserver.domain.guards import key_of
from chatserver.domain.invariants import NO_SKEW, Kind, Violation, violations_of
from chatserver.domain.invariants_across import FOREVER, LOOK, Together, holds_person, slot_of
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import Session, fold
from chatserver.domain.violations import Violations
from storage.aliases import load_aliases
from storage.codec import decode_session, is_own_fold
from storage.log import PAGE, find_rowless, load_one, load_page, load_rowless, load_statuses
from storage.sessions import session_row
from storage.slips import slip_rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from storage.engine import Database
    from storage.log import OfficerOnDisk, SessionOnDisk


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to check. With a time or an id, what lies outside is not read and so not compared with."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    session_id: str | None = None
    skew: dt.timedelta = NO_SKEW
    """How far the clocks of nodes were apart, or were set back."""
    look: dt.timedelta = LOOK
    horizon: dt.datetime = FOREVER
    """Of a running hub: when the reading began. What came later is not compared across sessions."""
    capacities_held: bool = False
    """No officer's capacity was lowered since: then a slot beyond it is a violation."""

    @property
    def everything(self) -> bool:
        """Whether the whole log is meant."""
        return self.since is None and self.until is None and self.session_id is None


@dataclass(slots=True)
class Report(Violations[Violation]):
    """What was read and what is wrong with it."""

    sessions: int = 0
    events: int = 0
    officers: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.counts


async def check_log(database: Database, wanted: Wanted | None = None) -> Report:
    """Check what is wanted, by default everything. Raises SessionUnknown for an id that no table knows."""
    wanted = wanted or Wanted()
    report = Report()
    statuses = await database.read(load_statuses)
    capacities = {one.officer_id: one.capacity for one in statuses} if wanted.capacities_held else None
    together = Together(
        skew=wanted.skew,
        look=wanted.look,
        capacities=capacities,
        horizon=wanted.horizon,
        aliases=await database.read(load_aliases),
    )
    async for on_disk in _sessions(database, wanted):
        report.sessions += 1
        report.events += len(on_disk.events)
        own = list(_wrong_in(on_disk, wanted.skew))
        report.add(own)
        if not any(violation.kind in {Kind.NUMBERS, Kind.UNREADABLE} for violation in own):
            report.add(together.take(on_disk.events))
    report.add(together.finish())
    if wanted.everything:
        report.officers = len(statuses)
        for officer in statuses:
            report.add(_wrong_with(officer))
    return report


async def _sessions(database: Database, wanted: Wanted) -> AsyncIterator[SessionOnDisk]:
    if (session_id := wanted.session_id) is not None:
        found = await database.read(lambda connection: load_one(connection, session_id))
        if found is None:
            raise SessionUnknown(session_id=session_id)
        yield found
        return
    after: tuple[dt.datetime, str] | None = None
    while page := await _page(database, wanted, after):
        for on_disk in page:
            yield on_disk
        row = page[-1].row
        assert row is not None  # noqa: S101 - pages are made of rows
        after = row["opened_at"], row["session_id"]
    if wanted.everything:
        for on_disk in await database.read(lambda connection: load_rowless(connection, find_rowless(connection))):
            yield on_disk


async def _page(database: Database, wanted: Wanted, after: tuple[dt.datetime, str] | None) -> list[SessionOnDisk]:
    return await database.read(lambda connection: load_page(connection, wanted.since, wanted.until, after, PAGE))


def _wrong_in(on_disk: SessionOnDisk, skew: dt.timedelta) -> Iterator[Violation]:
    """Yield what is wrong with one session, its row, its slot and its person."""
    if on_disk.unreadable:
        seq, words = on_disk.unreadable
        yield Violation(Kind.UNREADABLE, on_disk.session_id, seq, words)
    found = violations_of(on_disk.events, skew)
    yield from found
    if on_disk.unreadable or any(violation.kind is Kind.NUMBERS for violation in found):
        return  # the story is not known, so nothing can be compared with it
    newest, as_told = _replay(on_disk)
    yield from _wrong_row(on_disk, newest, as_told)
    yield from _wrong_holds(on_disk, newest)
    yield from _wrong_slips(on_disk, newest)


def _replay(on_disk: SessionOnDisk) -> tuple[Session, Session | None]:
    """Return the session at its newest, and as it was at the number of its row."""
    session, as_told = Session(session_id=on_disk.session_id), None
    row_seq = on_disk.row["seq"] if on_disk.row else None
    for logged in on_disk.events:
        session = fold(session, logged)
        if session.seq == row_seq:
            as_told = session
    return session, as_told


_LIGHT = MessagePosted, MessageRead, ContextUpdated
"""What the journal may leave out of the row for a while: queries look at none of it."""


def _wrong_row(on_disk: SessionOnDisk, newest: Session, as_told: Session | None) -> Iterator[Violation]:
    row = on_disk.row
    if row is None:
        yield Violation(Kind.ROW, on_disk.session_id, newest.seq, "there is no row")
        return
    if as_told is None:
        words = f"the row tells of number {row['seq']}, the log ends with {newest.seq}"
        yield Violation(Kind.ROW, on_disk.session_id, row["seq"], words)
        return
    for logged in on_disk.events[as_told.seq :]:
        if not isinstance(logged.event, _LIGHT):
            yield Violation(Kind.ROW, on_disk.session_id, logged.seq, f"the row does not know of {logged.event.type}")
    if not _is_snapshot_of(row["snapshot"], as_told):
        yield Violation(Kind.ROW, on_disk.session_id, as_told.seq, "the snapshot is not the sum of the events up to it")
    wanted = session_row(newest)
    wrong = [name for name, value in row.items() if name not in {"seq", "snapshot"} and value != wanted[name]]
    if wrong:
        words = ", ".join(f"{name} is {row[name]!r} and not {wanted[name]!r}" for name in wrong)
        yield Violation(Kind.ROW, on_disk.session_id, newest.seq, words)


def _is_snapshot_of(text: str, session: Session) -> bool:
    try:
        found = decode_session(text)
        if not is_own_fold(text):  # another version's, which is made anew before it is used
            return (found.session_id, found.seq) == (session.session_id, session.seq)
        return found == session
    except (ValueError, msgspec.MsgspecError):
        return False


def _wrong_holds(on_disk: SessionOnDisk, newest: Session) -> Iterator[Violation]:
    slot = slot_of(newest)
    persons = {key_of(newest)} if holds_person(newest) else set()
    slots = {slot} if slot else set()
    if on_disk.slots != slots:
        words = f"slots held: {_listed(on_disk.slots)}; by the log: {_listed(slots)}"
        yield Violation(Kind.HOLD, on_disk.session_id, newest.seq, words)
    consult = newest.consult
    seconds = {consult.officer.officer_id} if consult is not None and consult.is_open else set()
    if on_disk.consults != seconds:
        words = f"second officers: {_listed(on_disk.consults)}; by the log: {_listed(seconds)}"
        yield Violation(Kind.HOLD, on_disk.session_id, newest.seq, words)
    if on_disk.persons != persons:
        words = f"persons held: {_listed(on_disk.persons)}; by the log: {_listed(persons)}"
        yield Violation(Kind.HOLD, on_disk.session_id, newest.seq, words)


def _wrong_slips(on_disk: SessionOnDisk, newest: Session) -> Iterator[Violation]:
    wanted = {row["slip_id"]: row for row in slip_rows(newest)}
    found = {row["slip_id"]: row for row in on_disk.slips}
    for slip_id in sorted(wanted.keys() | found.keys()):
        if wanted.get(slip_id) != found.get(slip_id):
            words = f"the row of slip {slip_id} is not what the log says of it"
            yield Violation(Kind.ROW, on_disk.session_id, newest.seq, words)


def _listed(things: Iterable[object]) -> str:
    return ", ".join(sorted(str(thing) for thing in things)) or "none"


def _wrong_with(officer: OfficerOnDisk) -> Iterator[Violation]:
    """Yield what is wrong with an officer's status: it is the last of its log, off duty without one."""
    for number, (seq, _, _) in enumerate(officer.log, 1):
        if seq != number:
            words = f"the log of the status has {seq} in the place of {number}"
            yield Violation(Kind.STATUS, officer.officer_id, seq, words)
            return
    last = officer.log[-1] if officer.log else (0, OfficerStatus.OFF_DUTY.value, None)
    if (officer.status, officer.status_reason) != last[1:]:
        words = f"the status is {officer.status}, the last logged {last[1]}"
        yield Violation(Kind.STATUS, officer.officer_id, last[0], words)
