"""`daoban export` in several processes: the same file, and nothing left behind when one of them dies."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from storage.engine import open_database
from storage.migrate import upgrade
from storage.schema import events, sessions
from storage.sessions import session_row
from tests.support.builders import a_queued_session
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

SESSIONS, EVENTS = 120, 500
"""And so many events each: twelve pages."""
PAGE_BYTES = 700_000
"""More than the first page, which the command makes itself, and much less than all."""
SECONDS = 60.0
TO = ("--to", "2027-01-01")

linux = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Processes are watched as Linux lets them be")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database with a log of 60,000 events."""
    folder = tmp_path_factory.mktemp("log")

    async def fill() -> None:
        database = open_database(f"sqlite:///{folder / 'daoban.sqlite3'}")
        await database.write(upgrade)
        await database.write(_log)
        await database.close()

    asyncio.run(fill())
    return folder


def _log(sql: sa.Connection) -> None:
    told = {"type": "session.closed", "actor_role": "hub", "actor_id": "h", "body": '{"reason": "a test"}'}
    for number in range(SESSIONS):
        at = START + dt.timedelta(hours=number)
        session_id = f"s{number:03}"
        sql.execute(sessions.insert().values(session_row(a_queued_session(session_id)) | {"opened_at": at}))
        rows = [{"session_id": session_id, "seq": seq, "at": at, **told} for seq in range(1, EVENTS + 1)]
        sql.execute(events.insert(), rows)


def export(data: Path, *options: str) -> list[str]:
    """The command that writes the events."""
    return ["env", f"DAOBAN_DATA={data}", sys.executable, "-m", "chatserver", "export", "events", *TO, *options]


def written(data: Path, *options: str) -> bytes:
    return subprocess.run(export(data, *options), check=True, capture_output=True).stdout


@contextlib.contextmanager
def begun(data: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A command that waits for its reader, behind the first page: other processes have made pages by then."""
    with (folder / "said").open("wb") as said:
        arguments = export(data, "--processes", "2")
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=said, stdin=subprocess.DEVNULL) as command:
            try:
                assert command.stdout is not None
                assert len(command.stdout.read(PAGE_BYTES)) == PAGE_BYTES
                yield command, command.stdout
            finally:
                command.kill()


def workers(parent: int) -> list[int]:
    """The processes that make its pages, by what Linux tells of each."""
    found = []
    for told in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            if int(told.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(told.parent.name))
    assert len(found) == 2
    return found


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_any_number_of_processes_writes_the_same(data: Path, format_: str) -> None:
    alone = written(data, "--format", format_, "--processes", "1")
    assert alone.count(b"\n") == SESSIONS * EVENTS + (format_ == "csv")
    for count in "23":
        assert written(data, "--format", format_, "--processes", count) == alone


def test_several_processes_write_the_same_table(data: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{count}.parquet" for count in (1, 3)]
    for file in files:
        written(data, "--format", "parquet", "--processes", file.stem, "--output", str(file))
    alone, together = map(pq.read_table, files)
    assert alone.num_rows == SESSIONS * EVENTS
    assert alone.equals(together)


@linux
def test_a_process_that_is_killed_ends_the_export_with_a_word(data: Path, tmp_path: Path) -> None:
    with begun(data, tmp_path) as (command, pages):
        for process in workers(command.pid):
            os.kill(process, signal.SIGKILL)
        while pages.read(PAGE_BYTES):
            pass
        assert command.wait(SECONDS) == 1
    assert "ended from outside" in (tmp_path / "said").read_text("utf-8")


@linux
def test_processes_end_with_the_command_that_wanted_the_file(data: Path, tmp_path: Path) -> None:
    with begun(data, tmp_path) as (command, _):
        watched = [os.pidfd_open(process) for process in workers(command.pid)]
        command.kill()
        for process in watched:
            assert select.select([process], [], [], SECONDS)[0], "a process outlived its command"
            os.close(process)
