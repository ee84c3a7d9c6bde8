"""Signing in as one of the demo people, without a password, and out again."""

from __future__ import annotations

from aiohttp import web

from widget.demo.bureau import SID_COOKIE, visit_of
from widget.demo.requests import read_form
from widget.demo.store import SIGN_IN_HOURS

routes = web.RouteTableDef()


@routes.get("/sign-in", name="signin")
async def show_sign_in(request: web.Request) -> web.Response:
    """Show all demo taxpayers with their people."""
    visit = visit_of(request)
    return visit.render("sign_in.html", taxpayers=visit.bureau.register.taxpayers)


@routes.post("/sign-in", name="signin")
async def sign_in(request: web.Request) -> web.Response:
    """Start acting as the chosen person; with `matter` go straight to that matter."""
    visit = visit_of(request)
    form = await read_form(request)
    account = visit.bureau.register.find(form.get("person_id", ""))
    if account is None:
        raise web.HTTPBadRequest
    store = visit.bureau.store
    store.sign_out(request.cookies.get(SID_COOKIE, ""))
    matter_id = form.get("matter", "")
    target = visit.url("matter", matter_id=matter_id) if account.may_open(matter_id) else visit.url("home")
    response = web.HTTPSeeOther(target)
    response.set_cookie(
        SID_COOKIE,
        store.sign_in(account.person_id, visit.now),
        path=_cookie_path(visit.url("home")),
        max_age=SIGN_IN_HOURS * 3600,
        httponly=True,
        samesite="Lax",
        secure=request.secure,
    )
    raise response


@routes.post("/sign-out", name="signout")
async def sign_out(request: web.Request) -> web.Response:
    """Stop acting as the person; drafts stay."""
    visit = visit_of(request)
    visit.bureau.store.sign_out(request.cookies.get(SID_COOKIE, ""))
    response = web.HTTPSeeOther(visit.url("signin"))
    response.del_cookie(SID_COOKIE, path=_cookie_path(visit.url("home")))
    raise response


def _cookie_path(home: str) -> str:
    return home.rstrip("/") or "/"
