"""Rows of files on both databases: counted one after the other, moved by one of two, found by state and age."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.files import FileLimits, FileState, check_room
from storage.files import (
    StoredFile,
    add_file,
    find_abandoned,
    find_due,
    find_file,
    find_quarantined,
    find_ready,
    find_sessions_over,
    find_under_way,
    forget_file,
    move_file,
)
from storage.schema import sessions, slips
from tests.support.builders import ASKER, OFFICER
from tests.support.clock import START

if TYPE_CHECKING:
    from storage.engine import Database

LIMITS = FileLimits(files=3)


def a_row(file_id: str, **changes: Any) -> StoredFile:
    given: dict[str, Any] = {
        "file_id": file_id,
        "session_id": "s1",
        "actor": ASKER,
        "name": "凭证.pdf",
        "size_bytes": 10,
        "state": FileState.RECEIVING,
        "state_at": START,
        "expires_at": START + dt.timedelta(hours=24),
    }
    return StoredFile(**{**given, **changes})


async def add(database: Database, row: StoredFile) -> None:
    await database.write(lambda sql: add_file(sql, row, lambda sizes: check_room(sizes, row.size_bytes, LIMITS)))


async def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    row = a_row("f1")
    await add(database, row)
    assert await database.read(lambda sql: find_file(sql, "f1")) == row
    assert await database.read(lambda sql: find_file(sql, "f2")) is None


async def test_what_was_refused_is_not_counted(database: Database) -> None:
    for number in range(3):
        await add(database, a_row(f"f{number}"))
    first = await database.read(lambda sql: find_file(sql, "f0"))
    assert first
    await database.write(lambda sql: move_file(sql, first, FileState.REFUSED, START, reason="type"))
    await add(database, a_row("f3"))


async def test_one_of_two_moves_a_file(database: Database) -> None:
    row = a_row("f1")
    await add(database, row)
    moved = await asyncio.gather(
        *(database.write(lambda sql: move_file(sql, row, FileState.CHECKING, START)) for _ in range(4))
    )
    assert sorted(moved) == [False, False, False, True]
    assert [found.file_id for found in await database.read(lambda sql: find_due(sql, START, 9))] == ["f1"]


async def test_whoever_moves_a_files_time_takes_it_from_all_who_found_it_before(database: Database) -> None:
    row = a_row("f1", state=FileState.CHECKING)
    await add(database, row)
    later = START + dt.timedelta(seconds=1)
    assert await database.write(lambda sql: move_file(sql, row, FileState.CHECKING, later))
    assert not await database.write(lambda sql: move_file(sql, row, FileState.READY, later))
    taken = dataclasses.replace(row, state_at=later)
    assert await database.write(lambda sql: move_file(sql, taken, FileState.READY, later))


async def test_what_is_due_longest_comes_first_page_by_page(database: Database) -> None:
    seconds = {"f1": 2, "f2": 1, "f3": 1, "f4": 3}
    roomy = FileLimits(files=9)
    for file_id, after in seconds.items():
        row = a_row(file_id, state=FileState.CHECKING, state_at=START + dt.timedelta(seconds=after))
        await database.write(lambda sql, row=row: add_file(sql, row, lambda sizes: check_room(sizes, 1, roomy)))  # type: ignore[misc]
    now = START + dt.timedelta(seconds=2)
    first = await database.read(lambda sql: find_due(sql, now, 2))
    assert [row.file_id for row in first] == ["f2", "f3"]
    assert [row.file_id for row in await database.read(lambda sql: find_due(sql, now, 2, first[-1]))] == ["f1"]


async def test_only_uploads_are_abandoned_and_only_they_are_forgotten(database: Database) -> None:
    late = START + dt.timedelta(hours=24)
    await add(database, a_row("f1"))
    await add(database, a_row("f2", state=FileState.CHECKING))
    assert await database.read(lambda sql: find_abandoned(sql, late - dt.timedelta(seconds=1), 9)) == []
    assert [found.file_id for found in await database.read(lambda sql: find_abandoned(sql, late, 9))] == ["f1"]
    for file_id in ("f1", "f2"):
        await database.write(lambda sql, file_id=file_id: forget_file(sql, file_id))  # type: ignore[misc]
    assert await database.read(lambda sql: find_file(sql, "f1")) is None
    assert await database.read(lambda sql: find_file(sql, "f2"))


async def add_session(database: Database, session_id: str, closed_at: dt.datetime | None, slip: str | None) -> None:
    """A session's row, its file that can be read, and perhaps a slip in this state."""
    row: dict[str, Any] = {
        "session_id": session_id,
        "seq": 1,
        "state": "closed" if closed_at else "active",
        "person_key": "tp1:pe1",
        "matter_id": "vat-general",
        "tier": 1,
        "opened_at": START,
        "closed_at": closed_at,
        "snapshot": "{}",
    }
    await database.write(lambda sql: sql.execute(sa.insert(sessions).values(row)))
    await add(database, a_row(f"f-{session_id}", session_id=session_id, state=FileState.READY))
    if slip:
        about: dict[str, Any] = {"session_id": session_id, "slip_id": "k1", "no": session_id, "state": slip}
        owner: dict[str, Any] = {"person_key": "tp1:pe1", "taxpayer_id": "tp1", "started_at": START}
        await database.write(lambda sql: sql.execute(sa.insert(slips).values({**about, **owner})))


async def test_sessions_are_over_when_closed_long_enough_and_their_slips_are_settled(database: Database) -> None:
    second = dt.timedelta(seconds=1)
    for session_id, closed_at, slip in (
        ("s1", START, None),
        ("s2", None, None),
        ("s3", START + second, None),
        ("s4", START, "confirmed"),
        ("s5", START, "handled"),
    ):
        await add_session(database, session_id, closed_at, slip)
    await add(database, a_row("another", session_id="s1", state=FileState.READY))
    assert await database.read(lambda sql: find_sessions_over(sql, START, 9)) == ["s1", "s5"]
    assert await database.read(lambda sql: find_sessions_over(sql, START, 1)) == ["s1"]
    assert await database.read(lambda sql: find_sessions_over(sql, START + second, 9, after="s1")) == ["s3", "s5"]
    for found in await database.read(lambda sql: find_ready(sql, "s1")):
        await database.write(lambda sql, found=found: move_file(sql, found, FileState.REMOVED, START))  # type: ignore[misc]
    assert await database.read(lambda sql: find_ready(sql, "s1")) == []
    assert await database.read(lambda sql: find_sessions_over(sql, START, 9)) == ["s5"]


async def test_what_is_under_way_is_ones_own_in_this_session(database: Database) -> None:
    for row in (
        a_row("f1"),
        a_row("f2", state=FileState.CHECKING),
        a_row("f3", actor=OFFICER),
        a_row("f4", session_id="s2"),
    ):
        await add(database, row)
    found = await database.read(lambda sql: find_under_way(sql, "s1", ASKER))
    assert [stored.file_id for stored in found] == ["f1", "f2"]


async def test_quarantine_is_emptied_page_by_page_by_age(database: Database) -> None:
    for number in range(3):
        age = dt.timedelta(seconds=number)
        await add(database, a_row(f"f{number}", state=FileState.QUARANTINED, state_at=START - age))
    due = await database.read(lambda sql: find_quarantined(sql, START - dt.timedelta(seconds=1), 1))
    assert [stored.file_id for stored in due] == ["f1"]
    due = await database.read(lambda sql: find_quarantined(sql, START, 9, after="f1"))
    assert [stored.file_id for stored in due] == ["f2"]
