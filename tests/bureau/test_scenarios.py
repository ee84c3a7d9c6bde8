"""Every demo case of the catalogue can be met on the page, put right on the page, and ends with a receipt."""

from __future__ import annotations

import datetime as dt

import pytest

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain.catalogue import Matter, Moment, Scenario
from chatserver.domain.field_values import split_parts
from chatserver.domain.starting import fill_dates, situation_of
from tests.bureau.conftest import NOON, Clock, Visitor

CATALOGUE = load_catalogue(FOLDER, NOON.date())
CASES = [(matter, case) for matter in CATALOGUE.matters for case in matter.scenarios]


async def _start(visitor: Visitor, matter: Matter, case: Scenario) -> None:
    assert CATALOGUE.demo is not None
    taxpayer = next(item for item in CATALOGUE.demo.taxpayers if item.id == case.taxpayer_ids[0])
    await visitor.sign_in(taxpayer.people[0].id, matter.id)
    await visitor.post(f"/bureau/matters/{matter.id}/scenario", scenario=case.id)


async def _press_on(visitor: Visitor, **fields: str) -> None:
    action = "submit" if 'value="submit"' in visitor.page else "next"
    await visitor.press(action, declared="1", **fields)


async def _go_until_stopped(visitor: Visitor) -> None:
    """Press the main button until the page says that something is wrong, or the form is accepted."""
    while not visitor.errors() and "data-daoban-outcome" not in visitor.page:
        before = visitor.step()
        await _press_on(visitor)
        assert visitor.errors() or visitor.step() != before or "data-daoban-outcome" in visitor.page, visitor.page


@pytest.mark.parametrize(("matter", "case"), CASES, ids=lambda item: item.id)
async def test_case_is_met_and_put_right(visitor: Visitor, matter: Matter, case: Scenario) -> None:
    await _start(visitor, matter, case)
    await _go_until_stopped(visitor)
    assert visitor.errors()[0] == case.error_id
    assert visitor.status == 200

    await visitor.post(f"/bureau/matters/{matter.id}/settle")
    await _mend(visitor, matter, case)
    await _go_until_stopped(visitor)
    assert visitor.errors() == []
    assert 'data-daoban-outcome="filed"' in visitor.page


async def _mend(visitor: Visitor, matter: Matter, case: Scenario) -> None:
    """Change what the case says, each value on the step where its field is."""
    situation = situation_of(matter, case, NOON.date())
    for field_id, value in fill_dates(case.resolution.values, matter, situation).items():
        field = matter.field(field_id)
        await visitor.open(f"/bureau/matters/{matter.id}/steps/{field.step_id}")
        names = [f"v.{field.id}.{part.id}" for part in field.parts] or [f"v.{field.id}"]
        texts = split_parts(field, value) if field.parts else [value]
        await visitor.press("save", **dict(zip(names, texts, strict=True)))
    first = next(
        (matter.field(field_id).step_id for field_id in case.resolution.values),
        matter.steps[0].id,
    )
    await visitor.open(f"/bureau/matters/{matter.id}/steps/{first}")


def test_cases_cover_both_moments_and_both_severities() -> None:
    checks = [check for matter in CATALOGUE.matters for check in matter.checks if check.error_id]
    assert {check.moment for check in checks} == set(Moment)
    assert {check.severity.value for check in checks} >= {"block", "warn"}


async def test_deadline_follows_the_calendar_so_that_the_demo_never_ages(visitor: Visitor, clock: Clock) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.press("save")
    assert 'data-daoban-deadline="2026-11-16"' in visitor.page
    clock.at = NOON + dt.timedelta(days=1)
    await visitor.sign_in("pe1", "vat-general")
    assert 'data-daoban-deadline="2026-11-17"' in visitor.page
    assert "今天截止（2026-11-17）" in visitor.page
