import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import ECKey, OKPKey

from chatserver.adapters.jwks import FileKeys
from chatserver.adapters.tickets import MAX_TOKEN_CHARACTERS, TicketVerifier, person_id_of, sign_ticket
from chatserver.domain.errors import DomainError, TicketExpired, TicketForeign, TicketInvalid
from tests.support.clock import START, FakeClock

NOW = int(START.timestamp())
ED = OKPKey.generate_key("Ed25519")
EC = ECKey.generate_key("P-256")
OTHER = OKPKey.generate_key("Ed25519")


def claims(**changes: Any) -> dict[str, Any]:
    whole = {
        "iss": "bureau-a",
        "aud": "daoban",
        "sub": "pe1",
        "iat": NOW,
        "exp": NOW + 600,
        "jti": "t-1",
        "taxpayer": {"taxpayer_id": "tp1", "name": "北京示例科技有限公司", "uscc": None, "kind": "一般纳税人"},
        "person": {"person_id": "pe1", "name": "张某", "role": "tax_handler"},
        "matters": ["vat-general"],
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not ...}


def jwks(*keys: tuple[str, OKPKey | ECKey], **more: Any) -> str:
    return json.dumps({"keys": [{**key.as_dict(private=False), "kid": kid, **more} for kid, key in keys]})


