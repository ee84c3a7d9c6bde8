"""migrate, officers, ticket: commands that work on the database."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.adapters.jwks import FileKeys
from chatserver.adapters.passwords import Passwords
from chatserver.adapters.tickets import TicketVerifier
from chatserver.clock import SystemClock
from storage.engine import open_database
from storage.migrate import newest
from storage.officers import find_password_hash
from tests.support.postgres import LOCKED, OWNER
from tests.support.schema import upgraded_to_9999
from widget.demo.keys import load_or_make_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Outcome
    from tests.support.postgres import PostgresServer

DATABASE = Path("data/daoban.sqlite3")


def password(path: Path, text: str = "a good password\n") -> Path:
    path.write_text(text, "utf-8")
    return path


def test_migrate_makes_the_database_and_check_only_looks(daoban: Callable[..., Outcome]) -> None:
    checked = daoban("migrate", "--check")
    assert checked.code == 5
    assert "0001" in checked.err
    made = daoban("migrate")
    assert (made.code, made.out.splitlines()[0]) == (
        0,
        f"Applied {', '.join(f'{revision:04}' for revision in range(1, 18))}.",
    )
    again = daoban("migrate")
    assert (again.code, "Applied" in again.out) == (0, False)
    assert daoban("migrate", "--check").code == 0


def test_newer_schema_is_code_5_for_every_command_once_something_was_taken_away(
    migrated: Callable[..., Outcome],
) -> None:
    leave_newer(oldest_code="9999")
    for arguments in (["migrate"], ["officers", "list"], ["export", "sessions"], ["serve", "--port", "0"]):
        shown = migrated(*arguments)
        assert shown.code == 5, arguments
        assert "newer than this Daoban" in shown.err


def test_newer_schema_that_only_adds_serves_every_command(migrated: Callable[..., Outcome]) -> None:
    leave_newer(oldest_code=newest())
    assert "at revision 9999; this version knows" in migrated("migrate").out
    assert migrated("migrate", "--check").code == 0
    assert migrated("officers", "list").code == 0
    assert "revision 9999, of a newer version" in migrated("doctor").out


def leave_newer(oldest_code: str) -> None:
    engine = sa.create_engine(f"sqlite:///{DATABASE}")
    with engine.begin() as connection:
        upgraded_to_9999(connection, oldest_code)
    engine.dispose()


def test_no_database_is_code_4_and_none_is_made(daoban: Callable[..., Outcome]) -> None:
    shown = daoban("officers", "list")
    assert shown.code == 4
    assert "daoban migrate" in shown.err
    assert not DATABASE.exists()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look like one" * 50])
def test_file_that_is_no_database_is_code_4(daoban: Callable[..., Outcome], content: bytes) -> None:
    DATABASE.parent.mkdir()
    DATABASE.write_bytes(content)
    shown = daoban("migrate")
    assert shown.code == 4
    assert "not a database" in shown.err


COMMANDS = [["migrate"], ["migrate", "--check"], ["officers", "list"], ["export", "sessions"], ["serve", "--port", "0"]]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("host", "where"), [("127.0.0.1:1", "127.0.0.1:1: "), ("no-such-host.invalid", "no-such-host.invalid:5432: ")]
)
def test_server_that_does_not_answer_is_code_4(
    daoban: Callable[..., Outcome], arguments: list[str], host: str, where: str
) -> None:
    shown = daoban(*arguments, DAOBAN_DATABASE_URL=f"postgresql://nobody:hush@{host}/nothing", DAOBAN_LOG_LEVEL="error")
    assert shown.code == 4
    assert shown.err.startswith(f"Error: The database does not answer at {where}")
    assert shown.err.count("\n") == 1
    assert "hush" not in shown.err
    assert "nobody" not in shown.err


@pytest.mark.postgres
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_server_that_refuses_is_code_4(
    daoban: Callable[..., Outcome], arguments: list[str], postgres_server: PostgresServer
) -> None:
    where = f"127.0.0.1:{postgres_server.port}"
    for url, sentence in (
        (f"{LOCKED}:hush@{where}/postgres", f"The database at {where} does not accept the name or the password"),
        (f"{LOCKED}@{where}/postgres", f"The database at {where} does not accept the name or the password"),
        (f"{OWNER}@{where}/gone", f"There is no database “gone” at {where}"),
    ):
        shown = daoban(*arguments, DAOBAN_DATABASE_URL=f"postgresql://{url}", DAOBAN_LOG_LEVEL="error")
        assert (shown.code, shown.err) == (4, f"Error: {sentence}{shown.err.partition(sentence)[2]}")
        assert shown.err.count("\n") == 1
        assert "hush" not in shown.err
        assert LOCKED not in shown.err


def test_doctor_tells_which_database_does_not_answer(daoban: Callable[..., Outcome]) -> None:
    shown = daoban("doctor", DAOBAN_DATABASE_URL="postgresql://nobody:hush@127.0.0.1:1/nothing")
    assert shown.code == 1
    assert "The database does not answer at 127.0.0.1:1: " in shown.out
    assert "hush" not in shown.out


def test_host_to_listen_on_without_address_is_code_7_and_no_bug(daoban: Callable[..., Outcome]) -> None:
    shown = daoban("serve", "--host", "no-such-host.invalid", DAOBAN_LOG_LEVEL="error")
    assert (shown.code, shown.err.count("\n")) == (7, 1)
    assert "--host" in shown.err


@pytest.mark.postgres
def test_commands_work_on_postgresql(daoban: Callable[..., Outcome], postgres_url: str, tmp_path: Path) -> None:
    url = {"DAOBAN_DATABASE_URL": postgres_url.replace("+asyncpg", "")}
    behind = daoban("officers", "list", **url)
    assert (behind.code, "daoban migrate" in behind.err) == (5, True)
    assert daoban("migrate", **url).code == 0
    file = password(tmp_path / "password")
    assert daoban("officers", "add", "of8", "--name", "导办08", "--password-file", file, **url).code == 0
    assert "of8" in daoban("officers", "list", **url).out
    assert daoban("export", "sessions", **url).code == 0
    wrong = daoban("migrate", DAOBAN_DATABASE_URL=url["DAOBAN_DATABASE_URL"] + "_gone")
    assert (wrong.code, "There is no database" in wrong.err) == (4, True)


def test_officer_is_added_listed_and_given_another_password(migrated: Callable[..., Outcome], tmp_path: Path) -> None:
    file = password(tmp_path / "password")
    skills = ["--skill", "vat-general", "--skill", "payment"]
    added = migrated(
        "officers", "add", "of8", "--name", "导办08", "--name-en", "Guide 08", *skills, "--password-file", file
    )
    assert (added.code, "导办08" in added.out) == (0, True)
    assert fits("of8", "a good password")
    (line, count) = migrated("officers", "list").out.splitlines()
    assert line.split() == [
        "of8",
        "tier",
        "1",
        "0/3",
        "slots",
        "off_duty",
        "not",
        "connected",
        "payment",
        "vat-general",
        "导办08",
        "Guide",
        "08",
    ]
    assert count == "1 officer"
    twice = migrated("officers", "add", "of8", "--name", "x", "--password-file", file)
    assert (twice.code, "already" in twice.err) == (1, True)
    password(file, "another password")
    assert migrated("officers", "set-password", "of8", "--password-file", file).code == 0
    assert fits("of8", "another password")
    assert migrated("officers", "set-password", "of9", "--password-file", file).code == 1


def test_a_language_is_a_skill_beside_all_matters(migrated: Callable[..., Outcome], tmp_path: Path) -> None:
    file = password(tmp_path / "password")
    added = migrated("officers", "add", "of8", "--name", "导办08", "--skill", "lang:en", "--password-file", file)
    assert added.code == 0
    assert " * lang:en  导办08" in migrated("officers", "list").out


def fits(officer_id: str, given: str) -> bool:
    async def ask() -> bool:
        database, passwords = open_database(f"sqlite:///{DATABASE}"), Passwords()
        stored = await database.read(lambda sql: find_password_hash(sql, officer_id))
        found = await passwords.verify(stored, given)
        passwords.close()
        await database.close()
        return found

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("arguments", "secret", "words"),
    [
        (["a b"], "a good password", "letters, digits"),
        (["of8", "--skill", "lang:"], "a good password", "No such matter: lang:; there are cit-prepay"),
        (["of8", "--skill", "nothing"], "a good password", "No such matter: nothing; there are cit-prepay"),
        (["of8"], "short", "8 to 200 characters"),
        (["of8"], "x" * 201, "8 to 200 characters"),
    ],
)
def test_officer_that_cannot_be_added_is_told_why(
    migrated: Callable[..., Outcome], tmp_path: Path, arguments: list[str], secret: str, words: str
) -> None:
    file = password(tmp_path / "password", secret)
    shown = migrated("officers", "add", *arguments, "--name", "导办08", "--password-file", file)
    assert (shown.code, words in shown.err) == (1, True)
    assert "0 officers" in migrated("officers", "list").out


def test_password_is_never_taken_from_nobody(migrated: Callable[..., Outcome], tmp_path: Path) -> None:
    assert "--password-file" in migrated("officers", "add", "of8", "--name", "x").err
    gone = migrated("officers", "add", "of8", "--name", "x", "--password-file", tmp_path / "gone")
    assert (gone.code, "no such file" in gone.err) == (8, True)


async def test_ticket_of_the_demo_is_one_that_the_hub_takes(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    key = load_or_make_key(tmp_path / "data" / "bureau")
    (tmp_path / "jwks.json").write_text(json.dumps(key.jwks()), "utf-8")
    shown = daoban("ticket", "--taxpayer", "tp1", "--person", "pe1")
    assert shown.code == 0
    clock = SystemClock()
    verifier = TicketVerifier({"demo-bureau": FileKeys(tmp_path / "jwks.json", clock)}, "daoban", clock)
    principal = await verifier.verify(shown.out.strip())
    assert (principal.taxpayer.taxpayer_id, principal.person.person_id) == ("tp1", "demo-bureau|pe1")
    assert 595 <= (principal.expires_at - clock.now()).total_seconds() <= 600


def test_ticket_is_for_a_demo_only(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    ask = ["ticket", "--taxpayer", "tp1", "--person", "pe1"]
    without = daoban(*ask)
    assert (without.code, "There is no demo" in without.err) == (1, True)
    load_or_make_key(tmp_path / "data" / "bureau")
    real = daoban(*ask, DAOBAN_BUREAUS="my-bureau=keys.json")
    assert (real.code, "This hub serves my-bureau" in real.err) == (1, True)
    unknown = daoban("ticket", "--taxpayer", "tp1", "--person", "pe99")
    assert (unknown.code, "tp1/pe1" in unknown.err) == (1, True)
    assert without.out == real.out == unknown.out == ""
