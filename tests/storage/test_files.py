"""Rows of files on both databases: counted one after the other, moved by one of two, found by state and age."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any

from chatserver.domain.files import FileLimits, FileState, check_room
from storage.files import StoredFile, add_file, find_abandoned, find_file, find_in_state, forget_file, move_file
from tests.support.builders import ASKER
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
    assert [found.file_id for found in await database.read(lambda sql: find_in_state(sql, FileState.CHECKING, 9))] == [
        "f1"
    ]


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
