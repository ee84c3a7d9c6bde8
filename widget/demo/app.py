"""The demo bureau as one aiohttp application, to be mounted under /bureau."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Final

import jinja2
from aiohttp import web

from chatserver.domain.catalogue import Catalogue
from chatserver.domain.typography import typeset
from widget.demo import filing, pages, side_by_side, sign_in, tickets
from widget.demo.bureau import BUREAU, Bureau
from widget.demo.guards import add_headers, ask_to_sign_in, refuse_foreign_posts, tell_errors
from widget.demo.keys import load_or_make_key
from widget.demo.register import Register
from widget.demo.store import Store
from widget.demo.words import address, amount, load_words

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
PREFIX: Final = "/bureau"
DEFAULT_ISSUER: Final = "demo-bureau"


def create_bureau(
    data_folder: Path,
    catalogue: Catalogue,
    clock: Callable[[], dt.datetime],
    *,
    hub_url: str | None = "",
    issuer: str = DEFAULT_ISSUER,
) -> web.Application:
    """Return the bureau, to be mounted with `add_subapp("/bureau", …)`.

    `data_folder` keeps its key, sign-ins and drafts. `clock` returns the present as an aware time. `hub_url` is the
    address that serves /widget/daoban.js: "" for this one, None for pages without the widget. Raises OSError when
    the folder cannot be written.
    """
    app = web.Application(middlewares=[tell_errors, refuse_foreign_posts, ask_to_sign_in])
    app[BUREAU] = Bureau(
        catalogue=catalogue,
        register=Register(catalogue),
        store=Store(data_folder),
        key=load_or_make_key(data_folder),
        words=load_words(),
        templates=_templates(),
        assets=_assets(),
        hub_url=hub_url,
        issuer=issuer,
        clock=clock,
    )
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(_store_open)
    app.add_routes([*sign_in.routes, *pages.routes, *filing.routes, *tickets.routes])
    app.router.add_static("/static", STATIC, name="static")
    return app


def add_demo_pages(root: web.Application, bureau: web.Application, officer_password: str = "") -> None:
    """Mount the bureau under /bureau of `root`, and the start page and the side-by-side page at / and /try.

    The start page shows `officer_password` beside the demo officers; empty leaves it out.
    """
    root.add_subapp(PREFIX, bureau)
    side_by_side.add_pages(root, bureau, officer_password)


async def _store_open(app: web.Application) -> AsyncIterator[None]:
    yield
    app[BUREAU].store.close()


def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["typeset"] = typeset
    environment.filters["amount"] = amount
    environment.filters["address"] = address
    return environment


def _assets() -> Mapping[str, str]:
    """Return a short fingerprint for every static file, so that browsers may keep them for ever."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:10] for path in sorted(STATIC.iterdir())}
