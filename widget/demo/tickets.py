"""Help tickets: what the bureau signs so that the hub believes who asks, for whom, about which matters."""

from __future__ import annotations

import secrets
from typing import Any, Final

from aiohttp import web
from joserfc import jwt

from widget.demo.bureau import BUREAU, Visit, visit_of

TICKET_SECONDS: Final = 600
AUDIENCE: Final = "daoban"
routes = web.RouteTableDef()


@routes.get("/jwks.json", name="jwks")
async def show_keys(request: web.Request) -> web.Response:
    """Answer with the public keys that verify this bureau's tickets."""
    return web.json_response(request.config_dict[BUREAU].key.jwks())


@routes.post("/help-ticket", name="help-ticket")
async def issue_ticket(request: web.Request) -> web.Response:
    """Answer with a fresh ticket for the person who is signed in."""
    return web.json_response({"ticket": sign_ticket(visit_of(request))})


def sign_ticket(visit: Visit) -> str:
    """Return the visitor's ticket as a signed JWT, valid for ten minutes."""
    key = visit.bureau.key
    header = {"alg": "Ed25519", "kid": key.kid, "typ": "JWT"}
    return jwt.encode(header, _claims(visit), key.key, algorithms=["Ed25519"])


def _claims(visit: Visit) -> dict[str, Any]:
    account = visit.signed_in
    person, taxpayer = account.person, account.taxpayer
    issued_at = int(visit.now.timestamp())
    return {
        "iss": visit.bureau.issuer,
        "aud": AUDIENCE,
        "sub": person.id,
        "iat": issued_at,
        "exp": issued_at + TICKET_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "taxpayer": {
            "taxpayer_id": taxpayer.id,
            "name": taxpayer.name.zh,
            "uscc": taxpayer.uscc or None,
            "credit_grade": taxpayer.credit_grade or None,
            "tax_office": taxpayer.tax_office.zh,
            "kind": taxpayer.kind.zh,
        },
        "person": {"person_id": person.id, "name": person.name.zh, "role": person.role},
        "matters": list(taxpayer.matter_ids),
    }
