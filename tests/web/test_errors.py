import logging

import aiohttp
import pytest
from aiohttp import web

from chatserver.web.edge import WebEdge
from tests.support.site import Site, refusal, serving

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def fail(_: web.Request) -> web.Response:
    raise KeyError("secret of the inner works")


async def dawdle(_: web.Request) -> web.Response:
    raise TimeoutError


async def test_bug_is_logged_once_and_answered_without_its_details(
    edge: WebEdge, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(edge, web.get("/fail", fail)) as site:
        answer = await site.client.get(f"{site.url}/fail")
        body = await answer.json()
    assert (answer.status, body["error"]["code"]) == (500, "internal")
    assert "secret" not in str(body)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert body["error"]["details"]["error_id"] in errors[0].getMessage()


async def test_what_takes_too_long_is_told_to_come_again(edge: WebEdge) -> None:
    async with serving(edge, web.get("/dawdle", dawdle)) as site:
        answer = await site.client.get(f"{site.url}/dawdle")
        assert await refusal(answer) == (503, "busy")
        assert answer.headers["Retry-After"]


async def test_unknown_address_and_method_have_codes(site: Site) -> None:
    assert await refusal(await site.client.get(f"{site.url}/api/nothing")) == (404, "not_found")
    answer = await site.client.get(f"{site.url}/api/login")
    assert await refusal(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "没有这个页面"), ("en-GB,en", "no such page"), ("", "没有这个页面")],
)
async def test_people_get_a_page_in_their_language(site: Site, language: str, words: str) -> None:
    answer = await site.client.get(f"{site.url}/nothing", headers={**BROWSER, "Accept-Language": language})
    assert answer.status == 404
    assert answer.content_type == "text/html"
    text = await answer.text()
    assert words in text
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    style = await site.client.get(f"{site.url}/page.css")
    assert style.content_type == "text/css"
    assert "<style" not in text
    assert "<script" not in text


async def test_scripts_get_json_even_when_the_browser_would_take_a_page(site: Site) -> None:
    assert await refusal(await site.client.get(f"{site.url}/api/nothing", headers=BROWSER)) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/api/me", "/api/catalogue", "/widget/daoban.js", "/console/", "/nothing", "/healthz"]
)
async def test_every_answer_carries_security_headers(site: Site, path: str) -> None:
    headers = (await site.client.get(site.url + path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Server"] == "Daoban"


async def test_mounted_application_keeps_its_own_policy(edge: WebEdge) -> None:
    async def show(_: web.Request) -> web.Response:
        return web.Response(text="bureau")

    async def add_own(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.setdefault("Content-Security-Policy", "default-src 'self'")

    bureau = web.Application()
    bureau.router.add_get("/form", show)
    bureau.on_response_prepare.append(add_own)
    async with serving(edge, mounted={"/bureau": bureau}) as site:
        answer = await site.client.get(f"{site.url}/bureau/form")
        assert answer.headers["Content-Security-Policy"] == "default-src 'self'"


async def test_failure_in_the_middle_of_an_answer_adds_no_second_answer(edge: WebEdge) -> None:
    async def begin_and_fail(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"the first part")
        raise TimeoutError

    async with serving(edge, web.get("/half", begin_and_fail)) as site:
        answer = await site.client.get(f"{site.url}/half")
        assert answer.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_websockets_pass_with_the_address_that_the_proxy_tells(edge: WebEdge) -> None:
    async def speak(request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_str(f"{request.remote} {request.scheme}")
        await line.close()
        return line

    edge.trusted_proxies = 1
    async with serving(edge, web.get("/line", speak)) as site:
        headers = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"}
        async with site.client.ws_connect(f"{site.url}/line", headers=headers) as line:
            assert await line.receive_str() == "10.0.0.1 https"


async def test_a_body_that_is_not_what_its_headers_say_is_malformed(site: Site) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "deflate", "Origin": site.url}
    answer = await site.client.post(f"{site.url}/api/login", data=b"garbage!!", headers=headers)
    assert answer.status == 400
    assert (await answer.json())["error"]["code"] == "request_malformed"
