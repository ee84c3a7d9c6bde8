"""Copies an embedded database whole, beside a running hub: one moment of it, looked through, in one new file.

SQLite's own `VACUUM INTO`: writers go on meanwhile, room that was given up (what was purged) is not copied, and every
page is read. The new file takes its name only when it is whole and on disk.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.migrate import current, pending

if TYPE_CHECKING:
    from collections.abc import Iterator


class CopyFault(StrEnum):
    """Why there is no copy; the value is the code."""

    EXISTS = "target_exists"
    NO_DATABASE = "not_a_database"
    NO_DAOBAN = "not_of_daoban"
    DAMAGED = "damaged"
    NOT_WRITTEN = "cannot_write"


class CopyFailed(RuntimeError):
    """No copy was made, and nothing was left behind. `code` says why, `path` which file, `words` what SQLite says."""

    def __init__(self, code: CopyFault, path: Path, words: str = "") -> None:
        """Keep what is told."""
        super().__init__(f"{code.value}: {path}: {words}")
        self.code, self.path, self.words = code, path, words


def copy_database(source: Path, target: Path, *, for_its_folder: bool = False) -> str:
    """Copy the database in `source` to the new file `target`; return its revision.

    `for_its_folder`: root gives it to whoever owns the folder, who is to open it. Else it is of whoever copies.
    Raises CopyFailed; SchemaNewer for one that this code cannot serve; OSError where no file can be made.
    """
    for taken in (target, target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-journal")):
        if taken.exists():
            raise CopyFailed(CopyFault.EXISTS, taken)
    revision = _revision_of(source)
    with _unfinished(target) as copy:
        _write(source, copy)
        with copy.open("rb") as file:
            if for_its_folder and os.geteuid() == 0:
                owner = target.parent.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            os.fsync(file.fileno())
        copy.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return revision


def _revision_of(path: Path) -> str:
    """Return the revision of a database of ours; looked at without making or changing anything."""
    engine = sa.create_engine("sqlite://", creator=lambda: _opened(path), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            if (revision := current(connection)) is None:
                raise CopyFailed(CopyFault.NO_DAOBAN, path)
            pending(connection)
            return revision
    except sa.exc.DatabaseError as error:
        raise CopyFailed(CopyFault.NO_DATABASE, path, str(error.orig)) from error


def _opened(path: Path) -> sqlite3.Connection:
    """Open a file that must be there, only to read it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


@contextlib.contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A new file in the target's folder, for its owner alone; gone afterwards unless it got a name of its own."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(source: Path, copy: Path) -> None:
    with contextlib.closing(_opened(source)) as reading:
        try:
            reading.execute("VACUUM INTO ?", (str(copy),))
        except sqlite3.OperationalError as error:
            raise CopyFailed(CopyFault.NOT_WRITTEN, copy.parent, str(error)) from error
        except sqlite3.DatabaseError as error:
            raise CopyFailed(CopyFault.DAMAGED, source, str(error)) from error
    with contextlib.closing(_opened(copy)) as written:
        found = [str(row[0]) for row in written.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise CopyFailed(CopyFault.DAMAGED, source, "; ".join(found))
