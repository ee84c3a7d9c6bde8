"""What the HTTP edge works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from chatserver.adapters.export_process import Exporter
from chatserver.domain.errors import TicketForeign
from chatserver.sockets.limits import Buckets

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.adapters.export_worker import ExportWorker
    from chatserver.services.files import Files
    from chatserver.services.hub import Hub
    from chatserver.services.login import Logins
    from chatserver.services.principal import TaxpayerPrincipal
    from chatserver.telemetry import Telemetry


async def no_ticket(_: str) -> TaxpayerPrincipal:
    """Take no help tickets: an edge for officers alone."""
    raise TicketForeign


def no_page(_: str | None, __: dict[str, Any]) -> bool:
    """Let no page embed the widget."""
    return False


@dataclass(slots=True, kw_only=True)
class WebEdge:
    """The parts and settings that the routes need.

    `public_origin` is the hub's origin as browsers know it, None when it follows the request; `draining` is set when
    the node is about to stop, so that the balancer sends nobody here any more.
    """

    hub: Hub
    logins: Logins
    telemetry: Telemetry
    widget_folder: Path
    console_folder: Path
    public_origin: str | None = None
    trusted_proxies: int = 0
    metrics_token: str | None = None
    reports_token: str | None = None
    """With it other programs read reports; None: only people who are signed in do."""
    files: Files | None = None
    """None where no files are taken."""
    exports: ExportWorker | None = None
    """None where no exports are made in the background."""
    begun: Buckets = field(default_factory=Buckets)
    """Uploads begun, by person."""
    verify_ticket: Callable[[str], Awaitable[TaxpayerPrincipal]] = no_ticket
    may_embed: Callable[[str | None, dict[str, Any]], bool] = no_page
    bus_trouble: Callable[[], str | None] | None = None
    """Says what is wrong with the line to other nodes; None where there is no such line."""
    draining: bool = False
    exporter: Exporter = field(init=False)

    def __post_init__(self) -> None:
        self.exporter = Exporter(self.hub.database.url)


EDGE: web.AppKey[WebEdge] = web.AppKey("edge", WebEdge)
