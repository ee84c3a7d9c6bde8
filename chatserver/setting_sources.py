"""Reads settings from the command line, the environment and one TOML file, and says everything that is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatserver.setting_fields import PREFIX, Setting
from chatserver.settings import Settings, all_settings, field_names

NOT_SETTINGS = frozenset({"DAOBAN_CONFIG", "DAOBAN_CHROMIUM", "DAOBAN_POSTGRES_BIN", "DAOBAN_VALKEY"})
"""Variables of this name's family that mean something to tools and tests only."""
MAX_FILE_BYTES = 1_000_000
_SHOWN_CHARACTERS = 60


class SettingsError(Exception):
    """Something given is no setting or does not fit; `problems` has one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        """Keep every problem."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Given:
    """One value as given: text still to be read, or a TOML value; and where it stands."""

    name: str
    value: object
    source: str
    is_text: bool


def load_settings(
    environment: Mapping[str, str], *, config: Path | None = None, command_line: Mapping[str, object] | None = None
) -> Settings:
    """Return the settings in force. In `command_line`, None means not given. Raises SettingsError."""
    problems: list[str] = []
    path = config or (Path(environment["DAOBAN_CONFIG"]) if environment.get("DAOBAN_CONFIG") else None)
    given = [*_from_file(path, problems), *_from_environment(environment, problems), *_from_command_line(command_line)]
    known = {setting.name: setting for setting in all_settings()}
    attributes = field_names()
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for item in given:  # later ones win, but an earlier wrong one is told all the same
        try:
            values[attributes[item.name]] = _value(known[item.name], item)
            sources[item.name] = item.source
        except (ValueError, TypeError):
            problems.append(_misfit(known[item.name], item))
    if problems:
        raise SettingsError(problems)
    settings = Settings(**values, sources=sources)  # type: ignore[arg-type] # each was checked by its kind
    if wrong := settings.contradictions():
        raise SettingsError(wrong)
    return settings


def _value(setting: Setting, item: _Given) -> object:
    kind = setting.kind
    return kind.check(kind.read(item.value) if item.is_text and isinstance(item.value, str) else item.value)


def _misfit(setting: Setting, item: _Given) -> str:
    shown = "" if setting.secret else f", got {_shortened(repr(item.value))}"
    return f"{item.source}: {item.name}: expected {setting.kind.expected}{shown}"


def _from_command_line(options: Mapping[str, object] | None) -> list[_Given]:
    return [
        _Given(name, value if isinstance(value, dict | list | int) else str(value), f"option --{name}", is_text=False)
        for name, value in (options or {}).items()
        if value is not None
    ]


def _from_environment(environment: Mapping[str, str], problems: list[str]) -> list[_Given]:
    variables = {setting.variable: setting for setting in all_settings()}
    files = {f"{setting.variable}_FILE": setting for setting in variables.values() if setting.secret}
    found: list[_Given] = []
    for variable in sorted(name for name in environment if name.startswith(PREFIX) and name not in NOT_SETTINGS):
        source = f"environment variable {variable}"
        if variable in variables:
            if environment[variable]:  # empty means not given, as in `DAOBAN_REDIS_URL= daoban serve`
                found.append(_Given(variables[variable].name, environment[variable], source, is_text=True))
        elif variable in files:
            found += _from_secret_file(files[variable], environment[variable], source, problems)
        else:
            problems.append(f"{source}: no such setting{_hint(variable, [*variables, *files])}")
    return found


def _from_secret_file(setting: Setting, path: str, source: str, problems: list[str]) -> list[_Given]:
    try:
        secret = Path(path).read_text("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        problems.append(f"{source}: cannot read the file {path}: {_reason(error)}")
        return []
    return [_Given(setting.name, secret, f"{source} ({path})", is_text=True)]


def _from_file(path: Path | None, problems: list[str]) -> list[_Given]:
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES).decode("utf-8")
        table = tomllib.loads(content)
    except (OSError, ValueError) as error:
        problems.append(f"{path}: cannot be read as TOML: {_reason(error)}")
        return []
    names = [setting.name for setting in all_settings()]
    found: list[_Given] = []
    for name, value in table.items():
        source = f"{path}:{_line_of(name, content)}"
        if name in names:
            found.append(_Given(name, value, source, is_text=False))
        else:
            problems.append(f"{source}: {name}: no such setting{_hint(name, names)}")
    return found


def _line_of(name: str, content: str) -> int:
    """Return the line on which a top-level key or table begins."""
    spelled = re.compile(rf"""^\s*\[?\s*["']?{re.escape(name)}["']?\s*(=|\]|\.)""")
    return next((number for number, line in enumerate(content.splitlines(), 1) if spelled.match(line)), 1)


def _hint(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    return f"; did you mean {close[0]}?" if close else ""


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _shortened(shown: str) -> str:
    return shown if len(shown) <= _SHOWN_CHARACTERS else shown[: _SHOWN_CHARACTERS - 1] + "…"
