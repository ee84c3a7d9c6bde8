"""One demo hub for all stories, as `make demo` starts it: hub, console and bureau in a process of their own."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from chatserver.commands.demo import PASSWORD_FILE
from tests.e2e.stage import Stage
from tests.support.process import ServerProcess, dying_with_us
from tools import frontend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator
    from pathlib import Path

    from _pytest.reports import TestReport
    from playwright.async_api import Browser


FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo that answers: its port, its data folder, and the password that every demo officer has."""

    port: int
    folder: Path
    password: str


def daoban(*arguments: object) -> list[str]:
    """The command line of `daoban`, run by this Python."""
    return [sys.executable, "-c", "from chatserver.cli import main; main()", *map(str, arguments)]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, with the front ends as their sources are now."""
    frontend.ensure_built()
    folder = tmp_path_factory.mktemp("demo") / "data"
    command = daoban("demo", "--port", 0, "--data", folder)
    server = ServerProcess(dying_with_us(command), "Ctrl-C stops")
    found = re.search(r"Start here\s+http://127\.0\.0\.1:(\d+)/", "".join(server.tail))
    assert found, server.tail
    yield Demo(port=int(found[1]), folder=folder, password=(folder / PASSWORD_FILE).read_text("ascii").strip())
    server.stop()


@pytest.fixture
async def stage(request: pytest.FixtureRequest, browser: Browser, demo: Demo) -> AsyncIterator[Stage]:
    """An empty stage; afterwards the browsers are closed before the lines."""
    async with contextlib.AsyncExitStack() as stack:
        stage = Stage(browser, demo, request.node.name.removeprefix("test_"), stack)
        yield stage
        if request.node.stash.get(FAILED, False):
            await stage.take_last_pictures()
        for context in browser.contexts:
            await context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, TestReport, TestReport]:
    """Let the stage know how its test ended: it takes a last picture of every window of one that failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
