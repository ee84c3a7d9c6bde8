"""The log holds bugs, not what strangers send; none of their wishes makes the server fail."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from chatserver.http_edge import http_logger, refusing_expectations
from tests.support.wire import raw_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

counted: Counter[str] = Counter()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A server of one route, which fails; its address."""

    async def fail(_: web.Request) -> web.Response:
        raise LookupError("a bug")

    counted.clear()
    application = web.Application()
    application.router.add_get("/", fail)
    runner = web.AppRunner(application, logger=http_logger(lambda code: counted.update([code])))
    await runner.setup()
    assert runner.server is not None
    runner.server.request_handler = refusing_expectations(runner.server.request_handler)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_request_that_is_no_http_is_counted_and_not_logged(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with raw_line(url) as line:
        line.send(b"GET / HTTP/1.1\r\nbroken header\r\n\r\n")
        assert (await line.answered()).status == 400
    assert counted == {"request_malformed": 1}
    assert not caplog.records


async def test_a_body_that_is_not_what_its_headers_say_is_counted_and_not_logged(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw_line(url) as line:
        line.send(b"GET /none HTTP/1.1\r\nHost: x\r\nContent-Encoding: deflate\r\nContent-Length: 9\r\n\r\ngarbage!!")
        assert (await line.answered()).status == 404
        assert await line.reader.read() == b""
    assert counted == {"request_malformed": 1}
    assert not caplog.records


async def test_a_bug_is_logged_whole(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with raw_line(url) as line:
        line.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await line.answered()).status == 500
    (record,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert record.exc_info
    assert not counted


@pytest.mark.parametrize("wish", [b"\x9b\xc4", b"a pony"])
async def test_an_expectation_that_nobody_knows_is_refused(
    url: str, wish: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw_line(url) as line:
        line.send(b"GET / HTTP/1.1\r\nHost: x\r\nExpect: " + wish + b"\r\n\r\n")
        assert (await line.answered()).status == 417
    assert not caplog.records
