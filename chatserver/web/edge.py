"""What the HTTP edge works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.services.hub import Hub
    from chatserver.services.login import Logins
    from chatserver.telemetry import Telemetry


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
    bus_trouble: Callable[[], str | None] | None = None
    """Says what is wrong with the line to other nodes; None where there is no such line."""
    draining: bool = False


EDGE: web.AppKey[WebEdge] = web.AppKey("edge", WebEdge)
