"""How long each page takes over the whole year, as an analyst's browser asks for it: cold once, then again."""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from bench.reports.history import LOGIN
from chatserver.services.login import LOGIN_COOKIE

if TYPE_CHECKING:
    from bench.reports.history import History

_TURNS: Final = 40
_WORDS: Final = (
    *("发票", "留抵税额", "查无此词", "销项 核对"),
    *("票发", "您好了", "卡在这一栏", "您好了 发票"),  # nobody says them; nearly all say the pairs of the last three
    "您好,我看到您卡在这一步了。 差额就在这一栏。 截止今天来得及吗?",  # many pairs, each common
    *("发票&officer=sim0147", "发票&end=cancelled", "发票&step=s7", "您好了&step=s1", "留抵税额&officer=sim0147"),
    "发票&officer=nobody",  # goes through all sessions of the period, as the list without words does
)
"""What is looked for, with other filters of the page behind it."""
_PAGES: Final = ("overview", "stuck", "hours", "officers", "queues", "trends", "export", "sessions", "wall.json")


async def measure(port: int, history: History) -> dict[str, Any]:
    """Return the spread in milliseconds of each page, and of each search; pages that are not there are left out."""
    year = f"from={history.first}&to={history.last}"
    found: dict[str, Any] = {"pages": {}, "searches": {}}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookies={LOGIN_COOKIE: LOGIN}) as client:
        for name in _PAGES:
            times = await _times(client, f"/reports/{name}?{year}")
            if times:
                found["pages"][name] = _spread(times)
        for words in _WORDS:
            found["searches"][words] = _spread(await _times(client, f"/reports/sessions?{year}&q={words}"))
    return found


async def _times(client: aiohttp.ClientSession, path: str) -> list[float]:
    times: list[float] = []
    for _ in range(_TURNS):
        began = time.perf_counter()
        async with client.get(path) as answer:
            if answer.status == HTTPStatus.NOT_FOUND:
                return []
            answer.raise_for_status()
            await answer.read()
        times.append(time.perf_counter() - began)
    return times


def _spread(seconds: list[float]) -> dict[str, float]:
    """Return milliseconds; the first look, which finds nothing in memory, is one of them."""
    ordered = sorted(round(one * 1000, 1) for one in seconds)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {"first": round(seconds[0] * 1000, 1), "p50": ordered[len(ordered) // 2], "p95": p95}
