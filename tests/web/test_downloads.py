"""Reading files by their addresses: for whom, how long, in which parts, and never as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from typing_extensions import override

from chatserver.adapters.disk import DiskStore
from chatserver.domain.errors import Busy
from chatserver.web.downloads import disposition
from chatserver.web.errors import Refused
from tests.support.files import A_PDF, BUREAU_PAGE, FileBureau, a_picture, file_bureau, parts_in, shared
from tests.support.site import refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database
    from tests.support.clients import Client


async def addresses(asker: Client, session_id: str, file_id: str) -> Any:
    return await asker.send("file.link", session_id=session_id, file_id=file_id)


async def test_a_file_is_saved_and_never_run(files: FileBureau) -> None:
    taxpayer, officer, session_id = await files.paired()
    file_id = await files.person().send(session_id, "说明 “1”.txt", b"<script>alert(1)</script>")
    await shared(officer)
    answer = await files.person().get((await addresses(taxpayer, session_id, file_id))["url"])
    headers = answer.headers
    assert headers["Content-Type"] == "text/plain"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].endswith("sandbox")
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"__ _1_.txt\"; filename*=UTF-8''%E8%AF%B4%E6%98%8E%20%E2%80%9C1%E2%80%9D.txt"
    )
    assert headers["Access-Control-Allow-Origin"] == BUREAU_PAGE


async def test_a_picture_is_shown_as_the_hub_has_drawn_it(files: FileBureau) -> None:
    _, officer, session_id = await files.paired()
    file_id = await files.person().send(session_id, "a.png", a_picture("PNG", (1000, 500)))
    await shared(officer)
    made = await addresses(officer, session_id, file_id)
    look = await files.desk().get(made["look_url"])
    assert (look.content_type, look.headers["Content-Disposition"].partition(";")[0]) == ("image/png", "inline")
    preview = await files.desk().get(made["preview_url"])
    assert preview.content_type == "image/jpeg"
    assert len(await preview.read()) < 20_000


class BreaksOff(DiskStore):
    """A store that goes away in the middle of a file."""

    trouble: Exception = Busy(retry_after_seconds=5)

    @override
    async def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        yield A_PDF[:9]
        raise self.trouble


@pytest.mark.parametrize("trouble", [Busy(retry_after_seconds=5), Refused(404), KeyError("bug")], ids=repr)
async def test_a_file_that_breaks_off_is_cut_and_nothing_else_is_put_into_it(
    sqlite_database: Database, catalogue: CatalogueHolder, tmp_path: Path, trouble: Exception
) -> None:
    store = BreaksOff(tmp_path / "files")
    store.trouble = trouble
    parts = parts_in(tmp_path / "files", store=store)
    async with file_bureau(sqlite_database, catalogue, parts, tmp_path) as files:
        taxpayer, officer, session_id = await files.paired()
        file_id = await files.person().send(session_id, "a.pdf", A_PDF + b"x" * 2_000)
        await shared(officer)
        url = (await addresses(taxpayer, session_id, file_id))["url"]
        with pytest.raises(aiohttp.ClientPayloadError, match="received 9 of"):
            await files.person().get(url)


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=0-3", 206, A_PDF[:4], f"bytes 0-3/{len(A_PDF)}"),
        ("bytes=5-", 206, A_PDF[5:], f"bytes 5-{len(A_PDF) - 1}/{len(A_PDF)}"),
        ("bytes=-6", 206, A_PDF[-6:], f"bytes {len(A_PDF) - 6}-{len(A_PDF) - 1}/{len(A_PDF)}"),
    ],
)
async def test_a_part_may_be_asked_for(files: FileBureau, asked: str, status: int, content: bytes, told: str) -> None:
    taxpayer, officer, session_id = await files.paired()
    file_id = await files.desk().send(session_id, "a.pdf", A_PDF)
    await shared(taxpayer)
    url = (await addresses(officer, session_id, file_id))["url"]
    answer = await files.desk().get(url, Range=asked)
    assert (answer.status, await answer.read(), answer.headers["Content-Range"]) == (status, content, told)
    for beyond in ("bytes=999-", "bytes=3-1", "lines=1-2"):
        assert await refusal(await files.desk().get(url, Range=beyond)) == (416, "range_unsatisfiable")


async def test_anothers_address_opens_nothing(files: FileBureau) -> None:
    taxpayer, officer, session_id = await files.paired()
    file_id = await files.person().send(session_id, "a.pdf", A_PDF)
    await shared(officer)
    url = (await addresses(officer, session_id, file_id))["url"]
    await files.officer("of2", available=False)
    assert await refusal(await files.desk("of2").get(url)) == (404, "file_unknown")
    assert (await files.person().get(url)).status == 401
    mine = (await addresses(taxpayer, session_id, file_id))["url"]
    assert (await files.person().get(mine)).status == 200
    assert await refusal(await files.person().get(mine[:-3] + "abc")) == (404, "file_unknown")
    assert await refusal(await files.person().get("/files/" + "x" * 2_000)) == (404, "file_unknown")


async def test_who_has_handed_the_session_over_reads_no_more(files: FileBureau) -> None:
    _, officer, session_id = await files.paired()
    file_id = await files.person().send(session_id, "a.pdf", A_PDF)
    await shared(officer)
    url = (await addresses(officer, session_id, file_id))["url"]
    assert (await files.desk().get(url)).status == 200
    await officer.send("session.transfer", session_id=session_id, kind="tier", target="2")
    assert await refusal(await files.desk().get(url)) == (404, "file_unknown")


async def test_after_the_end_files_can_still_be_read(files: FileBureau) -> None:
    taxpayer, officer, session_id = await files.paired()
    file_id = await files.person().send(session_id, "a.pdf", A_PDF)
    await shared(officer)
    await taxpayer.send("session.end", session_id=session_id)
    url = (await addresses(taxpayer, session_id, file_id))["url"]
    assert await (await files.person().get(url)).read() == A_PDF


def test_a_name_in_a_header_ends_where_it_should() -> None:
    told = disposition("attachment", "a%;\"b'.pdf")
    assert told == "attachment; filename=\"a___b'.pdf\"; filename*=UTF-8''a%25%3B%22b%27.pdf"
