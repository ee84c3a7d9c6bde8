"""Uploads over tus: who may, how far, cut and gone on with, and every way in which they are refused."""

from __future__ import annotations

import asyncio

import pytest

from chatserver.services.file_retention import FileRetention
from chatserver.web.uploads import BEGINNING
from tests.support.clients import Refusal
from tests.support.files import A_PDF, BUREAU_PAGE, LIMITS, TUS, FileBureau, Sender, a_picture, shared
from tests.support.site import refusal


async def test_a_picture_goes_from_the_taxpayer_to_the_officer(files: FileBureau) -> None:
    taxpayer, officer, session_id = await files.paired()
    file_id = await files.person().send(session_id, "营业执照.jpg", a_picture())
    body = await shared(officer)
    assert body == await shared(taxpayer)
    assert (body["file_id"], body["name"], body["media_type"]) == (file_id, "营业执照.jpg", "image/jpeg")
    assert (body["width"], body["height"]) == (640, 400)
    addresses = await officer.send("file.link", session_id=session_id, file_id=file_id)
    answer = await files.desk().get(addresses["url"])
    assert (answer.status, answer.content_type) == (200, "image/jpeg")
    assert len(await answer.read()) == body["size_bytes"]


async def test_a_paper_goes_from_the_officer_to_the_taxpayer(files: FileBureau) -> None:
    taxpayer, _, session_id = await files.paired()
    file_id = await files.desk().send(session_id, "填表说明.pdf", A_PDF)
    assert (await shared(taxpayer))["size_bytes"] == len(A_PDF)
    addresses = await taxpayer.send("file.link", session_id=session_id, file_id=file_id)
    answer = await files.person().get(addresses["url"])
    assert await answer.read() == A_PDF
    assert (addresses["look_url"], addresses["preview_url"]) == (None, None)


async def test_an_upload_that_was_cut_goes_on_where_it_was(files: FileBureau) -> None:
    _, officer, session_id = await files.paired()
    content = A_PDF + b"%" * 1_000_000
    sender = files.person()
    place = (await sender.begin(session_id, "长.pdf", len(content))).headers["Location"]
    await cut_after(files, sender, place, content, 700_000)
    async with asyncio.timeout(10):
        while (stands := int((await sender.head(place)).headers["Upload-Offset"])) == 0:
            pass
    assert 0 < stands <= 700_000
    again = await sender.patch(place, 0, content)
    assert await refusal(again) == (409, "upload_offset")
    stands = int((await sender.head(place)).headers["Upload-Offset"])
    assert (await again.json())["error"]["details"] == {"offset": stands}
    assert (await sender.patch(place, stands, content[stands:])).status == 204
    body = await shared(officer)
    addresses = await officer.send("file.link", session_id=session_id, file_id=body["file_id"])
    assert await (await files.desk().get(addresses["url"])).read() == content