def encoded(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def unsigned(header: Any, payload: Any, signature: str = "") -> str:
    return f"{encoded(header)}.{encoded(payload)}.{signature}"


@pytest.fixture
def verifier(tmp_path: Path, clock: FakeClock) -> TicketVerifier:
    for issuer, text in (("a", jwks(("ed", ED), ("ec", EC))), ("b", jwks(("ed", OTHER)))):
        (tmp_path / f"{issuer}.json").write_text(text, "utf-8")
    sources = {f"bureau-{name}": FileKeys(tmp_path / f"{name}.json", clock) for name in "ab"}
    return TicketVerifier(sources, "daoban", clock)


@pytest.mark.parametrize(("key", "kid"), [(ED, "ed"), (EC, "ec")])
async def test_ticket_says_who_asks_for_whom_about_what(
    verifier: TicketVerifier, key: OKPKey | ECKey, kid: str
) -> None:
    principal = await verifier.verify(sign_ticket(claims(), key, kid))
    assert (principal.taxpayer.taxpayer_id, principal.taxpayer.kind) == ("tp1", "一般纳税人")
    assert (principal.person.name, principal.person.role) == ("张某", "tax_handler")
    assert principal.actor.id == "tp1:bureau-a|pe1"
    assert principal.may_ask("vat-general")
    assert not principal.may_ask("payment")
    assert principal.expires_at.timestamp() == NOW + 600
    assert principal.ticket_id == "bureau-a:t-1"


async def test_the_older_name_of_the_algorithm_is_taken_for_its_own_kind_of_key_only(verifier: TicketVerifier) -> None:
    """Most JWT libraries still write EdDSA."""
    signing = f"{encoded({'alg': 'EdDSA', 'kid': 'ed'})}.{encoded(claims())}"
    private = ED.get_op_key("sign")
    assert isinstance(private, Ed25519PrivateKey)
    token = f"{signing}.{encoded(private.sign(signing.encode()))}"
    assert (await verifier.verify(token)).person.name == "张某"
    with pytest.raises(TicketInvalid):
        await verifier.verify(unsigned({"alg": "EdDSA", "kid": "ec"}, claims(), "AAAA"))
    with pytest.raises(TicketInvalid):
        await verifier.verify(token[:-8] + "AAAAAAAA")


async def test_audience_may_be_one_of_several(verifier: TicketVerifier) -> None:
    await verifier.verify(sign_ticket(claims(aud=["etax", "daoban"]), ED, "ed"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": NOW - 29, "iat": NOW - 600}, None),
        ({"exp": NOW - 30, "iat": NOW - 600}, TicketExpired),
        ({"iat": NOW + 30}, None),
        ({"iat": NOW + 31}, TicketInvalid),
        ({"nbf": NOW + 31}, TicketInvalid),
        ({"iat": NOW - 3000, "exp": NOW + 601}, TicketInvalid),
        ({"iat": NOW, "exp": NOW}, TicketInvalid),
        ({"aud": "somebody-else"}, TicketForeign),
        ({"aud": []}, TicketForeign),
        ({"iss": "bureau-z"}, TicketForeign),
        ({"sub": "pe2"}, TicketInvalid),
        ({"matters": []}, None),
        ({"matters": "vat-general"}, TicketInvalid),
        ({"matters": ["x"] * 501}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "tp1"}}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "a:b", "name": "x"}}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "tp1\n", "name": "x"}}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "~tp1", "name": "x"}}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "tp~1", "name": "x"}}, None),
        ({"person": {"person_id": "~pe1", "name": "x", "role": "x"}, "sub": "~pe1"}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "tp1", "name": "\u202e\u0007"}}, TicketInvalid),
        ({"taxpayer": {"taxpayer_id": "tp1", "name": "x" * 201}}, TicketInvalid),
        ({"person": {"person_id": "x" * 65, "name": "x", "role": "x"}, "sub": "x" * 65}, TicketInvalid),
        ({"jti": "t\x001"}, TicketInvalid),
        ({"jti": "x" * 201}, TicketInvalid),
        ({"exp": "tomorrow"}, TicketInvalid),
        ({"exp": True}, TicketInvalid),
        ({"exp": 1e300}, TicketInvalid),
        ({"exp": -1}, TicketInvalid),
        *[({name: ...}, TicketInvalid) for name in claims()],
    ],
)
async def test_every_claim_is_held_to_its_terms(
    verifier: TicketVerifier, changes: dict[str, Any], expected: type[DomainError] | None
) -> None:
    token = sign_ticket(claims(**changes), ED, "ed")
    if expected is None:
        await verifier.verify(token)
    else:
        with pytest.raises(expected):
            await verifier.verify(token)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"jti": ...}, "missing required field `jti`"),
        ({"taxpayer": {"name": "x"}}, "$.taxpayer"),
        ({"aud": "somebody-else"}, "aud is not daoban"),
        ({"sub": "pe2"}, "sub is not person.person_id"),
        ({"iat": NOW - 3000, "exp": NOW + 601}, "3600 seconds"),
    ],
)
async def test_log_tells_a_bureau_why_its_own_ticket_is_refused(
    verifier: TicketVerifier, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(DomainError):
        await verifier.verify(sign_ticket(claims(**changes), ED, "ed"))
    assert "refused a ticket that bureau-a signed" in caplog.text
    assert reason in caplog.text


async def test_forged_tickets_do_not_fill_the_log(verifier: TicketVerifier, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TicketInvalid):
        await verifier.verify(sign_ticket(claims(jti=...), OTHER, "ed"))
    assert caplog.text == ""


async def test_keys_that_cannot_be_read_are_told_at_the_start(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    await TicketVerifier({"bureau-c": FileKeys(tmp_path / "missing.json", clock)}, "daoban", clock).read_keys()
    assert "tickets of bureau-c are refused until its keys can be read" in caplog.text


async def test_expired_ticket_may_be_asked_for_again(verifier: TicketVerifier, clock: FakeClock) -> None:
    token = sign_ticket(claims(), ED, "ed")
    clock.advance(600 + 30)
    with pytest.raises(TicketExpired) as caught:
        await verifier.verify(token)
    assert caught.value.retryable


async def test_names_are_cleaned_of_what_could_reorder_them(verifier: TicketVerifier) -> None:
    told = {"taxpayer_id": "tp1", "name": "\u202e某公司\n\x00<b>"}
    principal = await verifier.verify(sign_ticket(claims(taxpayer=told), ED, "ed"))
    assert principal.taxpayer.name == "某公司 <b>"


@pytest.mark.parametrize(
    "name",
    ["示例区小美便利店（个体工商户）", "ＡＢＣ①㈱ﾃｽﾄ", "\ufa11\uf9d1\u2f00", "Cafe\u0301 / Caf\u00e9", "阿不都·热合曼"],
)
async def test_names_keep_their_very_characters(verifier: TicketVerifier, name: str) -> None:
    told = {"taxpayer_id": "tp1", "name": name, "tax_office": name}
    principal = await verifier.verify(sign_ticket(claims(taxpayer=told), ED, "ed"))
    assert (principal.taxpayer.name, principal.taxpayer.tax_office) == (name, name)


async def test_the_same_ids_of_two_bureaus_are_two_persons(verifier: TicketVerifier) -> None:
    one = await verifier.verify(sign_ticket(claims(), ED, "ed"))
    two = await verifier.verify(sign_ticket(claims(iss="bureau-b"), OTHER, "ed"))
    assert (one.taxpayer, one.person.name) == (two.taxpayer, two.person.name)
    assert one.actor != two.actor


def test_no_two_pairs_of_bureau_and_id_are_one_person() -> None:
    issuers, ids = ["a", "a|b", "a%7Cb", "https://etax.example", "税务局"], ["c", "b|c", "7Cb|c"]
    assert len({person_id_of(issuer, person_id) for issuer in issuers for person_id in ids}) == len(issuers) * len(ids)
    assert person_id_of("https://etax.example", "pe1") == "https://etax.example|pe1"


@pytest.mark.parametrize(
    ("key", "kid", "why"),
    [
        (OTHER, "ed", "another bureau's key"),
        (OKPKey.generate_key("Ed25519"), "ed", "a key of nobody"),
        (ED, "ec", "the id of a key of another kind"),
        (ED, "unknown", "an id of no key"),
    ],
)
async def test_ticket_signed_by_somebody_else_is_forged(
    verifier: TicketVerifier, key: OKPKey, kid: str, why: str
) -> None:
    with pytest.raises(TicketInvalid):
        await verifier.verify(sign_ticket(claims(), key, kid))


async def test_one_bureau_cannot_speak_for_another(verifier: TicketVerifier) -> None:
    await verifier.verify(sign_ticket(claims(iss="bureau-b"), OTHER, "ed"))
    with pytest.raises(TicketInvalid):
        await verifier.verify(sign_ticket(claims(iss="bureau-b"), ED, "ed"))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
async def test_unsigned_ticket_is_forged(verifier: TicketVerifier, algorithm: str) -> None:
    for signature in ("", "AAAA"):
        with pytest.raises(TicketInvalid):
            await verifier.verify(unsigned({"alg": algorithm, "kid": "ed"}, claims(), signature))


@pytest.mark.parametrize("kid", ["ed", "ec"])
async def test_public_key_is_no_shared_secret(verifier: TicketVerifier, kid: str) -> None:
    """The classic confusion: HMAC with what everybody may know."""
    key: OKPKey | ECKey = ED if kid == "ed" else EC
    public = [key.as_pem(private=False), key.as_der(private=False), json.dumps(key.as_dict(private=False)).encode()]
    for secret in [*public, base64.urlsafe_b64decode(str(key.as_dict(private=False)["x"]) + "=")]:
        signing = unsigned({"alg": "HS256", "kid": kid}, claims()).rstrip(".")
        signature = hmac.new(secret, signing.encode(), hashlib.sha256).digest()
        with pytest.raises(TicketInvalid):
            await verifier.verify(f"{signing}.{encoded(signature)}")


async def test_changed_word_breaks_the_signature(verifier: TicketVerifier) -> None:
    header, _, signature = sign_ticket(claims(), ED, "ed").split(".")
    for payload in (encoded(claims(matters=["*"])), encoded(claims(sub="pe1", jti="t-2"))):
        with pytest.raises(TicketInvalid):
            await verifier.verify(f"{header}.{payload}.{signature}")


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "Ed25519"},
        {"kid": "ed"},
        {"alg": "Ed25519", "kid": ""},
        {"alg": "Ed25519", "kid": "x" * 201},
        {"alg": ["Ed25519"], "kid": "ed"},
        {"alg": "Ed25519", "kid": "ed", "crit": ["exp"]},
        {"alg": "Ed25519", "kid": "ed", "b64": False, "crit": ["b64"]},
        {"alg": "Ed25519", "kid": "unknown", "jwk": OTHER.as_dict(private=False)},
        [],
        b"\xff",
        b"[" * 3000,
    ],
)
async def test_header_that_asks_for_something_else_is_refused(verifier: TicketVerifier, header: Any) -> None:
    with pytest.raises(TicketInvalid):
        await verifier.verify(unsigned(header, claims(), "AAAA"))


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c.d", "税.a.b", " ".join("abc"), "a" * 100_000, "\x00", "e30.e30.e30", "!!.!!.!!"],
)
async def test_what_is_no_ticket_is_refused(verifier: TicketVerifier, token: str) -> None:
    with pytest.raises(TicketInvalid):
        await verifier.verify(token)


async def test_oversized_ticket_is_refused_before_it_is_read(verifier: TicketVerifier) -> None:
    token = sign_ticket(claims(filler="x" * MAX_TOKEN_CHARACTERS), ED, "ed")
    with pytest.raises(TicketInvalid):
        await verifier.verify(token)


async def test_unknown_claims_are_left_alone(verifier: TicketVerifier) -> None:
    await verifier.verify(sign_ticket(claims(scope="help", deep={"a": [1]}), ED, "ed"))
