"""Stock python-socketio on aiohttp and uvloop, default settings: relays a message to the other side, stores nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import socketio
import uvloop
from aiohttp import web


def create_relay() -> web.Application:
    """Return the relay; who connects says in `auth` which pair and side they are."""
    server = socketio.AsyncServer(async_mode="aiohttp")
    places: dict[tuple[int, int], str] = {}
    opposite: dict[str, str] = {}

    async def connect(sid: str, _: dict[str, Any], auth: dict[str, int]) -> None:
        pair, side = auth["pair"], auth["side"]
        places[pair, side] = sid
        other = places.get((pair, 1 - side))
        if other:
            opposite[sid], opposite[other] = other, sid

    async def post(sid: str, message: dict[str, Any]) -> dict[str, bool]:
        await server.emit("message.posted", message, to=opposite[sid])
        return {"ok": True}

    server.on("connect", connect)
    server.on("message.post", post)
    application = web.Application()
    server.attach(application)
    return application


async def _serve() -> None:
    runner = web.AppRunner(create_relay(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(f"ready {runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as main:
        main.run(_serve())
