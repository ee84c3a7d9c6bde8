"""The start page and the page that shows bureau and console beside each other, for a person who tries it alone."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from chatserver.domain.common_lists import DemoOfficer
from widget.demo.bureau import Visit
from widget.demo.guards import remember_language, secure_headers

CONSOLE: Final = "/console/"


def add_pages(root: web.Application, bureau: web.Application, officer_password: str) -> None:
    """Serve `/` and `/try` from `root`; both are drawn with the bureau's templates and words."""

    async def show_start(request: web.Request) -> web.Response:
        """Show what there is to see and who may sign in."""
        visit = Visit(request, bureau)
        demo = visit.bureau.catalogue.demo
        page = visit.render(
            "start.html",
            console=_console(visit),
            officer_password=officer_password,
            taxpayers=demo.taxpayers if demo else (),
            officers=demo.officers if demo else (),
            skills=lambda officer: skills_of(officer, visit),
        )
        return _finish(request, visit, page)

    async def show_both(request: web.Request) -> web.Response:
        """Show bureau and console in one window."""
        visit = Visit(request, bureau)
        demo = visit.bureau.catalogue.demo
        page = visit.render(
            "try.html",
            console=_console(visit),
            officer_password=officer_password,
            officers=[officer.id for officer in demo.officers] if demo else [],
        )
        return _finish(request, visit, page)

    root.router.add_get("/", show_start, name="start")
    root.router.add_get("/try", show_both, name="both")


def skills_of(officer: DemoOfficer, visit: Visit) -> str:
    """Return in words which matters an officer can handle."""
    if "*" in officer.skills:
        return visit.words("start.all-skills")
    matters = (visit.bureau.catalogue.find_matter(skill) for skill in officer.skills)
    names = [matter.name.for_display(visit.language) for matter in matters if matter]
    if "monitor" in officer.skills:
        names.insert(0, visit.words("start.monitor"))
    return visit.words("start.between").join(names)


def _console(visit: Visit) -> str:
    """Return where the console is, in the language of the page that leads there."""
    return f"{visit.bureau.hub_url or ''}{CONSOLE}?lang={visit.language}"


def _finish(request: web.Request, visit: Visit, response: web.Response) -> web.Response:
    secure_headers(response, request.host, visit.bureau.hub_url)
    remember_language(request, visit, response)
    return response
