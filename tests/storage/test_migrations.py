import asyncio
import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine import Database, open_database
from storage.migrate import FOLDER, SchemaNewer, current, newest, pending, upgrade
from storage.schema import metadata
from storage.schema_search import INDEX_TABLES
from tests.support.schema import upgraded_to_9999


async def test_migrated_database_is_what_the_code_expects(empty_database: Database) -> None:
    assert await empty_database.write(upgrade) == revisions()

    def differences(connection: sa.Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_described}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    assert await empty_database.read(differences) == []


def is_described(name: str | None, kind: str, _: object) -> bool:
    """The index of words is each database's own."""
    return kind != "table" or not str(name).startswith(INDEX_TABLES)


async def test_upgrade_a_second_time_changes_nothing(empty_database: Database) -> None:
    assert await empty_database.read(pending) == revisions()
    await empty_database.write(upgrade)
    assert await empty_database.read(pending) == []
    assert await empty_database.write(upgrade) == []


async def test_nodes_that_start_together_upgrade_one_after_the_other(database_url: str) -> None:
    nodes = [open_database(database_url) for _ in range(4)]
    applied = await asyncio.gather(*(node.write(upgrade) for node in nodes))
    for node in nodes:
        await node.close()
    assert sorted(applied) == [[], [], [], revisions()]


async def test_failed_upgrade_leaves_no_table_behind(empty_database: Database) -> None:
    def fail(connection: sa.Connection) -> None:
        upgrade(connection)
        raise KeyError

    with pytest.raises(KeyError):
        await empty_database.write(fail)
    assert await empty_database.read(lambda connection: sa.inspect(connection).get_table_names()) == []


async def test_schema_of_a_newer_daoban_that_took_something_away_is_refused_untouched(empty_database: Database) -> None:
    await empty_database.write(upgrade)
    await empty_database.write(lambda sql: upgraded_to_9999(sql, oldest_code="9998"))
    with pytest.raises(SchemaNewer, match="9999"):
        await empty_database.read(pending)
    with pytest.raises(SchemaNewer, match="9999"):
        await empty_database.write(upgrade)
    assert await empty_database.read(current) == "9999"


async def test_schema_of_a_newer_daoban_that_only_added_is_served_untouched(empty_database: Database) -> None:
    await empty_database.write(upgrade)
    await empty_database.write(lambda sql: upgraded_to_9999(sql, oldest_code=newest()))
    assert await empty_database.read(pending) == []
    assert await empty_database.write(upgrade) == []
    assert await empty_database.read(current) == "9999"


async def test_unknown_revision_of_which_nobody_kept_whom_it_lets_serve_is_refused(empty_database: Database) -> None:
    await empty_database.write(upgrade)
    await empty_database.write(lambda sql: upgraded_to_9999(sql, oldest_code=newest()))
    await empty_database.write(lambda sql: sql.execute(sa.text("DROP TABLE schema_floor")))
    with pytest.raises(SchemaNewer, match="9999"):
        await empty_database.read(pending)


def test_each_revision_says_whom_it_lets_serve_and_none_lets_back_in_whom_another_one_shut_out() -> None:
    scripts = list(ScriptDirectory(str(FOLDER)).walk_revisions())[::-1]
    oldest = [script.module.oldest_code for script in scripts]
    assert oldest == sorted(oldest)
    assert all(code <= script.revision for code, script in zip(oldest, scripts, strict=True))


def test_revisions_are_numbered_without_gaps_and_only_go_forward() -> None:
    numbers = revisions()
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert newest() == numbers[-1]
    for file in (FOLDER / "versions").glob("*.py"):
        assert "def downgrade" not in file.read_text("utf-8"), file


def revisions() -> list[str]:
    names = (FOLDER / "versions").glob("*.py")
    return sorted(match[0] for name in names if (match := re.match(r"\d{4}", name.name)))
