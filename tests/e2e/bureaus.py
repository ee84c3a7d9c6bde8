"""Somebody else's e-tax bureau on an address of its own: one strict page, a key, and a ticket endpoint."""

from __future__ import annotations

import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aiohttp import web
from joserfc.jwk import OKPKey

from chatserver.adapters.tickets import sign_ticket
from chatserver.clock import SystemClock
from tests.widget.pages import MATTER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ISSUER: Final = "somebodys-bureau"
TAXPAYER: Final = {"taxpayer_id": "tp-7", "name": "北京示例商贸有限公司", "credit_grade": "B"}
PERSON: Final = {"person_id": "pe-7", "name": "郑某", "role": "agent"}


@dataclass
class OtherBureau:
    """Where it is, which hub it embeds, and how strict its pages are."""

    url: str = ""
    hub: str = ""
    key: OKPKey = field(default_factory=lambda: OKPKey.generate_key("Ed25519", private=True))

    def write_keys(self, path: Path) -> None:
        """Leave the public keys where the hub reads them."""
        public = {**self.key.as_dict(private=False), "kid": self.key.thumbprint(), "use": "sig"}
        path.write_text(json.dumps({"keys": [public]}), "utf-8")

    @property
    def policy(self) -> str:
        """Nothing but the hub's script and lines to the hub and to itself."""
        socket = self.hub.replace("http", "ws", 1)
        return f"default-src 'none'; script-src {self.hub}; connect-src 'self' {self.hub} {socket}; base-uri 'none'"

    async def show_page(self, _: web.Request) -> web.Response:
        script = f'<script src="{self.hub}/widget/daoban.js" data-daoban-ticket="/ticket" data-daoban-locale="zh-CN">'
        head = f"<meta charset=utf-8><title>别处的电子税务局</title>{script}</script>"
        html = f"<!doctype html><html lang=zh-CN><head>{head}</head><body>{MATTER}</body></html>"
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": self.policy})

    async def give_ticket(self, _: web.Request) -> web.Response:
        now = int(SystemClock().now().timestamp())
        times = {"iat": now, "exp": now + 600}
        who = {"sub": PERSON["person_id"], "taxpayer": TAXPAYER, "person": PERSON, "matters": ["*"]}
        claims = {"iss": ISSUER, "aud": "daoban", "jti": secrets.token_urlsafe(16), **times, **who}
        return web.json_response({"ticket": sign_ticket(claims, self.key, self.key.thumbprint())})


@contextlib.asynccontextmanager
async def other_bureau() -> AsyncIterator[OtherBureau]:
    """A bureau on a free port."""
    bureau = OtherBureau()
    site = web.Application()
    site.add_routes([web.get("/", bureau.show_page), web.post("/ticket", bureau.give_ticket)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bureau.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield bureau
    await runner.cleanup()
