"""Backing up and restoring an embedded database as whoever looks after a hub does it."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.commands.test_programs import PROGRAM, environment, start
from tests.commands.test_retention import write
from tests.support.schema import upgraded_to_9999

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Outcome

DATABASE = Path("data/daoban.sqlite3")
BACKUP = Path("backup.sqlite3")


@pytest.fixture
def filled(migrated: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """`daoban` with a database that has a session in it."""
    asyncio.run(write(f"sqlite:///{DATABASE}", "s1"))
    return migrated


def left() -> list[str]:
    """What lies about in the folder of the backup."""
    return sorted(path.name for path in Path().iterdir() if path.name != "data")


def test_a_backup_is_restored_to_a_new_place_and_a_hub_starts_on_it(filled: Callable[..., Outcome]) -> None:
    made = filled("backup", BACKUP)
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("backup.sqlite3: ")
    assert BACKUP.stat().st_mode & 0o077 == 0  # it holds taxpayers' data
    told, figures = filled("export", "events").out, filled("metrics", "show", "--as-of", "2026-11-17").out
    new = {"DAOBAN_DATA": "elsewhere"}
    restored = filled("restore", BACKUP, **new)
    assert (restored.code, "older than this Daoban" in restored.out) == (0, False)
    assert filled("export", "events", **new).out == told
    assert filled("metrics", "show", "--as-of", "2026-11-17", **new).out == figures
    assert filled("metrics", "verify", **new).code == 0
    assert filled("migrate", "--check", **new).code == 0
    running = start("serve", "--port", "0", ready="answering on", **new)
    running.stop(signal.SIGINT)
    assert running.process.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_what_root_restores_is_of_whoever_owns_the_folder(filled: Callable[..., Outcome]) -> None:
    assert filled("backup", BACKUP).code == 0
    assert BACKUP.stat().st_uid == 0
    Path("hub").mkdir()
    os.chown("hub", 12_345, 12_346)
    assert filled("restore", BACKUP, DAOBAN_DATA="hub").code == 0
    there = Path("hub", DATABASE.name).stat()
    assert (there.st_uid, there.st_gid, there.st_mode & 0o777) == (12_345, 12_346, 0o600)


def test_nothing_is_ever_overwritten(filled: Callable[..., Outcome]) -> None:
    BACKUP.write_text("somebody's")
    refused = filled("backup", BACKUP)
    assert refused.code == 8
    assert "is there already" in refused.err
    assert "[target_exists]" in refused.err
    assert BACKUP.read_text() == "somebody's"
    BACKUP.unlink()
    assert filled("backup", BACKUP).code == 0
    before = DATABASE.read_bytes()
    assert filled("restore", BACKUP).code == 8
    assert DATABASE.read_bytes() == before
    DATABASE.rename("old.sqlite3")
    Path(f"{DATABASE}-wal").write_bytes(b"of the old one")
    refused = filled("restore", BACKUP)
    assert (refused.code, "daoban.sqlite3-wal is there already" in refused.err) == (8, True)


@pytest.mark.parametrize("folder", ["not-there", "backup-file"])
def test_where_no_file_can_be_made_is_code_8(filled: Callable[..., Outcome], folder: str) -> None:
    Path("backup-file").write_text("a file, no folder")
    refused = filled("backup", f"{folder}/copy.sqlite3")
    assert refused.code == 8
    assert folder in refused.err
    assert refused.err.count("\n") == 1


def test_a_disk_that_is_full_leaves_nothing_half(filled: Callable[..., Outcome]) -> None:
    assert filled("log", "check").code in (0, 9)
    before = left()
    limit = DATABASE.stat().st_size // 2
    full = subprocess.run(
        [*PROGRAM, "backup", str(BACKUP)],
        env=environment(DAOBAN_DATA=str(DATABASE.parent.absolute())),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 8
    assert "[cannot_write]" in full.stderr
    assert left() == before


def test_a_file_that_is_no_whole_backup_is_refused_and_nothing_is_made(filled: Callable[..., Outcome]) -> None:
    assert filled("backup", BACKUP).code == 0
    text, other, cut, torn = (Path(name) for name in ("text", "other", "cut", "torn"))
    text.write_text("not a database at all, but long enough to look like one" * 50)
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE sessions (session_id TEXT)")
    connection.commit()
    connection.close()
    whole = BACKUP.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    torn.write_bytes(whole[:-40_960] + b"\xff" * 40_960)
    for file, code in ((text, "not_a_database"), (other, "not_of_daoban")):
        refused = filled("restore", file, DAOBAN_DATA="new")
        assert (refused.code, f"[{code}]" in refused.err) == (4, True)
    for file in (cut, torn):
        refused = filled("restore", file, DAOBAN_DATA="new")
        assert refused.code == 4, refused
        assert "damaged" in refused.err or "not_a_database" in refused.err
    assert filled("restore", "gone", DAOBAN_DATA="new").code == 8
    assert list(Path("new").iterdir()) == []


def test_a_backup_of_a_newer_daoban_is_code_5(filled: Callable[..., Outcome]) -> None:
    assert filled("backup", BACKUP).code == 0
    engine = sa.create_engine(f"sqlite:///{BACKUP}")
    with engine.begin() as connection:
        upgraded_to_9999(connection, "9999")
    engine.dispose()
    refused = filled("restore", BACKUP, DAOBAN_DATA="new")
    assert (refused.code, "newer than this Daoban" in refused.err) == (5, True)
    assert list(Path("new").iterdir()) == []


def test_a_backup_of_an_older_daoban_is_restored_and_says_what_to_do(filled: Callable[..., Outcome]) -> None:
    assert filled("backup", BACKUP).code == 0
    connection = sqlite3.connect(BACKUP)
    connection.execute("UPDATE alembic_version SET version_num = '0009'")
    connection.commit()
    connection.close()
    restored = filled("restore", BACKUP, DAOBAN_DATA="new")
    assert (restored.code, "run `daoban migrate`" in restored.out) == (0, True)


def test_a_server_has_its_own_way(daoban: Callable[..., Outcome]) -> None:
    for command in ("backup", "restore"):
        refused = daoban(command, "any", DAOBAN_DATABASE_URL="postgresql://daoban@db.example/daoban")
        assert (refused.code, "pg_dump" in refused.err) == (4, True)


def test_without_a_database_there_is_nothing_to_back_up(daoban: Callable[..., Outcome]) -> None:
    refused = daoban("backup", BACKUP)
    assert (refused.code, "There is no database" in refused.err) == (4, True)
    assert left() == []
