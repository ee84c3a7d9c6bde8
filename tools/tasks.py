"""The Makefile's targets, one function each."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, NoReturn

from tools import browser, check, environment, frontend, lock, node, preflight, suite
from tools.console import StopError, say
from tools.places import CACHE, NODE_MODULES, PYTHON, ROOT, SCRIPTS, VENV

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path


def demo() -> int:
    """Install, build and start hub and demo bureau; refuses early what could not start."""
    environment.ensure_writable_checkout()
    port = preflight.usable_port(os.environ.get("PORT") or "8080")
    folder = preflight.usable_folder(os.environ.get("DAOBAN_DATA") or "data")
    environment.ensure()
    frontend.ensure_built()
    _become([SCRIPTS / "daoban", "demo", "--port", str(port)], {"DAOBAN_DATA": str(folder)})


def cluster() -> int:
    """Install, build and start two nodes with everything they need, on PORT (8080)."""
    environment.ensure_writable_checkout()
    port = preflight.usable_port(os.environ.get("PORT") or "8080")
    environment.ensure("test")
    frontend.ensure_built()
    _become([PYTHON, "-m", "tools.cluster", str(port)], {})


def test() -> int:
    """Fetch what the tests need, then run the TypeScript and the Python tests; ARGS goes to pytest."""
    environment.ensure("test")
    chromium = browser.ensure()
    browser.ensure_chinese_font()
    found = frontend.ensure_packages()
    frontend.ensure_built()
    surroundings = {browser.VARIABLE: str(chromium), **for_playwright(found)}
    typescript = subprocess.run([found.program, "tools/test-typescript.mjs"], cwd=ROOT, check=False).returncode
    chosen = _arguments()
    python = _run([PYTHON, "-m", "pytest", *chosen], surroundings) if chosen else _side_by_side(surroundings)
    return typescript or python


def _side_by_side(surroundings: dict[str, str]) -> int:
    """Run all parts, a few at once; what each says comes when it is over. After a Ctrl-C no other part begins."""
    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as threads:
        running = [threads.submit(_played, part, surroundings) for part in suite.PARTS]
        try:
            codes = [_told(done) for done in as_completed(running)]
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
    return next(filter(None, codes), 0)


def _told(done: Future[tuple[int, str]]) -> int:
    code, said = done.result()
    say(said)
    return code


def _played(part: suite.Part, surroundings: dict[str, str]) -> tuple[int, str]:
    """Return how a part ended and what it said."""
    command = [str(PYTHON), "-m", "pytest", *part.arguments]
    say(f"· {part.name} …")
    with tempfile.TemporaryFile() as said:
        environ = {**os.environ, **surroundings}
        code = subprocess.run(command, cwd=ROOT, env=environ, stdout=said, stderr=said, check=False).returncode
        said.seek(0)
        return code, f"\n· {part.name}\n{said.read().decode('utf-8', 'replace')}"


def for_playwright(found: node.Node) -> dict[str, str]:
    """Run Playwright's driver on our Node: its own one needs a library that a bare system lacks."""
    return {"PLAYWRIGHT_NODEJS_PATH": str(found.program)}


def web() -> int:
    """Build the front ends, if their sources have changed."""
    frontend.ensure_built()
    return 0


def check_all() -> int:
    """Everything but the tests: style, types, arrows, generated files, catalogue, house rules, sizes."""
    environment.ensure("test", "check")
    found = frontend.ensure_packages()
    frontend.ensure_built()
    return check.run_all(found)


def bench() -> int:
    """Measure; ARGS goes to the benchmark."""
    environment.ensure("test")
    found = frontend.ensure_packages()
    return _run([PYTHON, "-m", "bench", *_arguments()], found.environment())


def bench_reports() -> int:
    """Measure reports and exports on a long history; ARGS goes to the benchmark."""
    environment.ensure("test")
    return _run([PYTHON, "-m", "bench.reports", *_arguments()], {})


def faults() -> int:
    """Play the faults; ARGS goes to the harness."""
    environment.ensure("test")
    return _run([PYTHON, "-m", "bench.faults", *_arguments()], {})


def relock() -> int:
    """Resolve every lock file anew; UPGRADE=1 also takes newer versions."""
    environment.ensure()
    lock.write_all(upgrade=os.environ.get("UPGRADE") == "1")
    return 0


def clean() -> int:
    """Take away all that was made here, but never the data folder."""
    made = [VENV, NODE_MODULES, CACHE, *(ROOT / name / "dist" for name in ("widget", "agents"))]
    made += [
        ROOT / name
        for name in ("artifacts", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis")
    ]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    say("Clean; ./data is left as it was.")
    return 0


_COMPILED = {"PYTHONPYCACHEPREFIX": str(VENV / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
"""Compile each module once, in a place of our own: where nothing may be written beside the sources, every program that
the tests start took two seconds to compile the same modules anew.
"""
TASKS: dict[str, Callable[[], int]] = {
    "bench": bench,
    "bench-reports": bench_reports,
    "check": check_all,
    "clean": clean,
    "cluster": cluster,
    "demo": demo,
    "faults": faults,
    "lock": relock,
    "test": test,
    "web": web,
}


def run(arguments: Sequence[str]) -> int:
    """Run the named task; a stop, or what belongs to somebody else, is one sentence and exit code 1."""
    name = arguments[0] if arguments else ""
    if name not in TASKS:
        say(f"usage: python3 -m tools {{{'|'.join(TASKS)}}}")
        return 2
    os.environ.update(_COMPILED)
    try:
        return TASKS[name]()
    except StopError as stop:
        say(f"\n{stop}")
        return 1
    except PermissionError as error:
        say(f"\nNo permission for {error.filename}; clone Daoban into a folder of your own, or ask whose {ROOT} is.")
        return 1
    except KeyboardInterrupt:
        say("\nStopped; what was finished is kept, the same command goes on from there.")
        return 130


def _arguments() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def _run(command: Sequence[str | Path], surroundings: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **surroundings}, check=False).returncode


def _become(command: Sequence[str | Path], surroundings: dict[str, str]) -> NoReturn:
    """Let the program take this one's place, so that Ctrl-C and the exit code are its own."""
    os.chdir(ROOT)
    os.execve(command[0], [str(part) for part in command], {**os.environ, **surroundings})
