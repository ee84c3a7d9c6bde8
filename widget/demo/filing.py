"""The form of a matter: showing a step, keeping what was typed, checking it, handing it in."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import web

from chatserver.domain.catalogue import Matter, Step, Text
from chatserver.domain.checks import wrong_value
from chatserver.domain.field_values import join_parts
from widget.demo.bureau import BEIJING, Visit, visit_of
from widget.demo.case import DECLARING, Case, find_scenario, open_case, start_draft
from widget.demo.form_view import FormView, message_of, shown
from widget.demo.requests import read_form, read_json_texts
from widget.demo.store import Filing

LONGEST_STAY_SECONDS: Final = 7200
"""Somebody who was on a step for longer went away and came back."""
routes = web.RouteTableDef()
Turn = Callable[[Visit, Case, Step, Mapping[str, str]], str]


@routes.get("/matters/{matter_id}", name="matter")
async def show_matter(request: web.Request) -> web.Response:
    """Go to where the person left off."""
    visit = visit_of(request)
    case = case_of(visit)
    if case.draft.receipt_no:
        raise web.HTTPSeeOther(_receipt_url(visit, case))
    step = case.matter.find_step(case.draft.step) or case.matter.steps[0]
    raise web.HTTPSeeOther(_step_url(visit, case.matter, step))


@routes.get("/matters/{matter_id}/steps/{step_id}", name="step")
async def show_step(request: web.Request) -> web.Response:
    """Show one step of the form with whatever is wrong on it."""
    visit = visit_of(request)
    case = case_of(visit)
    step = _step_of(request, case.matter)
    if case.draft.receipt_no:
        raise web.HTTPSeeOther(_receipt_url(visit, case))
    if not case.reachable(step):
        raise web.HTTPSeeOther(visit.url("matter", matter_id=case.matter.id))
    if case.draft.step != step.id or not case.draft.step_since:
        case = case.with_draft(step=step.id, step_since=visit.now.isoformat())
        _keep(visit, case)
    view = FormView(case, step, visit.words)
    return visit.render(
        "form.html",
        section="matters",
        view=view,
        case=case,
        saved=saved_words(visit, case),
        seconds=_seconds_on_step(visit, case),
        notice=request.query.get("notice", ""),
        others_cases=_others_cases(visit, case),
    )


@routes.post("/matters/{matter_id}/steps/{step_id}", name="step")
async def turn_step(request: web.Request) -> web.Response:
    """Keep what was typed, do what the pressed button says, and show where that leads."""
    visit = visit_of(request)
    form = await read_form(request)
    # From here to the keeping nothing is awaited, so that two requests of one person cannot overwrite each other.
    case = case_of(visit)
    step = _step_of(request, case.matter)
    turn = TURNS.get(form.get("action", "save"))
    if turn is None:
        raise web.HTTPBadRequest
    if case.draft.receipt_no:
        raise web.HTTPSeeOther(_receipt_url(visit, case))
    case = case.with_values(typed_values(case.matter, form)).with_draft(saved_at=visit.now.isoformat())
    raise web.HTTPSeeOther(turn(visit, case, step, form))


@routes.post("/matters/{matter_id}/recalculate", name="recalculate")
async def recalculate(request: web.Request) -> web.Response:
    """Keep what was typed so far and answer with all values, as kept and as shown, and what cannot be read."""
    visit = visit_of(request)
    sent = await read_json_texts(request, "values")
    case = case_of(visit)
    typed = typed_values(case.matter, sent)
    if not case.draft.receipt_no:
        case = case.with_values(typed).with_draft(saved_at=visit.now.isoformat())
        _keep(visit, case)
    fields = case.matter.fields
    return web.json_response(
        {
            "values": case.values,
            "shown": {field.id: shown(field, case.values.get(field.id, ""), visit.words) for field in fields},
            "errors": _unreadable(case, typed, visit),
            "saved": saved_words(visit, case),
        }
    )


@routes.post("/matters/{matter_id}/scenario", name="scenario")
async def choose_scenario(request: web.Request) -> web.Response:
    """Start the form anew with the demo case that the tester chose."""
    visit = visit_of(request)
    scenario_id = (await read_form(request)).get("scenario", "")
    case = case_of(visit)
    if scenario_id and find_scenario(case.matter, scenario_id) is None:
        raise web.HTTPBadRequest
    draft = start_draft(case.matter, visit.signed_in, scenario_id, visit.today)
    visit.bureau.store.keep_draft(visit.signed_in.person_id, draft)
    raise web.HTTPSeeOther(visit.url("matter", matter_id=case.matter.id))


@routes.post("/matters/{matter_id}/settle", name="settle")
async def settle(request: web.Request) -> web.Response:
    """Play the others' part of the demo case: the registration is there, the invoice is confirmed, and so on."""
    visit = visit_of(request)
    case = case_of(visit).with_draft(settled=True)
    _keep(visit, case)
    raise web.HTTPSeeOther(visit.url("matter", matter_id=case.matter.id))


