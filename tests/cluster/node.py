"""A node as a program of its own, so that a test can kill it: python -m tests.cluster.node DATABASE_URL REDIS_URL."""

from __future__ import annotations

import asyncio
import sys

from chatserver.adapters.fanout_redis import RedisBus
from chatserver.app import compose, running
from chatserver.catalogue.holder import CatalogueHolder
from chatserver.redis_address import parse_redis
from storage.engine import open_database
from tests.support.clients import verify_for_tests
from tests.support.clock import START


async def main(database_url: str, redis_url: str) -> None:
    node = compose(
        database=open_database(database_url),
        catalogue=CatalogueHolder(START.date()),
        verify_ticket=verify_for_tests,
        bus=RedisBus(parse_redis(redis_url)),
    )
    async with running(node, "127.0.0.1", 0) as port:
        sys.stdout.write(f"ready {port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
