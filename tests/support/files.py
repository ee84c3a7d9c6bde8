"""A node that takes files, people of a session who send them, and files of every kind, honest and not."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from PIL import Image

from chatserver.adapters.disk import DiskInbox, DiskStore
from chatserver.adapters.file_checker import ProcessChecker
from chatserver.adapters.passwords import Passwords
from chatserver.app import compose, running
from chatserver.domain.files import FileLimits
from chatserver.services.files import FileParts
from chatserver.services.login import Logins
from chatserver.web.edge import WebEdge
from chatserver.web.routes import add_routes
from tests.support.clients import Bureau, verify_for_tests
from tests.support.site import CHEAP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database
    from tests.support.clients import Client

BUREAU_PAGE = "https://etax.example"
TUS = {"Tus-Resumable": "1.0.0"}
BODY = {**TUS, "Content-Type": "application/offset+octet-stream"}
LIMITS = FileLimits(file_bytes=2_000_000, files=4, total_bytes=5_000_000)


def parts_in(folder: Path, **changes: Any) -> FileParts:
    """Files in a folder, with a scanner only where the test brings one."""
    given: dict[str, Any] = {
        "inbox": DiskInbox(folder),
        "store": DiskStore(folder),
        "checker": ProcessChecker(),
        "scanner": None,
        "limits": LIMITS,
        "hours": 24,
        "days": 180,
        "key": b"k" * 32,
    }
    return FileParts(**{**given, **changes})


@dataclass
class Sender:
    """One person's requests, with what proves who they are."""

    url: str
    client: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=dict)

    async def begin(self, session_id: str, name: str, size: int, **more: str) -> aiohttp.ClientResponse:
        told = ",".join(
            f"{key} {base64.b64encode(value.encode('utf-8', 'surrogatepass')).decode()}"
            for key, value in {"session_id": session_id, "filename": name}.items()
        )
        about = {"Upload-Length": str(size), "Upload-Metadata": told}
        return await self.client.post(f"{self.url}/api/files", headers={**TUS, **self.headers, **about, **more})

    async def patch(self, place: str, offset: int, content: Any, **more: str) -> aiohttp.ClientResponse:
        headers = {**BODY, **self.headers, "Upload-Offset": str(offset), **more}
        return await self.client.patch(self.url + place, data=content, headers=headers)

    async def head(self, place: str) -> aiohttp.ClientResponse:
        return await self.client.head(self.url + place, headers={**TUS, **self.headers})

    async def delete(self, place: str) -> aiohttp.ClientResponse:
        return await self.client.delete(self.url + place, headers={**TUS, **self.headers})

    async def get(self, path: str, **headers: str) -> aiohttp.ClientResponse:
        answer = await self.client.get(self.url + path, headers={**self.headers, **headers})
        await answer.read()  # one that nobody reads would keep its connection until it is collected
        return answer

    async def send(self, session_id: str, name: str, content: bytes) -> str:
        """Upload all of it at once; return the file's id."""
        begun = await self.begin(session_id, name, len(content))
        assert begun.status == 201, await begun.text()
        place = begun.headers["Location"]
        sent = await self.patch(place, 0, content)
        assert (sent.status, sent.headers["Upload-Offset"]) == (204, str(len(content))), await sent.text()
        return place.rpartition("/")[2]


class FileBureau(Bureau):
    """A node that takes files."""

    def __init__(self, bureau: Bureau, client: aiohttp.ClientSession) -> None:
        super().__init__(bureau.node, int(bureau.url.rpartition(":")[2]))
        self.client = client

    def person(self, taxpayer_id: str = "tp1", person_id: str = "pe1", ticket: str = "web") -> Sender:
        """The widget on a bureau's page."""
        headers = {
            "Authorization": f"Bearer {taxpayer_id}/{person_id}/{ticket}",
            "Daoban-Client-Key": "k" * 22,
            "Origin": BUREAU_PAGE,
        }
        return Sender(self.url, self.client, headers)

    def desk(self, officer_id: str = "of1") -> Sender:
        """The console of an officer who is signed in (`Bureau.officer` does that)."""
        headers = {"Cookie": f"daoban_login=login-of-{officer_id}", "Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        return Sender(self.url, self.client, headers)


@contextlib.asynccontextmanager
async def file_bureau(
    database: Database, catalogue: CatalogueHolder, parts: FileParts, folder: Path
) -> AsyncIterator[FileBureau]:
    """A node with its HTTP edge and files, on a free port."""
    node = compose(
        database=database,
        catalogue=catalogue,
        verify_ticket=verify_for_tests,
        allowed_origins=[BUREAU_PAGE],
        file_parts=parts,
    )
    passwords = Passwords(CHEAP)
    edge = WebEdge(
        hub=node.hub,
        logins=Logins(node.hub, passwords),
        telemetry=node.telemetry,
        widget_folder=folder,
        console_folder=folder,
        files=node.files,
        verify_ticket=node.edge.verify_ticket,
        may_embed=node.edge.may_embed,
    )
    add_routes(node.web, edge)
    jar = aiohttp.DummyCookieJar()
    async with running(node, "127.0.0.1", 0) as port, aiohttp.ClientSession(cookie_jar=jar) as client:
        bureau = FileBureau(Bureau(node, port), client)
        yield bureau
        for one in bureau.clients:
            await one.close()
    passwords.close()


@pytest.fixture
async def files(sqlite_database: Database, catalogue: CatalogueHolder, tmp_path: Path) -> AsyncIterator[FileBureau]:
    """A node that takes files."""
    async with file_bureau(sqlite_database, catalogue, parts_in(tmp_path / "files"), tmp_path) as bureau:
        yield bureau


async def shared(client: Client) -> dict[str, Any]:
    """Wait for the next file, and return the event's body."""
    event = await client.expect("file.shared")
    body: dict[str, Any] = event["body"]
    return body


def a_picture(picture_format: str = "JPEG", size: tuple[int, int] = (640, 400), **options: Any) -> bytes:
    """A picture with more than one colour, so that it can be told which side is up: red on the left, blue right."""
    drawn = Image.new("RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    kept = io.BytesIO()
    drawn.save(kept, picture_format, **options)
    return kept.getvalue()


def a_photo_with_a_place() -> bytes:
    """A JPEG as a phone makes it: lying on its side, with the place where it was taken and a hidden comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 26.0)
    return a_picture("JPEG", exif=exif, comment=b"HiddenComment")


def a_huge_png(side: int = 50_000) -> bytes:
    """A PNG that says of itself that it is `side` pixels wide and high, and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def a_zip(**entries: bytes) -> bytes:
    """A zip with these entries; `__` in a name stands for a slash and `DOT` for a dot."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("DOT", "."), content)
    return kept.getvalue()


def a_workbook(**more: bytes) -> bytes:
    """As much of an xlsx as is looked at."""
    content_types = zipfile.ZipInfo("[Content_Types].xml")
    kept = io.BytesIO(a_zip(xl__workbookDOTxml=b"<workbook/>", **more))
    with zipfile.ZipFile(kept, "a") as packed:
        packed.writestr(content_types, "<Types/>")
    return kept.getvalue()


A_PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def settled(condition: Any, seconds: float = 10.0) -> None:
    """Wait until `condition()` (awaited) is true; looks again whenever the loop has turned."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.to_thread(lambda: None)
