"""`python -m bench.bus`: what a publish costs, through redis-py and through the hub's own line (decision 0010).

CPU of this process, with a subscriber in it that hears everything, against a Valkey of its own.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import redis.asyncio
import uvloop

from chatserver.adapters.redis_link import encode, encode_publish, open_link
from chatserver.redis_address import parse_redis
from tests.support.process import on_free_port
from tests.support.valkey import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_TIMES, _AT_ONCE = 10_000, 5
_CHANNEL, _PAYLOAD = b"daoban:taxpayer:x", b"x" * 400


def main() -> None:
    """Print the table."""
    server = on_free_port(ValkeyServer)
    try:
        found = uvloop.run(_measure(server.url))
    finally:
        server.stop()
    print(f"CPU of a publish of {len(_PAYLOAD)} bytes that comes back, {_AT_ONCE} at a time")
    for name, micros in found:
        print(f"  {name:<28}{micros:6.1f} µs")


async def _measure(url: str) -> list[tuple[str, float]]:
    return [
        ("redis-py, one after another", await _through_redis_py(url, _awaited)),
        ("redis-py, in a pipeline", await _through_redis_py(url, _pipelined)),
        ("the hub's own line", await _through_link(url)),
    ]


async def _through_redis_py(url: str, publish: Callable[[Any], Awaitable[None]]) -> float:
    async with redis.asyncio.Redis.from_url(url) as client, client.pubsub() as heard:
        await heard.subscribe(_CHANNEL)
        began = time.process_time()
        for _ in range(_TIMES // _AT_ONCE):
            await publish(client)
            left = _AT_ONCE
            while left:
                message = await heard.get_message(ignore_subscribe_messages=True, timeout=1.0)
                left -= message is not None
        return (time.process_time() - began) / _TIMES * 1e6


async def _awaited(client: Any) -> None:
    for _ in range(_AT_ONCE):
        await client.publish(_CHANNEL, _PAYLOAD)


async def _pipelined(client: Any) -> None:
    async with client.pipeline(transaction=False) as pipeline:
        for _ in range(_AT_ONCE):
            pipeline.publish(_CHANNEL, _PAYLOAD)
        await pipeline.execute()


async def _through_link(url: str) -> float:
    address = parse_redis(url)
    left, all_heard = 0, asyncio.Event()

    def hear(_: bytes, __: bytes) -> None:
        nonlocal left
        left -= 1
        if not left:
            all_heard.set()

    link = await open_link(address, address.places[0], hear)
    await asyncio.gather(link.ask("PING"), _subscribe(link))
    began = time.process_time()
    for _ in range(_TIMES // _AT_ONCE):
        left = _AT_ONCE
        all_heard.clear()
        for _ in range(_AT_ONCE):
            link.send(encode_publish(_CHANNEL, _PAYLOAD), lambda _: None)
        await all_heard.wait()
    cost = (time.process_time() - began) / _TIMES * 1e6
    link.abort()
    return cost


async def _subscribe(link: Any) -> None:
    done = asyncio.Event()
    link.send(encode("SUBSCRIBE", _CHANNEL), lambda _: done.set())
    await done.wait()


if __name__ == "__main__":
    main()
