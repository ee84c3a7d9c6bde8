"""Help tickets: whose word they carry, for how long, and under which key."""

from __future__ import annotations

import stat
from pathlib import Path

import aiohttp
import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, OKPKey

from tests.bureau.conftest import NOON, OpenBureau, Visitor
from widget.demo.keys import KEY_FILE, load_or_make_key


async def _ticket(visitor: Visitor) -> str:
    answer = await visitor.ask("/bureau/help-ticket", {})
    assert answer.status == 200
    ticket: str = (await answer.json())["ticket"]
    return ticket


async def _published(visitor: Visitor) -> KeySet:
    answer = await visitor.client.get(f"{visitor.base}/bureau/jwks.json")
    return KeySet.import_key_set(await answer.json())


async def test_ticket_says_who_asks_for_whom_about_what(visitor: Visitor) -> None:
    await visitor.sign_in("pe1")
    token = jwt.decode(await _ticket(visitor), await _published(visitor), algorithms=["Ed25519"])
    claims = token.claims
    now = int(NOON.timestamp())
    assert claims["iss"] == "demo-bureau"
    assert claims["aud"] == "daoban"
    assert claims["sub"] == "pe1"
    assert (claims["iat"], claims["exp"]) == (now, now + 600)
    assert claims["person"] == {"person_id": "pe1", "name": "张某", "role": "tax_handler"}
    assert claims["taxpayer"] == {
        "taxpayer_id": "tp1",
        "name": "北京示例科技有限公司",
        "uscc": "91110101MA00DEM14K",
        "credit_grade": "A",
        "tax_office": "示例区税务局第一税务所",
        "kind": "增值税一般纳税人",
    }
    assert "vat-general" in claims["matters"]
    assert "vat-small" not in claims["matters"]


async def test_natural_person_has_no_credit_code(visitor: Visitor) -> None:
    await visitor.sign_in("pe3")
    token = jwt.decode(await _ticket(visitor), await _published(visitor), algorithms=["Ed25519"])
    assert token.claims["taxpayer"]["uscc"] is None
    assert token.claims["matters"] == ["iit-settlement", "payment", "overdue"]


async def test_every_ticket_is_another(visitor: Visitor) -> None:
    await visitor.sign_in("pe1")
    keys = await _published(visitor)
    ids = {jwt.decode(await _ticket(visitor), keys, algorithms=["Ed25519"]).claims["jti"] for _ in range(3)}
    assert len(ids) == 3


async def test_key_set_shows_only_the_public_half(visitor: Visitor) -> None:
    answer = await visitor.client.get(f"{visitor.base}/bureau/jwks.json")
    (key,) = (await answer.json())["keys"]
    assert key["kty"] == "OKP"
    assert key["crv"] == "Ed25519"
    assert key["kid"]
    assert "d" not in key


async def test_nobody_signed_in_gets_a_coded_refusal(visitor: Visitor) -> None:
    answer = await visitor.ask("/bureau/help-ticket", {})
    assert answer.status == 401
    body = await answer.json()
    assert body["ok"] is False
    assert body["error"]["code"] == "sign_in_required"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_other_sites_get_no_ticket(visitor: Visitor, headers: dict[str, str]) -> None:
    await visitor.sign_in("pe1")
    answer = await visitor.client.post(f"{visitor.base}/bureau/help-ticket", json={}, headers=headers)
    assert answer.status == 403
    assert (await answer.json())["error"]["code"] == "origin_refused"


async def test_ticket_after_signing_out_is_refused(visitor: Visitor) -> None:
    await visitor.sign_in("pe1")
    await visitor.post("/bureau/sign-out")
    assert (await visitor.ask("/bureau/help-ticket", {})).status == 401


async def test_key_is_the_owners_alone_and_outlives_a_restart(open_bureau: OpenBureau, tmp_path: Path) -> None:
    published = []
    for _ in range(2):
        async with open_bureau(tmp_path) as base, aiohttp.ClientSession() as client:
            answer = await client.get(f"{base}/bureau/jwks.json")
            published.append(await answer.json())
    assert published[0] == published[1]
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_two_first_starts_agree_on_one_key(tmp_path: Path) -> None:
    first = load_or_make_key(tmp_path)
    (tmp_path / "other").mkdir()
    assert load_or_make_key(tmp_path).kid == first.kid
    assert load_or_make_key(tmp_path / "other").kid != first.kid
    assert sorted(path.name for path in tmp_path.glob("*key*")) == [KEY_FILE]


async def test_other_keys_do_not_verify(visitor: Visitor) -> None:
    await visitor.sign_in("pe1")
    foreign = OKPKey.generate_key("Ed25519")
    with pytest.raises(BadSignatureError):
        jwt.decode(await _ticket(visitor), foreign, algorithms=["Ed25519"])
