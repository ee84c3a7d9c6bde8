"""One demo hub for most stories, and a stage for each; a story whose people are in others too has a demo of its own."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.e2e.demo import running_demo
from tests.e2e.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator
    from pathlib import Path

    from playwright.async_api import Browser

    from tests.e2e.demo import Demo

FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo that most stories share: they are about different people."""
    with running_demo(tmp_path_factory.mktemp("demo") / "data") as demo:
        yield demo


@pytest.fixture
async def stage(request: pytest.FixtureRequest, browser: Browser, demo: Demo) -> AsyncIterator[Stage]:
    """An empty stage in the shared demo."""
    async with empty_stage(request.node, browser, demo) as stage:
        yield stage


@pytest.fixture
async def own_stage(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    """An empty stage in a demo that nobody was in before."""
    with running_demo(tmp_path / "data") as demo:
        async with empty_stage(request.node, browser, demo) as stage:
            yield stage


@contextlib.asynccontextmanager
async def empty_stage(story: pytest.Item, browser: Browser, demo: Demo) -> AsyncIterator[Stage]:
    """A stage for one story; afterwards the browsers are closed before the lines."""
    async with contextlib.AsyncExitStack() as stack:
        stage = Stage(browser, demo, story.name.removeprefix("test_"), stack)
        yield stage
        if story.stash.get(FAILED, False):
            await stage.take_last_pictures()
        for context in browser.contexts:
            await context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the stage know how its test ended: it takes a last picture of every window of one that failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
