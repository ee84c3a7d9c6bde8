"""Whether people who talk notice an export: the same pace of messages without one and beside one, in turns."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from bench.load import Talk
from bench.people import HubPeople, command, in_waves
from bench.reports.history import LOGIN, OFFICERS
from chatserver.services.login import LOGIN_COOKIE

if TYPE_CHECKING:
    from bench.load import Pair
    from bench.reports.history import History

_RATE: Final = 200.0
"""Messages a second of fifty pairs: a busy bureau's hour."""
_SECONDS: Final = 8.0


async def measure(port: int, history: History) -> dict[str, Any]:
    """Return the latencies of delivery in milliseconds of both ways, and of each turn."""
    pairs = await HubPeople(history.folder).pairs((port, port), OFFICERS)
    talk = Talk(pairs)
    await talk.paced(_RATE, 2.0)
    turns: list[dict[str, Any]] = []
    for _ in range(3):
        turns.append({"beside": False, **await talk.paced(_RATE, _SECONDS)})
        async with _exporting(port, history):
            turns.append({"beside": True, **await talk.paced(_RATE, _SECONDS)})
    await in_waves(_end(pair) for pair in pairs)
    lost = sum(turn["lost"] + turn["doubled"] + turn["out_of_order"] for turn in turns)
    return {
        "without_p99_ms": _p99(turns, beside=False),
        "beside_p99_ms": _p99(turns, beside=True),
        "lost": lost,
        "turns": turns,
    }


async def _end(pair: Pair) -> None:
    """End the session, so that another run on the same history finds everybody free."""
    officer, of_session = pair.lines[1], {"session_id": pair.session_id}
    await command(officer, "session.end", of_session)
    found = await command(officer, "session.resume", of_session)
    decided = {question["question_id"]: "resolved" for question in found["session"]["questions"]}
    await command(officer, "session.wrap_up", {**of_session, "dispositions": decided})


def _p99(turns: list[dict[str, Any]], *, beside: bool) -> float:
    found = sorted(turn["latency_ms"]["p99"] for turn in turns if turn["beside"] is beside)
    return float(found[len(found) // 2])


@contextlib.asynccontextmanager
async def _exporting(port: int, history: History) -> Any:
    """Download the sessions of the year, again and again, for as long as the block lasts."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookies={LOGIN_COOKIE: LOGIN}) as client:
        downloading = asyncio.get_running_loop().create_task(_download(client, history))
        try:
            yield
        finally:
            downloading.cancel()
            await asyncio.gather(downloading, return_exceptions=True)


async def _download(client: aiohttp.ClientSession, history: History) -> None:
    while True:
        async with client.get(f"/reports/export/sessions.csv?from={history.first}&to={history.last}") as answer:
            async for _ in answer.content.iter_chunked(65_536):
                pass
