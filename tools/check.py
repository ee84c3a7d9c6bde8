"""`make check`: every check runs, each says how long it took, the failed ones are named at the end."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import time
from typing import TYPE_CHECKING

from tools import budgets, house
from tools.console import say
from tools.places import NODE_MODULES, PYTHON, ROOT, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.node import Node

TYPESCRIPT_PROJECTS = ("chatserver/client", "widget", "agents", "tests")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """One check: its name and what runs it; an empty answer is a pass, anything else is what to show."""

    name: str
    find_faults: Callable[[], str]


def run_all(node: Node) -> int:
    """Run all checks in turn and answer 1 if any failed."""
    failed = [check.name for check in all_checks(node) if not _passes(check)]
    if failed:
        say(f"\n{len(failed)} failed: {', '.join(failed)}")
        return 1
    say("\nAll checks passed.")
    return 0


def all_checks(node: Node) -> Iterator[Check]:
    """The checks in the order of how soon they tell."""
    yield _program("style (ruff check)", SCRIPTS / "ruff", "check", ".")
    yield _program("format (ruff format)", SCRIPTS / "ruff", "format", "--check", ".")
    yield Check(name="house rules (tools/house.py)", find_faults=lambda: "\n".join(house.find_faults(ROOT)))
    yield _program("arrows (import-linter)", SCRIPTS / "lint-imports")
    yield _program("generated files", PYTHON, "-m", "chatserver.protocol.generate", "--check")
    yield _program("catalogue (daoban matters check)", SCRIPTS / "daoban", "matters", "check")
    yield Check(name="bundle sizes (tools/budgets.py)", find_faults=lambda: "\n".join(budgets.find_faults(ROOT)))
    for project in TYPESCRIPT_PROJECTS:
        tsc = NODE_MODULES / "typescript/bin/tsc"
        yield _program(f"types (tsc {project})", node.program, tsc, "--noEmit", "-p", project)
    yield _program("types (mypy)", SCRIPTS / "mypy")


def _program(name: str, *command: object) -> Check:
    return Check(name=name, find_faults=lambda: _output_on_failure([str(part) for part in command]))


def _output_on_failure(command: list[str]) -> str:
    answer = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if answer.returncode == 0:
        return ""
    return (answer.stdout + answer.stderr).strip() or f"exit code {answer.returncode}, without a word"


def _passes(check: Check) -> bool:
    started = time.perf_counter()
    faults = check.find_faults()
    say(f"{'✗' if faults else '✓'} {check.name} ({time.perf_counter() - started:.1f} s)")
    if faults:
        say(faults)
    return not faults
