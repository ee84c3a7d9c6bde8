from typing import Any

import pytest

from chatserver.services.login import FAILURES, FAILURES_OF_AN_ADDRESS
from chatserver.web.edge import WebEdge
from tests.support.clock import FakeClock
from tests.support.site import PASSWORD, Site, refusal, serving
from tests.support.wire import raw_line

ME = {"officer_id": "of1", "name": "导办01", "tier": 1, "skills": ["payment", "vat-general"], "capacity": 3}


async def who_is(site: Site) -> Any:
    """Who the hub says is signed in; nobody is an answer, not an error that browsers write down."""
    answer = await site.client.get(f"{site.url}/api/me")
    assert answer.status == 200
    return (await answer.json())["officer"]


async def test_officer_signs_in_is_known_and_signs_out(site: Site) -> None:
    answer = await site.sign_in()
    assert (answer.status, await answer.json()) == (200, {"officer": ME})
    cookie = answer.cookies["daoban_login"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["max-age"] == str(12 * 3600)
    assert not cookie["secure"]
    assert answer.headers["Cache-Control"] == "no-store"
    me = await site.client.get(f"{site.url}/api/me")
    assert (me.status, await me.json()) == (200, {"officer": ME})
    out = await site.client.post(f"{site.url}/api/logout", headers=site.page)
    assert out.status == 200
    assert await who_is(site) is None


async def test_stolen_cookie_is_worthless_after_sign_out(site: Site) -> None:
    token = (await site.sign_in()).cookies["daoban_login"].value
    await site.client.post(f"{site.url}/api/logout", headers=site.page)
    stolen = await site.client.get(f"{site.url}/api/me", headers={"Cookie": f"daoban_login={token}"})
    assert (stolen.status, await stolen.json()) == (200, {"officer": None})


async def test_login_ends_after_its_hours(site: Site, clock: FakeClock) -> None:
    await site.sign_in()
    clock.advance(12 * 3600 - 1)
    assert await who_is(site) == ME
    clock.advance(2)
    assert await who_is(site) is None


async def test_wrong_password_and_unknown_officer_look_the_same(site: Site) -> None:
    wrong = await site.sign_in(password="wrong password")
    unknown = await site.sign_in(officer_id="nobody")
    assert await wrong.json() == await unknown.json()
    assert wrong.status == unknown.status == 401
    assert "Set-Cookie" not in wrong.headers


async def test_sixth_failure_within_a_minute_waits(site: Site, clock: FakeClock) -> None:
    for _ in range(FAILURES):
        assert (await site.sign_in(password="wrong password")).status == 401
        clock.advance(4)
    limited = await site.sign_in()
    error = (await limited.json())["error"]
    assert (limited.status, error["code"], error["retryable"]) == (429, "rate_limited", True)
    assert limited.headers["Retry-After"] == str(error["details"]["retry_after_seconds"]) == "40"
    clock.advance(40)
    assert (await site.sign_in()).status == 200


async def test_secure_cookie_behind_https(edge: WebEdge) -> None:
    edge.public_origin = "https://daoban.example"
    async with serving(edge) as site:
        answer = await site.client.post(
            f"{site.url}/api/login",
            json={"officer_id": "of1", "password": PASSWORD},
            headers={"Origin": "https://daoban.example"},
        )
        assert answer.status == 200
        assert answer.cookies["daoban_login"]["secure"]
        assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/login", "/api/logout"])
async def test_other_sites_pages_cannot_sign_anybody_in_or_out(site: Site, path: str, headers: dict[str, str]) -> None:
    body = {"officer_id": "of1", "password": PASSWORD}
    assert await refusal(await site.client.post(site.url + path, json=body, headers=headers)) == (403, "origin_refused")


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (b"", 400, "request_malformed"),
        (b"[]", 400, "request_malformed"),
        (b'{"officer_id": "of1"}', 400, "request_malformed"),
        (b'{"officer_id": 1, "password": "x"}', 400, "request_malformed"),
        (b'{"officer_id": "of1", "password": "x", "admin": true}', 400, "request_malformed"),
        (b'{"officer_id": "of1", "password": "' + b"x" * 201 + b'"}', 400, "request_malformed"),
        (b'{"officer_id": "of1", "password": "\\ud800"}', 400, "request_malformed"),
        (b"[" * 4000, 400, "request_malformed"),
        (b"\xff\xfe", 400, "request_malformed"),
        (b"x" * 5000, 413, "request_too_large"),
        (b"x" * 200_000, 413, "request_too_large"),
    ],
)
async def test_malformed_sign_in_is_refused_with_a_code(site: Site, body: bytes, status: int, expected: str) -> None:
    headers = {**site.page, "Content-Type": "application/json"}
    answer = await site.client.post(f"{site.url}/api/login", data=body, headers=headers)
    assert await refusal(answer) == (status, expected)


async def test_a_body_may_come_in_pieces(site: Site) -> None:
    body = f'{{"officer_id": "of1", "password": "{PASSWORD}"}}'.encode()
    head = f"POST /api/login HTTP/1.1\r\nHost: {site.url[7:]}\r\nContent-Type: application/json\r\n"
    async with raw_line(site.url) as line:
        line.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        await line.trickle(body)
        assert (await line.answered()).status == 200


async def test_form_posts_are_refused(site: Site) -> None:
    answer = await site.client.post(f"{site.url}/api/login", data={"officer_id": "of1"}, headers=site.page)
    assert await refusal(answer) == (415, "media_type_unsupported")


async def test_failures_are_counted_for_the_clients_own_address_behind_a_proxy(edge: WebEdge) -> None:
    edge.trusted_proxies = 1
    async with serving(edge) as site:

        async def guess(number: int, forwarded: str) -> int:
            headers = {**site.page, "X-Forwarded-For": forwarded}
            body = {"officer_id": f"guess{number}", "password": "wrong password"}
            return (await site.client.post(f"{site.url}/api/login", json=body, headers=headers)).status

        statuses = [await guess(number, "10.9.9.9, 10.0.0.1") for number in range(FAILURES_OF_AN_ADDRESS + 1)]
        assert statuses == [401] * FAILURES_OF_AN_ADDRESS + [429]
        # the client cannot choose its address: only the proxy's own entry counts
        assert await guess(90, "10.5.5.5, 10.0.0.1") == 429
        assert await guess(91, "10.0.0.1, 10.0.0.2") == 401
