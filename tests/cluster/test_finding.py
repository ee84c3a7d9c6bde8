"""Which server the bus finds when one of those it is given does not answer, or not as it should."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
import redis.asyncio

from chatserver.adapters import redis_finding
from chatserver.adapters.redis_link import LinkError
from chatserver.redis_address import parse_redis
from tests.cluster.test_addresses import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.valkey import ValkeyServer

pytestmark = pytest.mark.valkey


@contextlib.asynccontextmanager
async def place(says: tuple[bytes, ...]) -> AsyncIterator[str]:
    """A server that answers with these words in turn, then never again; yields host and port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for words in says:
                await reader.read(1_000)
                writer.write(words)
            await reader.read()  # to the end
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def names(port: int) -> tuple[bytes, ...]:
    """What a Sentinel says, that names the server at `port`."""
    return b"+OK\r\n", b"*2\r\n$9\r\n127.0.0.1\r\n$%d\r\n%d\r\n" % (len(str(port)), port)


@pytest.mark.parametrize("kind", ["sentinel", "cluster"])
async def test_a_frozen_place_is_passed_over(kind: str, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_finding, "PLACE_SECONDS", 0.5)
    async with place(()) as frozen, place(names(valkey.port)) as well:
        second = well if kind == "sentinel" else f"127.0.0.1:{valkey.port}"
        link = await redis_finding.connect(parse_redis(f"redis+{kind}://{frozen},{second}/main"), lambda *_: None)
    assert await link.ask("PING") == b"PONG"
    link.abort()


async def test_a_server_that_must_not_be_asked_its_role_keeps_no_connection(valkey: ValkeyServer) -> None:
    async with redis.asyncio.Redis.from_url(valkey.url) as admin, place(names(valkey.port)) as sentinel:
        await admin.acl_setuser("hub", enabled=True, passwords=["+p"], commands=["+@connection"])
        with pytest.raises(LinkError, match="NOPERM"):
            await redis_finding.connect(parse_redis(f"redis+sentinel://hub:p@{sentinel}/main"), lambda *_: None)
        await eventually(lambda: is_rid_of_hubs(admin), 5)


async def is_rid_of_hubs(admin: redis.asyncio.Redis) -> bool:
    return all(one["name"] != "daoban" for one in await admin.client_list())
