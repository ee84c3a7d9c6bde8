"""Hostile and broken requests get a page or a coded answer, never a crash; what people type stays text."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import pytest
from yarl import URL

from tests.bureau.conftest import Visitor

VAT = "/bureau/matters/vat-general"
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "' OR 1=1 --",
    "\x00\x01\x1b[31m",
    "\u202egnp.exe",
    "\ud83d",
    "=cmd()|' /C calc'!A0",
    "١٢٣",
    "1e9999",
    "NaN",
    "-" * 100,
    "9" * 3000,
]


async def test_every_answer_carries_the_security_headers(visitor: Visitor) -> None:
    for path in ("/", "/try", "/bureau/sign-in", "/bureau/nothing", "/bureau/jwks.json", "/bureau/static/tokens.css"):
        answer = await visitor.client.get(visitor.base + path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert f"ws://{visitor.base.removeprefix('http://')}" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


async def test_pages_have_no_inline_script_or_style(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    for path in ("/", "/try", "/bureau/", "/bureau/matters", f"{VAT}/steps/s1", "/bureau/nothing"):
        page = await visitor.open(path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)


async def test_cookie_stays_with_the_bureau_and_out_of_scripts(visitor: Visitor) -> None:
    answer = await visitor.client.post(
        f"{visitor.base}/bureau/sign-in",
        data={"person_id": "pe1"},
        headers={"Origin": visitor.base},
        allow_redirects=False,
    )
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/bureau" in cookie


@pytest.mark.parametrize("path", ["/bureau/", "/bureau/matters", f"{VAT}/steps/s1", f"{VAT}/receipt"])
async def test_strangers_are_asked_to_sign_in(visitor: Visitor, path: str) -> None:
    await visitor.open(path)
    assert visitor.path == "/bureau/sign-in"


async def _status_of(base: str, request_line: bytes, *headers: bytes) -> int:
    """Send bytes that no well-behaved client would, and return the answer's status."""
    url = URL(base)
    assert url.host is not None
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = (request_line + b" HTTP/1.1", b"Host: " + url.authority.encode(), b"Connection: close", *headers, b"", b"")
    writer.write(b"\r\n".join(lines))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1])


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        (b"/bureau/", b"Cookie: bureau_sid=\xff\xfe", 303),
        (b"/bureau/", b"Cookie: bureau_lang=\xed\xa0\x80", 303),
        (b"/bureau/sign-in?q=%ff%fe%ed%a0%80&lang=%00", b"Accept: */*", 200),
        (b"/bureau/nothing?q=%ed%a0%80", b"Cookie: bureau_sid=\xc3", 404),
        (b"/bureau/%ff/%00", b"Accept: */*", 404),
        (b"/bureau/static/..%2f..%2fapp.py", b"Accept: */*", 404),
        (b"/bureau/static/", b"Accept: */*", 404),
        (b"/bureau", b"Accept: */*", 303),
        (b"/bureau/sign-in", b"Host: evil.example\xff", 400),
    ],
)
async def test_bytes_that_are_no_text_are_borne(bureau: str, path: bytes, header: bytes, status: int) -> None:
    assert await _status_of(bureau, b"GET " + path, header) == status


async def test_forged_cookie_is_a_stranger(bureau: str) -> None:
    async with aiohttp.ClientSession(cookies={"bureau_sid": "x" * 4000}) as client:
        answer = await client.get(f"{bureau}/bureau/", allow_redirects=False)
        assert answer.status == 303


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/bureau/sign-in", {"person_id": "nobody"}, 400),
        ("/bureau/sign-in", {}, 400),
        (f"{VAT}/steps/s1", {"action": "fly"}, 400),
        (f"{VAT}/steps/s99", {"action": "save"}, 404),
        ("/bureau/matters/none/steps/s1", {"action": "save"}, 404),
        ("/bureau/matters/vat-small/steps/s1", {"action": "save"}, 404),
        (f"{VAT}/scenario", {"scenario": "none"}, 400),
        (f"{VAT}/receipt", {}, 405),
    ],
)
async def test_wrong_posts_get_a_page(visitor: Visitor, path: str, fields: dict[str, str], status: int) -> None:
    await visitor.sign_in("pe1")
    page = await visitor.post(path, **fields)
    assert visitor.status == status
    assert "<h1" in page
    assert "代码" in page


async def test_foreign_post_changes_nothing(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    answer = await visitor.client.post(
        f"{visitor.base}{VAT}/steps/s1", data={"action": "next"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status == 403
    assert "没有被接受" in await answer.text()
    await visitor.open("/bureau/matters/vat-general")
    assert visitor.step() == "s1"


@pytest.mark.parametrize("text", NASTY, ids=ascii)
async def test_typed_text_stays_text(visitor: Visitor, text: str) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.press("next")
    encoded = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    page = await visitor.press("next", **{"v.f1_13_zp": encoded})
    assert visitor.status == 200
    assert visitor.step() == "s2"
    assert 'aria-invalid="true"' in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"values": 3}', '{"values": {"v.period": 3}}', "{" * 100_000, '{"values": {"__proto__": "x"}}'],
    ids=lambda body: body[:12],
)
async def test_recalculation_takes_any_body(visitor: Visitor, body: str) -> None:
    await visitor.sign_in("pe1", "vat-general")
    answer = await visitor.client.post(
        f"{visitor.base}{VAT}/recalculate",
        data=body,
        headers={"Origin": visitor.base, "Content-Type": "application/json"},
    )
    assert answer.status in {200, 400}
    assert "values" in await answer.json() or (await answer.json())["error"]["code"] == "request_malformed"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data"]
)
async def test_unexpected_encodings_are_refused(visitor: Visitor, content_type: str) -> None:
    await visitor.sign_in("pe1", "vat-general")
    answer = await visitor.client.post(
        f"{visitor.base}{VAT}/steps/s1",
        data=b"action=save",
        headers={"Origin": visitor.base, "Content-Type": content_type},
    )
    assert answer.status == 400


async def test_too_many_and_too_large_are_refused(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.post(f"{VAT}/steps/s1", **{f"v.x{number}": "1" for number in range(500)}, action="save")
    assert visitor.status == 400
    await visitor.post(f"{VAT}/steps/s1", action="save", huge="x" * 600_000)
    assert visitor.status == 413
    answer = await visitor.ask(f"{VAT}/recalculate", {"values": {"v.period.from": "x" * 600_000}})
    assert answer.status == 413
    assert (await answer.json())["error"]["code"] == "request_too_large"


async def test_read_only_and_closed_cells_take_nothing(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    answer = await visitor.ask(
        f"{VAT}/recalculate", {"values": {"v.m_34": "1.00", "v.f1_jy3": "5.00", "v.cycle": "季"}}
    )
    values = (await answer.json())["values"]
    assert values["m_34"] == "61322.75"
    assert values["f1_jy3"] == "0.00"
    assert values["cycle"] == "月"
