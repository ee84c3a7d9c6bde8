"""`python -m widget.demo --port N`: the bureau alone, without a hub, to look at its pages."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from aiohttp import web

from chatserver.catalogue.loader import FOLDER, load_catalogue
from widget.demo.app import add_demo_pages, create_bureau


def main() -> None:
    """Serve the bureau on 127.0.0.1 until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m widget.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="port on 127.0.0.1 (default 8081)")
    parser.add_argument("--data", type=Path, default=Path("data/bureau"), help="folder for its key and drafts")
    parser.add_argument("--hub", help="address of a hub that serves the widget; without it pages have no widget")
    options = parser.parse_args()
    root = web.Application()
    catalogue = load_catalogue(FOLDER, _now().date())
    add_demo_pages(root, create_bureau(options.data, catalogue, _now, hub_url=options.hub))
    web.run_app(root, host="127.0.0.1", port=options.port)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - a third-party program brings its own clock


if __name__ == "__main__":
    main()
