"""The hub itself, as `daoban serve` runs it, on the folder that `bench.seed` has prepared.

A node of several is given the addresses of its database and its Redis.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.seed import ISSUER, JWKS_FILE
from chatserver.serving import run
from chatserver.settings import Settings


def main(folder: Path, database_url: str = "", redis_url: str | None = None) -> None:
    """Serve on a free port until ended."""
    settings = Settings(
        data_folder=folder,
        port=0,
        drain_seconds=0,  # nobody is to be moved
        bureaus={ISSUER: str(folder / JWKS_FILE)},
        database_url=database_url,
        redis_url=redis_url,
        joins_per_second=100_000,  # whoever measures comes all at once
    )
    run(settings, demo=None, ready=lambda port: print(f"ready {port}", flush=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
