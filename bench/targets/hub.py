"""The hub itself, as `daoban serve` runs it, on the folder that `bench.seed` has prepared."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.seed import ISSUER, JWKS_FILE
from chatserver.serving import run
from chatserver.settings import Settings


def main(folder: Path) -> None:
    """Serve on a free port until ended."""
    settings = Settings(data_folder=folder, port=0, bureaus={ISSUER: str(folder / JWKS_FILE)})
    run(settings, demo=None, ready=lambda port: print(f"ready {port}", flush=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
