"""An analyst at a test's site, and how they read a page of figures."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from storage.officers import NewOfficer, add_officer
from tests.support.site import CHEAP, PASSWORD

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.site import Site

PAGE = {"Accept": "text/html", "Accept-Language": "zh-CN"}
NOVEMBER = "from=2026-11-01&to=2026-11-30"


async def sign_in_analyst(site: Site, hub: Hub) -> Site:
    """The site, read by an analyst."""
    new = NewOfficer(
        officer_id="an1", name="分析员01", tier=0, capacity=0, skills=("report",), password_hash=CHEAP.hash(PASSWORD)
    )
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    assert (await site.sign_in("an1")).status == 200
    return site


async def read(site: Site, path: str, status: int = 200) -> str:
    """A page as text."""
    answer = await site.client.get(site.url + path, headers=PAGE)
    assert answer.status == status
    return await answer.text()


async def lines_of(site: Site, path: str) -> list[dict[str, str]]:
    """The lines of a page's CSV file."""
    answer = await site.client.get(site.url + path)
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
