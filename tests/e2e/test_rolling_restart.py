"""Two nodes are replaced one after the other in the middle of a talk: in the browsers nothing of it is to be seen."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.commands.demo import PASSWORD_FILE
from tests.e2e.demo import Demo, daoban
from tests.e2e.scenes import take_up
from tests.e2e.stage import AT_HOME, Stage, both_read
from tests.e2e.words import ZH
from tests.support.balancer import balancing, until_ready
from tests.support.process import ServerProcess, dying_with_us, free_port
from tools import frontend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from playwright.async_api import Browser

    from tests.e2e.stage import Officer, Taxpayer

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.valkey]

MATTER = "居民企业（查账征收）企业所得税"
BURST = 3
"""Messages written at once when a node is told to end, before anybody has moved."""
END_SECONDS = 20


class Nodes:
    """Two demo nodes on one PostgreSQL and one Valkey; the bureau's file is theirs together."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOBAN_")}
        self._surroundings = {
            **kept,
            "DAOBAN_DATABASE_URL": database_url.replace("+asyncpg", ""),
            "DAOBAN_REDIS_URL": redis_url,
            "DAOBAN_DRAIN_SECONDS": "2",
        }
        self.folder = folder
        self.ports = [free_port(), free_port()]
        self.running = [self._start(port) for port in self.ports]

    def _start(self, port: int) -> ServerProcess:
        command = dying_with_us(daoban("demo", "--port", port, "--data", self.folder))
        return ServerProcess(command, "Ctrl-C stops", user={"env": self._surroundings})

    def tell_to_end(self, number: int) -> asyncio.Future[int]:
        """SIGTERM; the result is the exit code."""
        process = self.running[number].process
        process.send_signal(signal.SIGTERM)
        return asyncio.get_running_loop().run_in_executor(None, process.wait, END_SECONDS)

    async def start_again(self, number: int) -> None:
        self.running[number] = await asyncio.to_thread(self._start, self.ports[number])
        await until_ready(self.ports[number])


@pytest.fixture
def nodes(tmp_path: Path, postgres_url: str, valkey_url: str) -> Iterator[Nodes]:
    """Both nodes."""
    frontend.ensure_built()
    found = Nodes(tmp_path / "demo", postgres_url, valkey_url)
    yield found
    for node in found.running:
        node.stop()


@pytest.fixture
async def cluster(browser: Browser, nodes: Nodes) -> AsyncIterator[Stage]:
    """A stage whose people come to whichever node is ready."""
    password = (nodes.folder / PASSWORD_FILE).read_text("ascii").strip()
    async with contextlib.AsyncExitStack() as stack:
        port = await stack.enter_async_context(balancing(nodes.ports))
        demo = Demo(port=port, folder=nodes.folder, password=password)
        yield Stage(browser, demo, "rolling_restart", stack)
        for context in browser.contexts:
            await context.close()


async def test_nobody_notices_that_the_nodes_are_replaced(cluster: Stage, nodes: Nodes) -> None:
    officer = await cluster.seat_officer("of2")
    await officer.console.go_on_duty()
    taxpayer = await cluster.seat_taxpayer(ZH, **AT_HOME)
    await ask(taxpayer)
    await take_up(taxpayer, officer)
    said: list[str] = []
    for number in range(len(nodes.ports)):
        ended = nodes.tell_to_end(number)
        await talk_until(ended, taxpayer, officer, said)
        assert await ended == 0
        await nodes.start_again(number)
        await say(taxpayer, officer, said)
    await both_read(taxpayer, officer, *said)
    await taxpayer.window.page.reload()
    await both_read(taxpayer, officer, *said)
    assert taxpayer.window.complaints == officer.window.complaints == []


async def ask(taxpayer: Taxpayer) -> None:
    bureau = taxpayer.bureau
    await bureau.open_sign_in()
    await bureau.sign_in("陈某")
    await bureau.open_matter(MATTER)
    await bureau.next(2)
    await bureau.press(ZH.next)
    await expect(bureau.error("cit-asset-unit")).to_be_visible()
    await bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()


async def talk_until(ended: asyncio.Future[int], taxpayer: Taxpayer, officer: Officer, said: list[str]) -> None:
    """Write while the node moves its people and stops: first in one go, then in turn."""
    for _ in range(BURST):
        said.append(f"第 {len(said)} 句")
        await taxpayer.widget.send(said[-1])
    for _ in itertools.takewhile(lambda _: not ended.done(), itertools.count()):
        await say(taxpayer, officer, said)


async def say(taxpayer: Taxpayer, officer: Officer, said: list[str]) -> None:
    """A word from each side; each sees the other's, and neither page says that its line was gone."""
    said.append(f"问 {len(said)}")
    await taxpayer.widget.send(said[-1])
    await expect(officer.console.messages.last).to_have_text(said[-1])
    said.append(f"答 {len(said)}")
    await officer.console.send(said[-1])
    await expect(taxpayer.widget.messages.last).to_have_text(said[-1])
    await expect(taxpayer.widget.says(ZH.offline)).to_be_hidden()
    await expect(officer.console.line_bar).to_be_hidden()
    assert taxpayer.window.complaints == []