@routes.get("/matters/{matter_id}/receipt", name="receipt")
async def show_receipt(request: web.Request) -> web.Response:
    """Show that the form was accepted."""
    visit = visit_of(request)
    case = case_of(visit)
    filings = visit.bureau.store.filings_of(visit.signed_in.person_id)
    filing = next((item for item in filings if item.receipt_no == case.draft.receipt_no), None)
    if filing is None:
        raise web.HTTPSeeOther(visit.url("matter", matter_id=case.matter.id))
    view = FormView(case, case.last_step, visit.words)
    return visit.render("receipt.html", section="matters", view=view, case=case, filing=filing)


def case_of(visit: Visit) -> Case:
    """Return the case that the address names. Raises HTTPNotFound where this taxpayer has no such matter."""
    bureau, account = visit.bureau, visit.signed_in
    matter = bureau.catalogue.find_matter(visit.request.match_info["matter_id"])
    if matter is None or not account.may_open(matter.id):
        raise web.HTTPNotFound
    return open_case(bureau.store, account, matter, bureau.catalogue.matters, visit.today)


def typed_values(matter: Matter, form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a form carries as `v.<field>` or `v.<field>.<part>`, parts joined. Unknown names drop."""
    typed: dict[str, str] = {}
    for field in matter.fields:
        name = f"v.{field.id}"
        if field.parts:
            names = [f"{name}.{part.id}" for part in field.parts]
            if any(item in form for item in names):
                typed[field.id] = join_parts(field, [form.get(item, "") for item in names])
        elif name in form and (field.type != "file" or form[name]):
            # An empty file box means: keep the file that was chosen before.
            typed[field.id] = form[name]
    return typed


def saved_words(visit: Visit, case: Case) -> str:
    """Return when the draft was kept, in words, or an empty text."""
    return visit.words("form.saved", time=visit.clock_time(case.draft.saved_at)) if case.draft.saved_at else ""


def _go_back(visit: Visit, case: Case, step: Step, _form: Mapping[str, str]) -> str:
    _keep(visit, case)
    steps = case.matter.steps
    return _step_url(visit, case.matter, steps[max(steps.index(step) - 1, 0)])


def _save(visit: Visit, case: Case, step: Step, _form: Mapping[str, str]) -> str:
    _keep(visit, case)
    return _step_url(visit, case.matter, step, "saved")


def _go_on(visit: Visit, case: Case, step: Step, form: Mapping[str, str]) -> str:
    case = case.trying(step.id)
    stays = _stays(case, step, form)
    _keep(visit, case if stays else _passed(case, step))
    if stays:
        return _step_url(visit, case.matter, step, stays)
    steps = case.matter.steps
    return _step_url(visit, case.matter, steps[min(steps.index(step) + 1, len(steps) - 1)])


def _compare(visit: Visit, case: Case, step: Step, form: Mapping[str, str]) -> str:
    """Save this step and go to the comparison with it."""
    target = next((item for item in case.matter.steps if item.action == "compare"), case.last_step)
    case = case.trying(step.id, target.id)
    stays = _stays(case, step, form)
    _keep(visit, case if stays else _passed(case, step))
    return _step_url(visit, case.matter, step if stays else target, "checked")


def _submit(visit: Visit, case: Case, step: Step, form: Mapping[str, str]) -> str:
    """Hand the form in: every step is checked again, and the first that does not pass is shown."""
    steps = case.own_steps()
    case = case.trying(*(item.id for item in steps))
    stopped = next((item for item in steps if case.blocking(item.id)), None)
    stays = "refused" if stopped else _stays(case, step, form)
    if stays or step.id != case.last_step.id:
        _keep(visit, case)
        return _step_url(visit, case.matter, stopped or step, stays)
    visit.bureau.store.file(_filing(visit, case), _passed(case, step).draft)
    return _receipt_url(visit, case)


def _stays(case: Case, step: Step, form: Mapping[str, str]) -> str:
    """Return why the person stays on this step (a notice for the page), or an empty text."""
    unconfirmed = set(case.warnings(step.id)) - set(form.get("confirmed", "").split())
    if case.blocking(step.id) or unconfirmed:
        return "checked"
    return "declare" if step.action in DECLARING and "declared" not in form else ""


TURNS: Mapping[str, Turn] = {
    "back": _go_back,
    "save": _save,
    "next": _go_on,
    "compare": _compare,
    "submit": _submit,
}


def _passed(case: Case, step: Step) -> Case:
    return case.with_draft(done=tuple(dict.fromkeys((*case.draft.done, step.id))))


def _filing(visit: Visit, case: Case) -> Filing:
    day = visit.now.astimezone(BEIJING).strftime("%Y%m%d")
    pays = next((step for step in case.matter.steps if step.action == "pay" and step.recap), None)
    return Filing(
        receipt_no=f"{day}{secrets.randbelow(10**8):08d}",
        person_id=visit.signed_in.person_id,
        matter_id=case.matter.id,
        period=case.period,
        amount=case.values.get(pays.recap[0], "") if pays else "",
        filed_at=visit.now.isoformat(),
    )


def _seconds_on_step(visit: Visit, case: Case) -> int:
    """Return how long the person has been on this step; the page is drawn anew too often to know by itself."""
    since = dt.datetime.fromisoformat(case.draft.step_since)
    return min(int((visit.now - since).total_seconds()), LONGEST_STAY_SECONDS)


def _others_cases(visit: Visit, case: Case) -> list[tuple[str, Text, int]]:
    """Return who else has demo cases of this matter: a person to sign in as, the taxpayer, how many cases."""
    return [
        (taxpayer.people[0].id, taxpayer.name, count)
        for taxpayer in visit.bureau.register.taxpayers
        if taxpayer.id != visit.signed_in.taxpayer.id
        and case.matter.id in taxpayer.matter_ids
        and (count := len(case.matter.scenarios_of(taxpayer.id)))
    ]


def _unreadable(case: Case, typed: Mapping[str, str], visit: Visit) -> dict[str, str]:
    """Return the message of every typed value that is wrong by itself; blanks are not told while typing."""
    errors: dict[str, str] = {}
    for field in case.matter.fields:
        if typed.get(field.id) and (wrong := wrong_value(field, case.values.get(field.id, ""))):
            errors[field.id] = message_of(*wrong, visit.words)
    return errors


def _keep(visit: Visit, case: Case) -> None:
    visit.bureau.store.keep_draft(visit.signed_in.person_id, case.draft)


def _step_of(request: web.Request, matter: Matter) -> Step:
    step = matter.find_step(request.match_info["step_id"])
    if step is None:
        raise web.HTTPNotFound
    return step


def _step_url(visit: Visit, matter: Matter, step: Step, notice: str = "") -> str:
    url = visit.url("step", matter_id=matter.id, step_id=step.id)
    return f"{url}?notice={notice}" if notice else url


def _receipt_url(visit: Visit, case: Case) -> str:
    return visit.url("receipt", matter_id=case.matter.id)
