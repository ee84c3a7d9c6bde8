"""`python -m bench.console`: the officer console with three sessions of two thousand events each, in Chromium.

A hub process of its own on SQLite with logs that the rules have made. First paint: from opening the address until the
last message of the thread is on the screen. Input delay: from a key until the page begins to handle it (Event Timing),
while the taxpayers' forms change and messages come. Exit 1 beyond the bars.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.async_api import async_playwright

from bench import seed
from bench.long_talks import write_talks
from bench.people import HOST, command
from bench.procs import StartError, hub_command, scratch_folder, serving
from bench.tally import Spread, spread
from bench.wire import Line, random_key
from chatserver.clock import SystemClock
from tests.support.browser import FLAGS
from tools import browser as machine

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from bench.long_talks import LongTalk

MOST_PAINT_MS = 1_000.0
MOST_DELAY_MS = 50.0
_BETWEEN_KEYS_SECONDS = 0.03
"""Faster than anybody types."""
_WATCH = """
  window.keys = [];
  new PerformanceObserver((list) => {
    for (const { name, startTime, processingStart, duration } of list.getEntries())
      if (name === 'keydown') window.keys.push([processingStart - startTime, duration]);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  const within = (root, name) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === name) return element;
      const found = element.shadowRoot && within(element.shadowRoot, name);
      if (found) return found;
    }
    return null;
  };
  const look = () => {
    const thread = within(document, 'daoban-thread')?.shadowRoot;
    if (thread?.querySelector('.log .m')) setTimeout(() => (window.painted = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""
_PAINTED = """() => new Promise((painted) => {
  const look = setInterval(() => window.painted && (clearInterval(look), painted(window.painted)), 5);
})"""
_TYPED = "您好，请先看附一第五行第五列的金额。" * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the console has to show, and how often it is looked at."""

    sessions: int = 3
    events: int = 2_000
    paints: int = 5
    updates: float = 2.0
    """Changes a second of each form while the officer writes."""


async def measure(plan: Plan, folder: Path) -> dict[str, Any]:
    """Return the spreads in milliseconds, and what the hub complained of."""
    await seed.prepare(folder, officers=1, capacity=plan.sessions)
    talks = await write_talks(folder, plan.sessions, plan.events, SystemClock().now())
    with serving(hub_command(folder)) as server:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=machine.find(), args=list(FLAGS))
            context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            await context.add_init_script(_WATCH)
            url = f"http://{HOST}:{server.port}"
            await context.add_cookies([{"name": "daoban_login", "value": seed.login_of(0), "url": url}])
            page = await context.new_page()
            paints = [await _paint(page, f"{url}/console/") for _ in range(plan.paints)]
            delays, durations = await _type(page, plan, talks, server.port, folder)
            await browser.close()
        complaints = server.complaints()[-2000:]
    return {"paint": paints, "delay": delays, "duration": durations, "complaints": complaints}


async def _paint(page: Page, url: str) -> float:
    await page.goto(url, wait_until="commit")
    return float(await page.evaluate(_PAINTED)) / 1_000


async def _type(
    page: Page, plan: Plan, talks: list[LongTalk], port: int, folder: Path
) -> tuple[list[float], list[float]]:
    """Write a reply key by key while the other side is busy; return delays and whole durations in seconds."""
    tickets = seed.Tickets(folder)
    lines = [await _taxpayer(port, tickets, talk) for talk in talks]
    reply = page.get_by_role("textbox", name="回复")
    await reply.click()
    stop = asyncio.Event()
    pairs = zip(lines, talks, strict=True)
    busy = [asyncio.create_task(_keep_busy(line, talk, plan.updates, stop)) for line, talk in pairs]
    for letter in _TYPED:
        await page.keyboard.press("a")
        await page.keyboard.insert_text(letter)
        await asyncio.sleep(_BETWEEN_KEYS_SECONDS)
    stop.set()
    await asyncio.gather(*busy)
    keys = await page.evaluate("window.keys")
    # a key that took less than a frame is not reported: it had no delay to speak of
    missing = [0.0] * max(0, len(_TYPED) - len(keys))
    return [key[0] / 1_000 for key in keys] + missing, [key[1] / 1_000 for key in keys] + missing


async def _taxpayer(port: int, tickets: seed.Tickets, talk: LongTalk) -> Line:
    auth = {"token": tickets.sign(talk.person), "protocol": 1, "client_key": random_key()}
    line = Line("/taxpayer", auth)
    await line.open(HOST, port)
    return line


async def _keep_busy(line: Line, talk: LongTalk, rate: float, stop: asyncio.Event) -> None:
    turn = 0
    while not stop.is_set():
        turn += 1
        here = {"session_id": talk.session.session_id}
        fields = [{"id": "f1_6_wkp", "value": f"{turn}.00"}]
        page = {"matter_id": seed.MATTER, "step_id": "s6", "error_id": "vatg-cmp-output", "fields": fields}
        await command(line, "context.update", {**here, "context": page})
        if turn % 4 == 0:
            await command(line, "message.post", {**here, "client_msg_id": f"busy-{turn}", "text": f"好的 {turn}"})
        await asyncio.sleep(1 / rate)


def _words(name: str, one: Spread) -> str:
    return f"{name:<12} {one.count:>4} times   p50 {one.p50:7.1f} ms   p99 {one.p99:7.1f} ms   max {one.max:7.1f} ms"


async def _run(plan: Plan) -> dict[str, Any]:
    with scratch_folder() as folder:
        return await measure(plan, folder)


def main() -> int:
    """Return 0 when the console is painted and hears keys within the bars."""
    parser = argparse.ArgumentParser(prog="python -m bench.console", description=__doc__)
    parser.add_argument("--sessions", type=int, default=3)
    parser.add_argument("--events", type=int, default=2_000, help="of each session")
    parser.add_argument("--json", action="store_true", help="print the numbers as they are")
    given = parser.parse_args()
    plan = Plan(sessions=given.sessions, events=given.events)
    try:
        found = asyncio.run(_run(plan))
    except StartError as error:
        print(f"the hub did not start: {error}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps(found))
    paint, delay, duration = (spread(found[name]) for name in ("paint", "delay", "duration"))
    print(f"{plan.sessions} sessions of {plan.events} events each")
    print(_words("first paint", paint))
    print(_words("input delay", delay))
    print(_words("key to frame", duration))
    if found["complaints"]:
        print(found["complaints"], file=sys.stderr)
    met = paint.p50 <= MOST_PAINT_MS and delay.p99 <= MOST_DELAY_MS
    print(f"bars: paint {MOST_PAINT_MS:.0f} ms, delay {MOST_DELAY_MS:.0f} ms: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
