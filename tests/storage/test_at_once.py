"""Brief transactions on the event loop: exact like those of the thread, and only while the disk is quick."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import at_once
from storage.engine import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.engine import Connection


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(sa.make_url(f"sqlite:///{tmp_path / 'daoban.db'}"))
    await opened.write(lambda sql: sql.execute(sa.text("CREATE TABLE said (word TEXT PRIMARY KEY, thread TEXT)")))
    yield opened
    await opened.close()


def say(sql: Connection, word: str) -> None:
    sql.execute(sa.text("INSERT INTO said VALUES (:word, :thread)"), {"word": word, "thread": _thread()})


def _thread() -> str:
    return "loop" if threading.current_thread() is threading.main_thread() else "thread"


async def said(database: SqliteDatabase) -> dict[str, str]:
    rows = await database.read(lambda sql: sql.execute(sa.text("SELECT word, thread FROM said ORDER BY rowid")).all())
    return {row.word: row.thread for row in rows}


async def test_a_brief_transaction_runs_where_it_was_asked_for(database: SqliteDatabase) -> None:
    await database.write_briefly(lambda sql: say(sql, "one"))
    await database.write(lambda sql: say(sql, "two"))
    assert await said(database) == {"one": "loop", "two": "thread"}


async def test_what_fails_leaves_nothing_and_the_next_one_works(database: SqliteDatabase) -> None:
    def twice(sql: Connection) -> None:
        say(sql, "one")
        say(sql, "one")

    with pytest.raises(sa.exc.IntegrityError):
        await database.write_briefly(twice)
    await database.write_briefly(lambda sql: say(sql, "two"))
    assert await said(database) == {"two": "loop"}


async def test_the_thread_waits_for_another_process_so_that_the_loop_need_not(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "daoban.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    begun = threading.Event()

    def wait_and_commit() -> None:
        begun.wait()
        other.execute("COMMIT")
        other.close()

    committing = threading.Thread(target=wait_and_commit)
    committing.start()
    tried = database._at_once.run

    def try_once(work: object) -> object:
        try:
            return tried(work)  # type: ignore[arg-type]
        finally:
            begun.set()  # the loop was refused at once; from here on the thread waits

    database._at_once.run = try_once  # type: ignore[method-assign,assignment]
    await database.write_briefly(lambda sql: say(sql, "one"))
    committing.join()
    assert await said(database) == {"one": "thread"}


async def test_a_slow_disk_is_left_to_the_thread_for_a_while(
    database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "_SLOW_SECONDS", 0.0)
    await database.write_briefly(lambda sql: say(sql, "one"))
    await database.write_briefly(lambda sql: say(sql, "two"))
    assert await said(database) == {"one": "loop", "two": "thread"}
    monkeypatch.setattr(at_once, "_REST_SECONDS", 0.0)
    database._at_once._rests_until = 0.0
    await database.write_briefly(lambda sql: say(sql, "three"))
    assert (await said(database))["three"] == "loop"


async def test_the_log_is_copied_into_the_file_beside_the_writing(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "_COPY_EVERY", 3)
    for word in ("one", "two", "three"):
        await database.write_briefly(lambda sql, word=word: say(sql, word))  # type: ignore[misc]
    copied = database._at_once._copied
    assert copied is not None
    await copied
    await database.write_briefly(lambda sql: say(sql, "four"))  # the rest of the log goes with the thread's commit
    await database.write_briefly(lambda sql: say(sql, "five"))
    assert await said(database) == dict.fromkeys(("one", "two", "three"), "loop") | {"four": "thread", "five": "loop"}
    bare = tmp_path / "copy.db"
    bare.write_bytes((tmp_path / "daoban.db").read_bytes())  # without its log
    assert sqlite3.connect(bare).execute("SELECT COUNT(*) FROM said").fetchone()[0] >= 2
