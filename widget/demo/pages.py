"""Home, the list of matters, look-ups and messages: everything that is not a form."""

from __future__ import annotations

import datetime as dt
import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from chatserver.domain.catalogue import Matter
from widget.demo.bureau import Visit, visit_of
from widget.demo.case import Case, open_case
from widget.demo.register import Account
from widget.demo.store import Filing

MAX_SEARCH_CHARACTERS = 60
SOON_DAYS = 7
routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """One matter in a list. `case` is None where this taxpayer does not have it; `other` has it then."""

    matter: Matter
    case: Case | None
    other: Account | None

    @property
    def state(self) -> str:
        """Return where the matter stands; `other` for somebody else's matter."""
        return self.case.state if self.case else "other"

    @property
    def is_done(self) -> bool:
        """Say whether there is nothing left to do for the person."""
        return self.case is not None and self.case.is_done

    @property
    def deadline(self) -> dt.date | None:
        """Return the last day."""
        return self.case.deadline if self.case else None


@routes.get("", name="root")
async def go_home(request: web.Request) -> web.Response:
    """Send visitors of /bureau to /bureau/."""
    raise web.HTTPSeeOther(visit_of(request).url("home"))


@routes.get("/", name="home")
async def show_home(request: web.Request) -> web.Response:
    """Show what is due, what was begun and what was filed."""
    visit = visit_of(request)
    rows = [row for row in matter_rows(visit) if row.case]
    due = [row for row in rows if not row.is_done and (row.deadline or row.state != "new")]
    due.sort(key=lambda row: (row.deadline or dt.date.max, row.state != "failed"))
    filed = named_filings(visit)[:3]
    return visit.render("home.html", section="home", due=due, filings=filed)


@routes.get("/matters", name="matters")
async def show_matters(request: web.Request) -> web.Response:
    """Show all matters by category; `q` narrows the list."""
    visit = visit_of(request)
    wanted = request.query.get("q", "")[:MAX_SEARCH_CHARACTERS].strip()
    rows = [row for row in matter_rows(visit) if _matches(row.matter, wanted)]
    groups: dict[str, list[MatterRow]] = {}
    for row in rows:
        groups.setdefault(row.matter.category.for_display(visit.language), []).append(row)
    return visit.render("matters.html", section="matters", groups=groups, wanted=wanted, count=len(rows))


@routes.get("/queries", name="queries")
async def show_queries(request: web.Request) -> web.Response:
    """Show the taxpayer's registration and what was filed."""
    visit = visit_of(request)
    return visit.render("queries.html", section="queries", filings=named_filings(visit))


@routes.get("/messages", name="messages")
async def show_messages(request: web.Request) -> web.Response:
    """Show where help is found and what the bureau has told this person."""
    visit = visit_of(request)
    failing = [row for row in matter_rows(visit) if row.state == "failed"]
    return visit.render("messages.html", section="messages", filings=named_filings(visit), failing=failing)


@routes.get("/example", name="example")
async def show_example(request: web.Request) -> web.Response:
    """Show developers a bare form with the widget in it, and the very source of both."""
    return visit_of(request).render("example.html", script=_example_script())


@functools.cache
def _example_script() -> str:
    return (Path(__file__).parent / "static" / "example.js").read_text("utf-8")


def matter_rows(visit: Visit) -> Iterable[MatterRow]:
    """Return every matter of the catalogue with the visitor's case, the taxpayer's own matters first."""
    account, bureau = visit.signed_in, visit.bureau
    own = {matter_id: place for place, matter_id in enumerate(account.taxpayer.matter_ids)}
    for matter in sorted(bureau.catalogue.matters, key=lambda matter: own.get(matter.id, len(own))):
        mine = account.may_open(matter.id)
        yield MatterRow(
            matter=matter,
            case=open_case(bureau.store, account, matter, bureau.catalogue.matters, visit.today) if mine else None,
            other=None if mine else bureau.register.first_with(matter.id),
        )


def named_filings(visit: Visit) -> list[tuple[Filing, MatterRow]]:
    """Return what this person filed, with the matters; a matter that left the catalogue is left out."""
    rows = {row.matter.id: row for row in matter_rows(visit)}
    filings = visit.bureau.store.filings_of(visit.signed_in.person_id)
    return [(filing, rows[filing.matter_id]) for filing in filings if filing.matter_id in rows]


def _matches(matter: Matter, wanted: str) -> bool:
    texts = (matter.name, matter.category, matter.menu_path)
    codes = " ".join(code.code for code in matter.form_codes)
    haystack = " ".join(f"{text.zh} {text.en}" for text in texts) + " " + codes
    return all(word in _folded(haystack) for word in _folded(wanted).split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
