"""Help tickets: proves who asks for help, for whom, about which matters. The hub holds public keys only.

A ticket is a JWT (RFC 7519). Its issuer picks the key set, the key picks the algorithm: a ticket that names another
one is forged, and so are unsigned ones and ones signed with a public key taken for a shared secret.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import logging
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import msgspec
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning

from chatserver.adapters.jwks import KeySource, VerifyingKey, open_keys
from chatserver.domain.actors import Person, Taxpayer
from chatserver.domain.errors import TicketExpired, TicketForeign, TicketInvalid
from chatserver.domain.text import clean_line
from chatserver.services.principal import TaxpayerPrincipal

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, OKPKey

    from chatserver.clock import Clock

_log = logging.getLogger(__name__)

MAX_TOKEN_CHARACTERS: Final = 8_192
LEEWAY_SECONDS: Final = 30
"""Bureau and hub may disagree on the time by this much."""
LONGEST_LIFE_SECONDS: Final = 3_600
"""A ticket says who asks now; one that would be good for days is a mistake of the bureau."""

_NAMES: Final = {"Ed25519": ("Ed25519", "EdDSA"), "ES256": ("ES256",)}
"""What a ticket may call a key's algorithm. Most libraries still write the older EdDSA (RFC 8037, now RFC 9864)."""

_Id = Annotated[str, msgspec.Meta(pattern=r"\A(?!~)[!-9;-~]{1,64}\Z")]
"""Printable ASCII without colon: taxpayer and person are joined by one, and `a:b` + `c` must not be `a` + `b:c`.

None begins with a tilde, as aliases do (`domain.aliases`): an id that looks like one would never be purged.
"""
_Serial = Annotated[str, msgspec.Meta(pattern=r"\A[!-~]{1,200}\Z")]
_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Line = Annotated[str, msgspec.Meta(max_length=200)]
_Time = Annotated[float, msgspec.Meta(ge=0, le=100_000_000_000)]


class _Taxpayer(msgspec.Struct, frozen=True):
    taxpayer_id: _Id
    name: _Short
    uscc: _Line | None = None
    credit_grade: _Line | None = None
    tax_office: _Line | None = None
    kind: _Line | None = None


class _Person(msgspec.Struct, frozen=True):
    person_id: _Id
    name: _Short
    role: _Short


class _Claims(msgspec.Struct, frozen=True):
    iss: _Short
    aud: _Short | Annotated[list[_Short], msgspec.Meta(max_length=20)]
    sub: _Id
    iat: _Time
    exp: _Time
    jti: _Serial
    taxpayer: _Taxpayer
    person: _Person
    matters: Annotated[list[Annotated[str, msgspec.Meta(min_length=1, max_length=64)]], msgspec.Meta(max_length=500)]
    nbf: _Time = 0.0


class _Issuer(msgspec.Struct, frozen=True):
    """What is read before the signature is checked: only which bureau's keys to check it with."""

    iss: _Short


class _Header(msgspec.Struct, frozen=True):
    alg: str
    kid: _Short
    crit: object = None


_header = msgspec.json.Decoder(_Header)
_issuer = msgspec.json.Decoder(_Issuer)
_claims = msgspec.json.Decoder(_Claims)


class TicketVerifier:
    """Verifies help tickets of the bureaus that are configured."""

    def __init__(self, keys: Mapping[str, KeySource], audience: str, clock: Clock) -> None:
        """`keys` maps an issuer to its keys; `audience` is what tickets must be made out to."""
        self._keys = keys
        self._audience = audience
        self._clock = clock

    async def verify(self, token: str) -> TaxpayerPrincipal:
        """Return who the ticket speaks for. Raises TicketInvalid, TicketForeign, TicketExpired."""
        segments = _segments(token)
        header = _decoded(_header, segments[0])
        issuer = _decoded(_issuer, segments[1]).iss
        source = self._keys.get(issuer)
        if source is None:
            raise TicketForeign
        key = await source.find(header.kid)
        if key is None or header.alg not in _NAMES[key.algorithm] or header.crit is not None:
            raise TicketInvalid
        _check_signature(token, key, header.alg)
        try:
            claims: _Claims = _decoded(_claims, segments[1])
            self._check_terms(claims)
            return _principal(claims)
        except (TicketInvalid, TicketForeign) as refused:
            # signed by the bureau, so nobody else can fill the log with it, and its developers need the reason
            _log.warning("refused a ticket that %s signed: %s", issuer, refused.details.get("reason"))
            raise

    async def read_keys(self) -> None:
        """Read every bureau's keys now and warn about those that cannot be read."""
        await asyncio.gather(*(source.load() for source in self._keys.values()))
        for issuer, source in self._keys.items():
            if source.trouble is not None:
                _log.warning("tickets of %s are refused until its keys can be read: %s", issuer, source.trouble)

    async def close(self) -> None:
        """Give connections back."""
        for source in self._keys.values():
            await source.close()

    def _check_terms(self, claims: _Claims) -> None:
        """Audience, times, and that the ticket is about the person it is made out to."""
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        if self._audience not in audiences:
            raise TicketForeign(reason=f"aud is not {self._audience}")
        now = self._clock.now().timestamp()
        if claims.exp + LEEWAY_SECONDS <= now:
            raise TicketExpired
        if max(claims.iat, claims.nbf) - LEEWAY_SECONDS > now:
            raise TicketInvalid(reason="iat or nbf lies in the future")
        if claims.sub != claims.person.person_id:
            raise TicketInvalid(reason="sub is not person.person_id")
        if not 0 < claims.exp - claims.iat <= LONGEST_LIFE_SECONDS:
            raise TicketInvalid(reason=f"exp is not 1 to {LONGEST_LIFE_SECONDS} seconds after iat")


