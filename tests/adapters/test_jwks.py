import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from chatserver.adapters.jwks import MAX_BYTES, AddressKeys, FileKeys, open_keys, read_keys
from tests.support.clock import FakeClock

FIRST, SECOND = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")


def jwks(**keys: OKPKey) -> str:
    return json.dumps({"keys": [{**key.as_dict(private=False), "kid": kid} for kid, key in keys.items()]})


class KeyServer:
    """A bureau's key address that can be told what to answer, and counts who asks."""

    def __init__(self) -> None:
        self.body = jwks(first=FIRST)
        self.status = 200
        self.asked = 0

    async def answer(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(text=self.body, status=self.status, headers={"Location": "/elsewhere"})


@pytest.fixture
async def served() -> AsyncIterator[tuple[KeyServer, str]]:
    server = KeyServer()
    application = web.Application()
    application.router.add_get("/jwks.json", server.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield server, f"http://127.0.0.1:{runner.addresses[0][1]}/jwks.json"
    await runner.cleanup()


@pytest.fixture
async def keys(served: tuple[KeyServer, str], clock: FakeClock) -> AsyncIterator[AddressKeys]:
    source = AddressKeys(served[1], clock)
    yield source
    await source.close()


async def test_changed_file_is_read_again(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "keys.json"
    path.write_text(jwks(first=FIRST), "utf-8")
    source = FileKeys(path, clock)
    assert await source.find("first")
    path.write_text(jwks(second=SECOND), "utf-8")
    os.utime(path, ns=(1, 1))
    clock.advance(1)
    assert await source.find("second")
    assert await source.find("first") is None


async def test_key_taken_out_of_the_file_is_soon_refused(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "keys.json"
    path.write_text(jwks(first=FIRST, second=SECOND), "utf-8")
    source = FileKeys(path, clock)
    assert await source.find("first")
    path.write_text(jwks(second=SECOND), "utf-8")
    os.utime(path, ns=(1, 1))
    clock.advance(5)
    assert await source.find("first") is None


@pytest.mark.parametrize("damage", ["", "{", '{"keys": []}', None])
async def test_last_good_keys_stay_when_the_file_breaks(tmp_path: Path, clock: FakeClock, damage: str | None) -> None:
    path = tmp_path / "keys.json"
    path.write_text(jwks(first=FIRST), "utf-8")
    source = FileKeys(path, clock)
    assert await source.find("first")
    if damage is None:
        path.unlink()
    else:
        path.write_text(damage, "utf-8")
    clock.advance(10)
    assert await source.find("first")
    assert source.trouble
    path.write_text(jwks(second=SECOND), "utf-8")
    clock.advance(10)
    assert await source.find("second")
    assert source.trouble is None


async def test_address_is_asked_once_for_many_tickets(served: tuple[KeyServer, str], keys: AddressKeys) -> None:
    found = await asyncio.gather(*(keys.find("first") for _ in range(50)))
    assert all(found)
    assert served[0].asked == 1


async def test_unknown_key_asks_again_at_most_once_a_minute(
    served: tuple[KeyServer, str], keys: AddressKeys, clock: FakeClock
) -> None:
    server, _ = served
    await keys.find("first")
    server.body = jwks(first=FIRST, second=SECOND)
    assert [await keys.find(f"forged-{number}") for number in range(20)] == [None] * 20
    assert server.asked == 1
    clock.advance(60)
    assert await keys.find("second")
    assert await keys.find("forged") is None
    assert server.asked == 2


async def test_key_taken_from_the_address_is_refused_after_ten_minutes(
    served: tuple[KeyServer, str], keys: AddressKeys, clock: FakeClock
) -> None:
    await keys.find("first")
    served[0].body = jwks(second=SECOND)
    clock.advance(599)
    assert await keys.find("first")
    clock.advance(1)
    assert await keys.find("first") is None


@pytest.mark.parametrize(
    ("status", "body"), [(500, ""), (302, ""), (200, "<html>"), (200, "x" * (MAX_BYTES + 1)), (200, "[" * 20_000)]
)
async def test_last_good_keys_stay_when_the_address_fails(
    served: tuple[KeyServer, str], keys: AddressKeys, clock: FakeClock, status: int, body: str
) -> None:
    assert await keys.find("first")
    served[0].status, served[0].body = status, body
    clock.advance(3600)
    assert await keys.find("first")
    assert keys.trouble


async def test_nobody_listening_is_trouble_not_a_crash(clock: FakeClock) -> None:
    source = open_keys("http://127.0.0.1:1/jwks.json", clock)
    assert await source.find("first") is None
    assert source.trouble
    await source.close()


def test_only_keys_for_tickets_are_kept(caplog: pytest.LogCaptureFixture) -> None:
    leaked = OKPKey.generate_key("Ed25519")
    items = [
        {**FIRST.as_dict(private=False), "kid": "good"},
        {**SECOND.as_dict(private=False), "kid": "for-encryption", "use": "enc"},
        {**ECKey.generate_key("P-256").as_dict(private=False), "kid": "good-too"},
        {**ECKey.generate_key("P-384").as_dict(private=False), "kid": "other-curve"},
        {**RSAKey.generate_key(2048).as_dict(private=False), "kid": "rsa"},
        {**OctKey.generate_key(256).as_dict(private=True), "kid": "secret"},
        {**OKPKey.generate_key("X25519").as_dict(private=False), "kid": "exchange"},
        {**leaked.as_dict(private=True), "kid": "leaked"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "broken"},
        {"kty": "OKP", "crv": "Ed25519", "kid": "without"},
        SECOND.as_dict(private=False),
        "nonsense",
        None,
    ]
    with caplog.at_level(logging.ERROR):
        found = read_keys(json.dumps({"keys": items}).encode())
    assert set(found) == {"good", "good-too", SECOND.thumbprint()}
    assert {key.algorithm for key in found.values()} == {"Ed25519", "ES256"}
    assert "private key" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"keys": {}}',
        b'{"keys": []}',
        b"\xff",
        b'{"keys": [' + b"{}," * 101 + b"{}]}",
        b"[" * 99_999,
    ],
)
def test_what_is_no_key_set_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_keys(content)
