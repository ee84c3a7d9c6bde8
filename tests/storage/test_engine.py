"""Transactions on both databases, and what is left after one fails."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage.engine import Database, open_database
from storage.schema import nodes
from tests.support.clock import START

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection


def add_node(connection: Connection, node_id: str) -> None:
    connection.execute(sa.insert(nodes).values(node_id=node_id, started_at=START, lease_until=START))


def node_ids(connection: Connection) -> list[str]:
    return list(connection.scalars(sa.select(nodes.c.node_id).order_by(nodes.c.node_id)))


async def test_a_failed_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    def fail(connection: Connection) -> None:
        add_node(connection, "half")
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        await database.write(fail)
    await database.write(lambda connection: add_node(connection, "whole"))
    assert await database.read(node_ids) == ["whole"]


async def test_a_transaction_that_could_not_be_ended_does_not_spoil_the_next(sqlite_database: Database) -> None:
    def left_open(connection: Connection) -> None:
        """What a commit on a full disk leaves behind."""
        add_node(connection, "lost")
        connection.get_transaction()._deactivate_from_connection()  # type: ignore[union-attr]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        await sqlite_database.write(left_open)
    await sqlite_database.write(lambda connection: add_node(connection, "n1"))
    assert await sqlite_database.read(node_ids) == ["n1"]


async def test_a_closed_database_says_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    await database.close()
    with pytest.raises(RuntimeError, match="closed"):
        await database.read(node_ids)


@pytest.mark.usefixtures("careless_sqlite")
async def test_what_is_overwritten_is_zeros_whatever_sqlite_does_by_itself(sqlite_database: Database) -> None:
    def asked(connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA secure_delete").scalar_one())

    for run in (sqlite_database.write, sqlite_database.write_briefly, sqlite_database.read):
        assert await run(asked) == 1


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://localhost/x")


async def test_a_new_file_that_another_program_is_just_writing_is_waited_for(tmp_path: Path) -> None:
    """Switching to WAL fails at once while somebody else holds the lock, where everything else waits."""
    path = tmp_path / "new.sqlite3"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (n)")
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    database = open_database(f"sqlite:///{path}")
    mode = await database.write(lambda connection: connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    assert mode == "wal"
    release.join()
    other.close()
    await database.close()
