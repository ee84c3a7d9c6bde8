"""Officers' sign-in over HTTP: a password for a cookie that no script can read and no other site can send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from aiohttp import web

from chatserver.domain.errors import LoginRequired
from chatserver.services.login import LOGIN_COOKIE, MAX_PASSWORD
from chatserver.web.edge import EDGE
from chatserver.web.requests import check_origin, read_json

if TYPE_CHECKING:
    from chatserver.domain.officer import Officer

routes = web.RouteTableDef()


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/login."""

    officer_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_PASSWORD)]


@routes.post("/api/login")
async def sign_in(request: web.Request) -> web.Response:
    """Sign in and set the cookie."""
    check_origin(request)
    asked = await read_json(request, SignIn)
    edge = request.config_dict[EDGE]
    login = await edge.logins.sign_in(asked.officer_id, asked.password, request.remote or "")
    answer = web.json_response({"officer": officer_view(login.officer)})
    answer.set_cookie(
        LOGIN_COOKIE,
        login.token,
        path="/",
        max_age=edge.logins.lasting_seconds,
        httponly=True,
        samesite="Strict",
        secure=_is_https(request),
    )
    return answer


@routes.get("/api/me")
async def show_me(request: web.Request) -> web.Response:
    """Tell who is signed in; nobody is an answer too, not an error that a browser would write down."""
    try:
        officer = officer_view(await signed_in(request))
    except LoginRequired:
        officer = None
    return web.json_response({"officer": officer})


@routes.post("/api/logout")
async def sign_out(request: web.Request) -> web.Response:
    """End the login and take the cookie away; without a login nothing happens."""
    check_origin(request)
    await request.config_dict[EDGE].logins.sign_out(request.cookies.get(LOGIN_COOKIE))
    answer = web.json_response({"ok": True})
    answer.del_cookie(LOGIN_COOKIE, path="/", httponly=True, samesite="Strict", secure=_is_https(request))
    return answer


async def signed_in(request: web.Request) -> Officer:
    """Return the officer of the cookie. Raises LoginRequired."""
    return await request.config_dict[EDGE].logins.find_officer(request.cookies.get(LOGIN_COOKIE))


def officer_view(officer: Officer) -> dict[str, Any]:
    """Return what an officer may know of themselves."""
    return {
        "officer_id": officer.officer_id,
        "name": officer.name,
        "tier": officer.tier,
        "skills": sorted(officer.skills),
        "capacity": officer.capacity,
    }


def _is_https(request: web.Request) -> bool:
    origin = request.config_dict[EDGE].public_origin
    return request.secure if origin is None else origin.startswith("https:")
