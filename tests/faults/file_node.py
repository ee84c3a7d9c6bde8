"""A node that takes files, as a program of its own: python -m tests.faults.file_node DATABASE_FILE FOLDER."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from chatserver.catalogue.holder import CatalogueHolder
from storage.engine import open_database
from tests.support.clock import START
from tests.support.files import file_bureau, parts_in


async def main(file: str, folder: Path) -> None:
    database = open_database(f"sqlite:///{file}")
    async with file_bureau(database, CatalogueHolder(START.date()), parts_in(folder), folder) as bureau:
        sys.stdout.write(f"ready {bureau.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
