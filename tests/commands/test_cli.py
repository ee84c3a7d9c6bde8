from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from chatserver.cli import COMMANDS, cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.commands.conftest import Outcome

HEAVY = ("aiohttp", "alembic", "argon2", "joserfc", "msgspec", "redis", "socketio", "sqlalchemy")


def every_command(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from every_command(found, *path, name)


LEAVES = {
    path: command
    for path, command in every_command(cli, "daoban")
    if not isinstance(command, click.Group) and not command.hidden
}


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_teaches_with_an_example(path: str, daoban: Callable[..., Outcome]) -> None:
    shown = daoban(*path.split()[1:], "--help")
    assert shown.code == 0
    assert "Example:" in shown.out
    assert path.rsplit(maxsplit=1)[-1] in shown.out.partition("Example:")[2].partition("Options:")[0]


def test_list_of_commands_says_what_each_says_itself(daoban: Callable[..., Outcome]) -> None:
    shown = daoban("--help").out
    for name, (_, _, first_line) in COMMANDS.items():
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert (command.help or "").strip().partition("\n")[0].startswith(first_line.rstrip("."))
        assert first_line in shown


def test_help_answers_at_once() -> None:
    """It loads none of the heavy packages, which take over a second."""
    program = "import sys; from chatserver.cli import run; run(['--help']); print(sorted(set(sys.modules) & set(%r)))"
    answer = subprocess.run([sys.executable, "-c", program % (HEAVY,)], capture_output=True, text=True, check=True)
    assert answer.stdout.strip().endswith("[]")


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["serve", "--nothing"], ["serve", "--port", "x"], ["officers", "add"]]
)
def test_wrong_command_line_is_code_2(daoban: Callable[..., Outcome], arguments: list[str]) -> None:
    shown = daoban(*arguments)
    assert shown.code == 2
    assert shown.err


def test_wrong_settings_are_told_whole_without_a_trace(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    config = tmp_path / "daoban.toml"
    config.write_text('prot = 1\nhost = "a b"\n', "utf-8")
    shown = daoban("--config", config, "migrate", DAOBAN_PORT="x")
    assert shown.code == 3
    assert shown.err.count("\n") == 4
    assert "did you mean port?" in shown.err
    assert f"{config}:2: host" in shown.err
    assert "DAOBAN_PORT" in shown.err
    assert "Traceback" not in shown.err


def test_bug_is_one_line_and_its_trace_is_for_those_who_ask(
    daoban: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr("chatserver.commands.migrate.settings_of", fail)
    shown = daoban("migrate")
    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "ZeroDivisionError: of all things" in shown.err
    assert "in fail" in daoban("--traceback", "migrate").err


def test_settings_are_listed_with_their_source(daoban: Callable[..., Outcome]) -> None:
    shown = daoban("settings", DAOBAN_REDIS_URL="redis://:hush@cache/0", DAOBAN_PORT="81")
    assert shown.code == 0
    lines = {line.split()[0]: line for line in shown.out.splitlines()}
    assert lines["port"].split() == ["port", "81", "environment", "variable", "DAOBAN_PORT"]
    assert lines["login_hours"].split() == ["login_hours", "12", "default"]
    assert "(secret, set)" in lines["redis_url"]
    assert "hush" not in shown.out
