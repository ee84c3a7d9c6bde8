"""Reports for other programs: who may read, that pages put together are the export, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.cursors import FIRST, LAST, written
from chatserver.services.exporting.datasets import DATASETS
from storage.officers import NewOfficer, add_officer
from storage.types import to_micros
from tests.support.exports import rows_of
from tests.support.invented import NOW, PLAN, invent
from tests.support.site import CHEAP, PASSWORD, Site, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.engine import Connection

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.exporting.columns import Page, Place
    from chatserver.services.hub import Hub

TOKEN = "a-token-for-the-warehouse"
ROOT = "/api/reports/v1"
EVER = "2027-01-01"


@pytest.fixture
def program(site: Site) -> Site:
    """The site, with a token for programs."""
    site.edge.reports_token = TOKEN
    return site


async def get(site: Site, path: str, *, token: str = TOKEN, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    async with site.client.get(f"{site.url}{ROOT}/{path}", params=query, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def refused(site: Site, path: str, query: Mapping[str, Any], token: str | None = TOKEN) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with site.client.get(f"{site.url}{ROOT}/{path}", params=query, headers=headers) as answer:
        return await refusal(answer)


async def all_rows(site: Site, name: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    answer = await get(site, name, **query)
    while True:
        found += answer["rows"]
        if answer["next"] is None:
            return found
        answer = await get(site, name, **{**query, "cursor": answer["next"]})


@pytest.mark.parametrize("name", [*DATASETS])
async def test_pages_put_together_are_the_export_and_fit_the_document(
    program: Site, hub: Hub, catalogue: CatalogueHolder, name: str
) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=40))
    document = await get(program, "openapi.json")
    found = await all_rows(program, name, limit=7, to=EVER)
    whole = await all_rows(program, name, limit=1000, to=EVER)
    assert found == whole
    period = Period(None, NOW, hub.clock.now())
    assert len(found) == len(await rows_of(hub.database, name, period=period, reason=None)) > 0
    row = {**document["components"]["schemas"][name], "additionalProperties": False}
    for one in found:
        jsonschema.validate(one, row, format_checker=jsonschema.FormatChecker())
    answer = document["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["properties"]["dataset"] == {"const": name}


async def test_columns_filters_and_zone_are_as_asked(program: Site, hub: Hub, catalogue: CatalogueHolder) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=40))
    whole = await all_rows(program, "sessions", to=EVER, tz="UTC")
    matter = whole[0]["matter_id"]
    some = await all_rows(
        program, "sessions", to=EVER, tz="UTC", limit=3, columns="opened_at,tier", where=f"matter_id={matter}"
    )
    assert some == [{"opened_at": row["opened_at"], "tier": row["tier"]} for row in whole if row["matter_id"] == matter]
    assert all(row["opened_at"].endswith("+00:00") for row in whole)
    assert all("*" in row["taxpayer_name"] for row in whole)


async def test_what_is_opened_meanwhile_does_not_lengthen_the_reading(
    program: Site, hub: Hub, catalogue: CatalogueHolder
) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=12))
    rows = await all_rows(program, "sessions", to=EVER)
    middle = rows[6]["opened_at"]
    first = await get(program, "sessions", to=middle, limit=3)
    rest = await all_rows(program, "sessions", cursor=first["next"], limit=100)
    assert [*first["rows"], *rest] == rows[:6]


async def test_figures_say_what_they_are_of(program: Site, hub: Hub, catalogue: CatalogueHolder) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=40))
    answer = await get(program, "figures", **{"from": "2026-11-01", "to": "2026-11-30"})
    schema = (await get(program, "openapi.json"))["components"]["schemas"]["figures"]
    jsonschema.validate(answer, {**schema, "additionalProperties": False})
    (sessions,) = [one for one in answer["figures"] if one["id"] == "sessions"]
    assert (sessions["value"], answer["gaps"], answer["violations"]) == (40, [], [])


async def test_who_has_no_right_reads_nothing(program: Site, hub: Hub) -> None:
    for path in ("sessions", "figures", "openapi.json"):
        assert await refused(program, path, {}, token=None) == (401, "login_required")
        assert await refused(program, path, {}, token="another-token-altogether") == (401, "login_required")
    await program.sign_in("of1")
    assert await refused(program, "sessions", {}, token=None) == (403, "not_permitted")
    new = NewOfficer(
        officer_id="an1", name="分析员01", tier=0, capacity=0, skills=("report",), password_hash=CHEAP.hash(PASSWORD)
    )
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    await program.sign_in("an1")
    async with program.client.get(f"{program.url}{ROOT}/sessions") as answer:
        assert (answer.status, (await answer.json())["rows"]) == (200, [])


async def test_without_a_token_no_token_opens(site: Site) -> None:
    assert await refused(site, "sessions", {}, token="None") == (401, "login_required")
    assert await refused(site, "sessions", {}, token="") == (401, "login_required")


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("nothing", {}, "dataset_unknown"),
        ("sessions", {"columns": "tier,nonsense"}, "export_column_unknown"),
        ("sessions", {"where": "tier=one"}, "export_filter_invalid"),
        ("sessions", {"where": "taxpayer_id=tp1"}, "export_filter_masked"),
        ("proposals", {"where": "after=1.00"}, "export_filter_masked"),
        ("ratings", {"where": "comment=好"}, "export_filter_masked"),
        ("sessions", [("where", f"tier={number}") for number in range(51)], "export_too_many_filters"),
        ("sessions", {"tz": "Mars/Olympus"}, "zone_unknown"),
        ("sessions", {"tz": "../etc/passwd"}, "zone_unknown"),
        ("sessions", {"limit": "0"}, "limit_invalid"),
        ("sessions", {"limit": "1001"}, "limit_invalid"),
        ("sessions", {"limit": "²"}, "limit_invalid"),
        ("sessions", {"from": "2026-11-02", "to": "2026-11-01"}, "range_invalid"),
        ("sessions", {"from": "yesterday"}, "range_invalid"),
        ("sessions", {"from": "0001-01-01"}, "range_invalid"),
        ("figures", {"from": "2026-11-02", "to": "2026-11-01"}, "range_invalid"),
        ("figures", {"matter": "nothing"}, "matter_unknown"),
        ("sessions", {"cursor": "nonsense"}, "cursor_invalid"),
        ("sessions", {"cursor": "é"}, "cursor_invalid"),
        ("sessions", {"cursor": "W10"}, "cursor_invalid"),
        ("sessions", {"cursor": written("sessions", 10**30, (0, "s1"))}, "cursor_invalid"),
        ("sessions", {"cursor": written("sessions", -(10**30), (0, "s1"))}, "cursor_invalid"),
        ("sessions", {"cursor": written("sessions", 0, (10**30, "s1"))}, "cursor_invalid"),
        ("sessions", {"cursor": written("sessions", 0, (-(10**30), "s1"))}, "cursor_invalid"),
        ("sessions", {"cursor": written("sessions", 0, (0, "\0"))}, "cursor_invalid"),
        ("events", {"cursor": written("events", 0, (0, "s1", 2**31))}, "cursor_invalid"),
        ("events", {"cursor": written("events", 0, (0, "s1", -1))}, "cursor_invalid"),
        ("officer-days", {"from": "9999-12-31T23:00", "to": "9999-12-31T23:30", "tz": "UTC"}, "range_invalid"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_a_code(
    program: Site, path: str, query: Mapping[str, Any], code: str
) -> None:
    status, said = await refused(program, path, query)
    assert said == code
    assert status == (404 if code in {"dataset_unknown", "matter_unknown"} else 400)


async def test_the_document_says_that_masked_columns_choose_no_rows(program: Site) -> None:
    document = await get(program, "openapi.json")
    (where,) = [one for one in document["paths"]["/sessions"]["get"]["parameters"] if one["name"] == "where"]
    assert "`export_filter_masked`" in where["description"]


async def test_a_cursor_is_good_for_its_own_rows_only(program: Site, hub: Hub, catalogue: CatalogueHolder) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=12))
    cursor = (await get(program, "questions", limit=2, to=EVER))["next"]
    assert await refused(program, "sessions", {"cursor": cursor}) == (400, "cursor_invalid")


@pytest.mark.parametrize("name", [*DATASETS])
async def test_a_place_at_the_end_of_time_can_be_asked_about(
    program: Site, hub: Hub, catalogue: CatalogueHolder, name: str
) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=4))
    for moment in map(to_micros, (FIRST, LAST)):
        places = written(name, moment, (moment, "z")), written(name, moment, (moment, "z", 2**31 - 1))
        good, other = reversed(places) if name in {"questions", "messages", "events"} else places
        assert (await get(program, name, cursor=good))["dataset"] == name
        assert await refused(program, name, {"cursor": other}) == (400, "cursor_invalid")


async def test_no_more_is_read_at_once_than_is_good_for_its_rows(
    program: Site, hub: Hub, catalogue: CatalogueHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await invent(hub.database, catalogue, replace(PLAN, sessions=120))
    whole = await all_rows(program, "proposals", limit=1000, to=EVER)
    sizes: list[int] = []
    dataset = DATASETS["proposals"]

    def load(sql: Connection, period: Period, after: Place | None, size: int, wanted: Collection[str]) -> Page:
        sizes.append(size)
        return dataset.load(sql, period, after, size, wanted)

    few = {**DATASETS, "proposals": replace(dataset, load=load, size=2)}
    monkeypatch.setattr("chatserver.services.exporting.asked.DATASETS", few)
    assert await all_rows(program, "proposals", limit=1000, to=EVER) == whole
    assert len(sizes) > 1
    assert set(sizes) == {2}
    assert await all_rows(program, "proposals", limit=1, to=EVER) == whole
    assert set(sizes) == {2, 1}