async def cut_after(files: FileBureau, sender: Sender, place: str, content: bytes, count: int) -> None:
    """Send `count` bytes of a body that was to be all of `content`, and hang up."""
    headers = {**TUS, **sender.headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"PATCH {place} HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: {len(content)}\r\n\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", int(files.url.rpartition(":")[2]))
    writer.write(head.encode() + content[:count])
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_an_upload_is_told_its_end_and_can_be_taken_back(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    sender = files.person()
    begun = await sender.begin(session_id, "a.pdf", 10)
    assert begun.headers["Upload-Expires"].endswith("GMT")
    place = begun.headers["Location"]
    assert (await sender.delete(place)).status == 204
    assert (await sender.head(place)).status == 404
    assert await refusal(await sender.delete(place)) == (404, "file_unknown")


async def test_a_page_that_was_loaded_anew_finds_its_uploads_and_goes_on(files: FileBureau) -> None:
    taxpayer, officer, session_id = await files.paired()
    content = A_PDF + b"%" * 1_000
    sender = files.person()
    place = (await sender.begin(session_id, "长.pdf", len(content))).headers["Location"]
    await sender.patch(place, 0, content[:700])
    (found,) = (await taxpayer.send("uploads.look", session_id=session_id))["uploads"]
    assert found.pop("expires_at")
    about = {"file_id": place.rpartition("/")[2], "name": "长.pdf", "size_bytes": len(content)}
    assert found == {**about, "received": 700, "state": "receiving"}
    assert (await officer.send("uploads.look", session_id=session_id))["uploads"] == []
    again = files.person(ticket="after the reload")
    again.headers["Daoban-Client-Key"] = "r" * 22
    assert (await again.patch(place, 700, content[700:])).status == 204
    await shared(taxpayer)
    assert (await taxpayer.send("uploads.look", session_id=session_id))["uploads"] == []
    stranger = await files.officer("of2", available=False)
    with pytest.raises(Refusal, match="session_unknown"):
        await stranger.send("uploads.look", session_id=session_id)


async def test_an_address_of_a_file_whose_term_is_over_says_so(files: FileBureau) -> None:
    taxpayer, officer, session_id = await files.paired()
    await files.person().send(session_id, "a.pdf", A_PDF)
    file_id = (await shared(taxpayer))["file_id"]
    link = await taxpayer.send("file.link", session_id=session_id, file_id=file_id)
    await taxpayer.send("session.end", session_id=session_id)
    view = (await taxpayer.send("session.resume", session_id=session_id, after_seq=0))["session"]
    outcomes = {question["question_id"]: "resolved" for question in view["questions"]}
    await officer.send("session.wrap_up", session_id=session_id, dispositions=outcomes, note="")
    assert files.node.files
    await FileRetention(files.node.hub, files.node.files.uploads._inbox, files.node.files.store, 0).turn()
    assert (await taxpayer.expect("file.removed"))["body"] == {"file_id": file_id}
    assert await refusal(await files.person().get(link["url"])) == (410, "file_removed")
    with pytest.raises(Refusal, match="file_removed"):
        await taxpayer.send("file.link", session_id=session_id, file_id=file_id)


async def test_nobody_sees_or_goes_on_with_anothers_upload(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    place = (await files.person().begin(session_id, "a.pdf", 10)).headers["Location"]
    await files.officer("of2", available=False)
    for other in (files.person("tp2", "pe2", "other"), files.desk(), files.desk("of2")):
        assert (await other.head(place)).status == 404
        assert await refusal(await other.patch(place, 0, b"x" * 10)) == (404, "file_unknown")
        assert await refusal(await other.delete(place)) == (404, "file_unknown")


async def test_strangers_share_nothing_in_a_session(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    await files.officer("of2", available=False)
    for stranger in (files.person("tp2", "pe2", "other"), files.desk("of2")):
        assert await refusal(await stranger.begin(session_id, "a.pdf", 10)) == (404, "session_unknown")


async def test_after_the_end_nothing_is_uploaded_any_more(files: FileBureau) -> None:
    taxpayer, _, session_id = await files.paired()
    sender = files.person()
    place = (await sender.begin(session_id, "a.pdf", 10)).headers["Location"]
    await taxpayer.send("session.end", session_id=session_id)
    assert await refusal(await sender.begin(session_id, "b.pdf", 10)) == (400, "session_ended")
    assert await refusal(await sender.patch(place, 0, b"x" * 10)) == (400, "session_ended")


@pytest.mark.parametrize(
    ("name", "size", "status", "code"),
    [
        ("a.pdf", 0, 400, "file_empty"),
        ("a.pdf", LIMITS.file_bytes + 1, 413, "file_too_large"),
        ("../../etc/passwd", 10, 400, "file_name_invalid"),
        ("a/b.pdf", 10, 400, "file_name_invalid"),
        ("a\\b.pdf", 10, 400, "file_name_invalid"),
        ("a\x00b.pdf", 10, 400, "file_name_invalid"),
        ("invoice\u202efdp.exe", 10, 400, "file_name_invalid"),
        ("", 10, 400, "file_name_invalid"),
        ("..", 10, 400, "file_name_invalid"),
        ("长" * 121, 10, 400, "file_name_invalid"),
        ("\ud800", 10, 400, "file_name_invalid"),
    ],
)
async def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    files: FileBureau, name: str, size: int, status: int, code: str
) -> None:
    _, _, session_id = await files.paired()
    assert await refusal(await files.person().begin(session_id, name, size)) == (status, code)


async def test_more_than_was_announced_is_refused(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    sender = files.person()
    place = (await sender.begin(session_id, "a.pdf", 10)).headers["Location"]
    assert await refusal(await sender.patch(place, 0, b"x" * 11)) == (413, "file_too_large")


async def test_a_session_takes_so_many_files_and_so_many_bytes(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    sender = files.person()
    for _ in range(2):
        assert (await sender.begin(session_id, "a.pdf", LIMITS.file_bytes)).status == 201
    assert await refusal(await sender.begin(session_id, "a.pdf", LIMITS.file_bytes)) == (400, "file_limit")
    for _ in range(LIMITS.files - 2):
        assert (await sender.begin(session_id, "a.pdf", 1)).status == 201
    assert await refusal(await sender.begin(session_id, "a.pdf", 1)) == (400, "file_limit")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "version_unsupported"),
        ({"Upload-Length": "ten"}, 400, "request_malformed"),
        ({"Upload-Length": "-1"}, 400, "request_malformed"),
        ({"Upload-Length": "9" * 16}, 400, "request_malformed"),
        ({"Upload-Metadata": "filename %%%"}, 400, "request_malformed"),
        ({"Upload-Metadata": "filename YQ=="}, 404, "session_unknown"),
        ({"Authorization": "Bearer nonsense"}, 401, "ticket_invalid"),
        ({"Authorization": "Basic abc"}, 401, "ticket_invalid"),
        ({"Daoban-Client-Key": "another"}, 401, "ticket_replayed"),
        ({"Daoban-Client-Key": ""}, 401, "ticket_invalid"),
        ({"Origin": "https://evil.example"}, 403, "origin_refused"),
    ],
)
async def test_requests_that_are_not_in_order_have_their_code(
    files: FileBureau, headers: dict[str, str], status: int, code: str
) -> None:
    _, _, session_id = await files.paired()
    sender = files.person()
    assert (await sender.begin(session_id, "a.pdf", 1)).status == 201
    assert await refusal(await sender.begin(session_id, "a.pdf", 10, **headers)) == (status, code)


async def test_an_officers_upload_from_another_sites_page_is_refused(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    desk = files.desk()
    desk.headers |= {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert await refusal(await desk.begin(session_id, "a.pdf", 10)) == (403, "origin_refused")


async def test_a_body_of_another_type_is_refused(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    sender = files.person()
    place = (await sender.begin(session_id, "a.pdf", 10)).headers["Location"]
    wrong = await sender.patch(place, 0, b"x", **{"Content-Type": "text/plain"})
    assert await refusal(wrong) == (415, "media_type_unsupported")


async def test_browsers_are_told_what_a_bureaus_page_may_ask(files: FileBureau) -> None:
    async with files.client.options(f"{files.url}/api/files", headers={"Origin": BUREAU_PAGE}) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == BUREAU_PAGE
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
        assert "Daoban-Client-Key" in answer.headers["Access-Control-Allow-Headers"]
        assert (answer.headers["Tus-Version"], answer.headers["Tus-Max-Size"]) == ("1.0.0", str(LIMITS.file_bytes))
    async with files.client.options(f"{files.url}/api/files", headers={"Origin": "https://evil.example"}) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_page_reads_why_it_was_refused(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    answer = await files.person().begin(session_id, "a/b", 10)
    assert answer.headers["Access-Control-Allow-Origin"] == BUREAU_PAGE


async def test_who_begins_uploads_without_end_has_to_wait(files: FileBureau) -> None:
    _, _, session_id = await files.paired()
    sender = files.person()
    answers = [await sender.begin(session_id, "a.pdf", 0) for _ in range(BEGINNING.burst)]
    assert {answer.status for answer in answers} == {400}
    late = await sender.begin(session_id, "a.pdf", 1)
    assert await refusal(late) == (429, "rate_limited")
    assert float(late.headers["Retry-After"]) > 0
    assert (await files.desk().begin(session_id, "a.pdf", 1)).status == 201
