"""A node as a program of its own, so that a test can kill it: python -m tests.faults.node DATABASE_FILE."""

from __future__ import annotations

import asyncio
import sys

from chatserver.app import compose, running
from chatserver.catalogue.holder import CatalogueHolder
from storage.engine import open_database
from tests.support.clients import verify_for_tests
from tests.support.clock import START


async def main(file: str) -> None:
    database = open_database(f"sqlite:///{file}")
    node = compose(database=database, catalogue=CatalogueHolder(START.date()), verify_ticket=verify_for_tests)
    async with running(node, "127.0.0.1", 0) as port:
        sys.stdout.write(f"ready {port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
