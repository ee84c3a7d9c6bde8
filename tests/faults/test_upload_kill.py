"""The hub is killed in the middle of an upload, and started again: the upload goes on where it was."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING

import aiohttp

from storage.engine import open_database
from storage.migrate import upgrade
from storage.sessions import load_session
from tests.support.clients import Client
from tests.support.files import A_PDF, BUREAU_PAGE, Sender
from tests.support.process import ServerProcess, dying_with_us

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CONTENT = A_PDF + bytes(range(256)) * 5_000
HEADERS = {"Authorization": "Bearer tp1/pe1/web", "Daoban-Client-Key": "k" * 22, "Origin": BUREAU_PAGE}


def start(folder: Path) -> tuple[ServerProcess, str]:
    program = [sys.executable, "-m", "tests.faults.file_node", str(folder / "daoban.sqlite3"), str(folder / "files")]
    server = ServerProcess(dying_with_us(program), "ready http")
    ready = re.search(r"ready (\S+)", "".join(server.tail))
    assert ready
    return server, ready[1]


async def open_session(url: str) -> str:
    """Ask for help, as the page that will send the file."""
    page = Client("/taxpayer")
    auth = {"token": "tp1/pe1/web", "protocol": 1, "client_key": "k" * 22}
    await page.socket.connect(url, auth=auth, namespaces=["/taxpayer"], transports=["websocket"])
    opened = await page.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
    await page.close()
    return str(opened["session"]["session_id"])


async def test_a_hub_killed_in_the_middle_of_an_upload_goes_on_with_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'daoban.sqlite3'}")
    await database.write(upgrade)
    server, url = start(tmp_path)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        sender = Sender(url, client, HEADERS)
        session_id = await open_session(url)
        place = (await sender.begin(session_id, "长.pdf", len(CONTENT))).headers["Location"]
        arrived = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield CONTENT[:700_000]
            await arrived.wait()
            server.kill()
            yield CONTENT[700_000:]

        async def watch() -> None:
            while int((await sender.head(place)).headers["Upload-Offset"]) < 512 * 1024:
                pass
            arrived.set()

        sending = sender.patch(place, 0, slowly(), **{"Content-Length": str(len(CONTENT))})
        outcomes = await asyncio.gather(sending, watch(), return_exceptions=True)
        assert isinstance(outcomes[0], aiohttp.ClientError)
        again, sender.url = start(tmp_path)
        try:
            stands = int((await sender.head(place)).headers["Upload-Offset"])
            assert 512 * 1024 <= stands < len(CONTENT)
            assert (await sender.patch(place, stands, CONTENT[stands:])).status == 204
            file_id = place.rpartition("/")[2]
            while not (await database.read(lambda sql: load_session(sql, session_id))).session.file(file_id):
                pass
        finally:
            again.kill()
    (kept,) = [path for path in (tmp_path / "files" / "kept").rglob("*") if path.is_file()]
    assert kept.read_bytes() == CONTENT
    await database.close()