def open_verifier(bureaus: Mapping[str, str], audience: str, clock: Clock) -> TicketVerifier:
    """Return a verifier for issuers with their JWKS files or addresses; nothing is read yet."""
    return TicketVerifier({issuer: open_keys(source, clock) for issuer, source in bureaus.items()}, audience, clock)


def person_id_of(issuer: str, person_id: str) -> str:
    """Return a person's id on this hub: bureaus draw their ids alone, so `pe1` of two bureaus is two persons.

    The issuer's own bars are escaped: no two pairs of issuer and id make the same.
    """
    return f"{quote(issuer, safe=':/')}|{person_id}"


def sign_ticket(claims: Mapping[str, Any], key: OKPKey | ECKey, kid: str) -> str:
    """Return a help ticket signed with a bureau's private key: for `daoban ticket`; bureaus sign their own."""
    algorithm = "Ed25519" if key.key_type == "OKP" else "ES256"
    header = {"alg": algorithm, "kid": kid, "typ": "JWT"}
    return jws.serialize_compact(header, msgspec.json.encode(claims), key, algorithms=[algorithm])


def _segments(token: str) -> tuple[bytes, bytes]:
    """Return header and payload, still encoded."""
    parts = token.split(".") if len(token) <= MAX_TOKEN_CHARACTERS and token.isascii() else []
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - header.payload.signature
        raise TicketInvalid
    return parts[0].encode(), parts[1].encode()


def _decoded(decoder: msgspec.json.Decoder[Any], segment: bytes) -> Any:
    try:
        return decoder.decode(_from_base64url(segment))
    except msgspec.ValidationError as error:  # names the claim and what it should be, never what it was
        raise TicketInvalid(reason=str(error)) from error
    except (ValueError, RecursionError) as error:  # other errors of msgspec are ValueErrors, too
        raise TicketInvalid(reason="header or claims are no JSON object") from error


def _from_base64url(segment: bytes) -> bytes:
    return base64.b64decode(segment + b"=" * (-len(segment) % 4), altchars=b"-_", validate=True)


def _check_signature(token: str, key: VerifyingKey, algorithm: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # of the old name, which is pinned to its key all the same
            jws.deserialize_compact(token, key.key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError) as error:
        raise TicketInvalid from error


def _principal(claims: _Claims) -> TaxpayerPrincipal:
    told, person = claims.taxpayer, claims.person
    return TaxpayerPrincipal(
        taxpayer=Taxpayer(
            taxpayer_id=told.taxpayer_id,
            name=_named(told.name),
            uscc=clean_line(told.uscc),
            credit_grade=clean_line(told.credit_grade),
            tax_office=clean_line(told.tax_office),
            kind=clean_line(told.kind),
        ),
        person=Person(
            person_id=person_id_of(claims.iss, person.person_id), name=_named(person.name), role=_named(person.role)
        ),
        matters=frozenset(claims.matters),
        expires_at=dt.datetime.fromtimestamp(claims.exp, dt.UTC),
        # Issuers draw their ids alone: the same one from two bureaus is two tickets.
        ticket_id=f"{claims.iss}:{claims.jti}",
    )


def _named(name: str) -> str:
    cleaned = clean_line(name)
    if not cleaned:
        raise TicketInvalid(reason="a name or role is empty")
    return cleaned
