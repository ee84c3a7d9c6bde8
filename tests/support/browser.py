"""A real Chromium through Playwright's async API (its sync one and pytest-asyncio cannot share a process)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import async_playwright

from tools import browser as machine
from tools.places import NODE_MODULES, ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

# root needs no-sandbox; the rest keeps it from asking the outside world, where every question is refused
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PICTURES = ROOT / "artifacts" / "shots"


def _as_long_as_a_loop(fixture_name: str, config: pytest.Config) -> Any:
    """Playwright belongs to one event loop: where all tests share one (`make test`), they share the Chromium, too."""
    return config.getini("asyncio_default_fixture_loop_scope")


@pytest.fixture(scope=_as_long_as_a_loop)
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium."""
    program = machine.find()
    if program is None:
        pytest.fail("No Chromium; `make test` fetches one, or name one in DAOBAN_CHROMIUM")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield launched
        await launched.close()


@pytest.fixture
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """A Chromium without any window; those that a test opens are closed behind it."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


def complaints_of(page: Page) -> list[str]:
    """A list that fills with what the page complains about from now on: errors, refused resources, broken policies."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"{error.name}: {error.message}"))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    return complaints


async def axe_violations(page: Page) -> list[str]:
    """Accessibility faults (WCAG 2.2 A and AA) of the page as it is now, one line each, shadow roots included."""
    source = (NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    await page.evaluate(source)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = json.dumps({"runOnly": {"type": "tag", "values": tags}})
    found: dict[str, Any] = await page.evaluate(f"axe.run(document, {options})")
    return [
        f"{fault['id']}: {fault['help']} at {node['target']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


async def take_picture(page: Page, name: str, *, at_rest: bool = False) -> Path:
    """A screenshot for people, in a folder that git ignores. `at_rest`: as it is when nothing moves any more."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    target = PICTURES / f"{name}.png"
    await page.screenshot(path=target, animations="disabled" if at_rest else "allow")
    return target


def forget_pictures(beginning: str) -> None:
    """Remove the pictures of an earlier run whose names begin so."""
    for picture in PICTURES.glob(f"{beginning}*.png"):
        picture.unlink()
