"""Exports in the background over HTTP: who may ask for what, who sees what, and what comes of it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.export_folder import ExportFolder
from chatserver.adapters.export_worker import NO_ROOM, ExportWorker
from chatserver.domain.export_job import MOST_UNDER_WAY, JobState
from chatserver.services.export_jobs import FAILED, ExportJobs
from chatserver.web.pages import words_of
from storage.officers import NewOfficer, add_officer
from tests.support.site import CHEAP, PASSWORD, Site, refusal
from tests.support.whole_story import ask as ask_for_help

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock

PAGE = {"Accept": "text/html", "Accept-Language": "zh-CN"}
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}
FIVE = {"dataset": "sessions", "format": "csv", **NOVEMBER}
WITH_REASON = {"unmask": "yes", "reason": "投诉 2026-7 号"}


@pytest.fixture
async def worker(site: Site, hub: Hub, tmp_path: Path) -> ExportWorker:
    """Who writes; the site lets an analyst, one who may unmask and another in. Three people have asked for help."""
    for officer_id, skills in (("an1", ("report",)), ("an2", ("report", "unmask")), ("an3", ("report",))):
        told = {"officer_id": officer_id, "name": officer_id, "password_hash": CHEAP.hash(PASSWORD)}
        new = NewOfficer(tier=0, capacity=0, skills=skills, **told)
        await hub.database.write(partial(add_officer, new=new, now=hub.clock.now()))
    site.edge.exports = ExportWorker(ExportJobs(hub, 7), ExportFolder(tmp_path / "exports"), hub.database.url)
    for number in range(3):
        await ask_for_help(hub, number)
    await site.sign_in("an1")
    return site.edge.exports


async def post(site: Site, form: dict[str, str], path: str = "/reports/exports") -> tuple[int, str]:
    answer = await site.client.post(site.url + path, data=form, headers={**PAGE, **site.page})
    return answer.status, await answer.text()


async def listed(site: Site) -> str:
    return await (await site.client.get(f"{site.url}/reports/exports", headers=PAGE)).text()


async def address(site: Site, what: str) -> str:
    """Where the newest export's file, manifest or end is."""
    found = re.search(rf"/reports/exports/\w+/{what}", await listed(site))
    assert found
    return site.url + found[0]


async def test_what_is_asked_for_is_written_and_fetched_with_its_manifest(worker: ExportWorker, site: Site) -> None:
    status, page = await post(site, {**FIVE, "columns": "session_id", "where": "state=queued\nmatter_id=vat-general"})
    assert (status, "排队中" in page, "data-busy" in page) == (200, True, True)
    await worker.turn()
    page = await listed(site)
    assert "已做好" in page
    assert "data-busy" not in page
    answer = await site.client.get(await address(site, "file"))
    assert answer.headers["Content-Disposition"].endswith("sessions-2026-11-01_2026-11-30.csv")
    content = await answer.read()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [[*row] for row in rows] == [["session_id"]] * 3
    manifest = await (await site.client.get(await address(site, "manifest"))).json()
    assert (manifest["sha256"], manifest["rows"]) == (hashlib.sha256(content).hexdigest(), 3)
    assert manifest["filters"] == ["state=queued", "matter_id=vat-general"]
    part = await site.client.get(await address(site, "file"), headers={"Range": "bytes=3-12"})
    assert (part.status, await part.read()) == (206, b"session_id")


async def test_who_somebody_is_is_shown_to_those_who_may_for_a_reason_that_is_kept(
    worker: ExportWorker, site: Site, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    form = {**FIVE, "columns": "taxpayer_name"}
    assert (await post(site, {**form, **WITH_REASON}))[0] == 403
    await site.sign_in("an2")
    for none in (" x ", " ", ""):
        status, page = await post(site, {**form, "unmask": "yes", "reason": none})
        assert (status, "不遮住要写理由" in page) == (400, True)
    kept = {**form, "tz": "UTC", "where": "tier=1", "unmask": "yes", "reason": "ab"}
    _, page = await post(site, kept)
    assert page.count("<details open>") == 1, "the form that is refused, and no other, stays as it was"
    for typed in ('name="tz" value="UTC"', ">tier=1</textarea>", 'name="unmask" value="yes" checked', 'value="ab"'):
        assert page.count(typed) == 1
    assert re.search(r'value="taxpayer_name" checked>.*value="person_role">', page, re.DOTALL)
    await post(site, {**form, "reason": "is not asked for"})
    await worker.turn()
    assert "*" in await (await site.client.get(await address(site, "file"))).text()
    clock.advance(1)
    await post(site, {**form, **WITH_REASON})
    await worker.turn()
    assert "*" not in await (await site.client.get(await address(site, "file"))).text()
    assert (await (await site.client.get(await address(site, "manifest"))).json())["reason"] == "投诉 2026-7 号"
    assert "of sessions asked by an2, unmasked: 投诉 2026-7 号" in caplog.text
    assert "fetched by an2" in caplog.text


async def test_a_masked_column_chooses_rows_only_where_a_reason_shows_it(worker: ExportWorker, site: Site) -> None:
    await site.sign_in("an2")
    form = {**FIVE, "columns": "taxpayer_id", "where": "taxpayer_id=tp1"}
    assert (await post(site, {**form, "reason": "is not asked for"}))[0] == 400
    assert (await post(site, {**form, **WITH_REASON}))[0] == 200
    await worker.turn()
    content = await (await site.client.get(await address(site, "file"))).text()
    assert content.split() == ["\ufefftaxpayer_id", "tp1"]


async def test_an_export_is_its_askers_alone(worker: ExportWorker, site: Site) -> None:
    await post(site, FIVE)
    await worker.turn()
    file, manifest = await address(site, "file"), await address(site, "manifest")
    await site.sign_in("an3")
    assert "还没有" in await listed(site)
    for path in (file, manifest):
        assert await refusal(await site.client.get(path)) == (404, "export_job_unknown")
    cancelled = await site.client.post(file.replace("file", "cancel"), headers=site.page)
    assert await refusal(cancelled) == (404, "export_job_unknown")
    await site.sign_in("of1")
    assert (await site.client.get(file)).status == 403


async def test_cancelled_while_it_waits_it_is_never_written(worker: ExportWorker, site: Site) -> None:
    await post(site, FIVE)
    end = await address(site, "cancel")
    status, page = await post(site, {}, end.removeprefix(site.url))
    assert (status, "已取消" in page) == (200, True)
    await worker.turn()
    assert "已取消" in await listed(site)
    assert await refusal(await site.client.get(end.replace("cancel", "file"))) == (409, "export_job_not_ready")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dataset": "nothing"}, "没有这种数据"),
        ({"format": "exe"}, "没有这种文件： <code>exe</code>"),
        ({"columns": "<b>"}, "没有这一列： <code>&lt;b&gt;</code>"),
        ({"where": "questions=many"}, "<code>questions=many</code>"),
        (
            {"where": "taxpayer_id=tp1"},
            "这一列遮住了，不能用来筛选；写明理由、不遮住的导出才可以： <code>taxpayer_id</code>",
        ),
        ({"where": "\n".join(f"matter_id={n}" for n in range(51))}, "筛选太多"),
        ({"tz": "Mars/Olympus"}, "<code>Mars/Olympus</code>"),
        ({"from": "2026-11-30", "to": "2026-11-01"}, 'class="notice bad"'),
        ({"from": "yesterday"}, 'class="notice bad"'),
    ],
)
async def test_what_cannot_be_met_is_said_on_the_page(
    worker: ExportWorker, site: Site, wrong: dict[str, str], said: str
) -> None:
    status, page = await post(site, {**FIVE, **wrong})
    assert (status, said in page) == (400, True)
    assert await worker.jobs.take() is None


async def test_form_of_another_site_is_refused(worker: ExportWorker, site: Site) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = await site.client.post(f"{site.url}/reports/exports", data=FIVE, headers=foreign)
    assert await refusal(answer) == (403, "origin_refused")
    assert await worker.jobs.take() is None


async def test_nobody_has_more_under_way_than_anybody_may(worker: ExportWorker, site: Site) -> None:
    for _ in range(MOST_UNDER_WAY):
        assert (await post(site, FIVE))[0] == 200
    status, page = await post(site, FIVE)
    assert (status, "已有 10 个导出在做" in page) == (400, True)
    await site.sign_in("an3")
    assert (await post(site, FIVE))[0] == 200


async def test_after_its_term_the_file_is_gone_and_the_row_still_tells_of_it(
    worker: ExportWorker, site: Site, clock: FakeClock, tmp_path: Path
) -> None:
    await post(site, FIVE)
    await worker.turn()
    file = await address(site, "file")
    clock.advance(7 * 86_400)
    await worker.tidy()
    await site.sign_in("an1")
    assert (await site.client.get(file)).status == 200
    clock.advance(1)
    await worker.tidy()
    assert "已过期删除" in await listed(site)
    assert await refusal(await site.client.get(file)) == (409, "export_job_not_ready")
    assert not [*(tmp_path / "exports").iterdir()]


async def test_names_in_filters_are_told_to_be_gone(worker: ExportWorker, site: Site) -> None:
    await site.sign_in("an2")
    await post(site, {**FIVE, **WITH_REASON, "where": "taxpayer_name=张三\nstate=queued"})
    assert "taxpayer_name=张三 · state=queued" in await listed(site)
    await post(site, {}, (await address(site, "cancel")).removeprefix(site.url))
    assert "taxpayer_name=（已随文件清除） · state=queued" in await listed(site)


async def test_without_a_folder_nothing_is_offered(site: Site, worker: ExportWorker) -> None:
    site.edge.exports = None
    page = await (await site.client.get(f"{site.url}/reports/export", headers=PAGE)).text()
    assert "我的后台导出" not in page
    assert (await post(site, FIVE))[0] == 404


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_words_of_every_state_and_problem_are_there(language: str) -> None:
    words = words_of(language)
    wanted = [f"reports.export.state.{state}" for state in JobState]
    wanted += [f"reports.export.problem.{problem}" for problem in (FAILED, NO_ROOM)]
    assert all(words[name] for name in wanted)


async def test_english_reader_reads_of_exports_in_english(site: Site, worker: ExportWorker) -> None:
    await post(site, FIVE)
    await worker.turn()
    page = await (
        await site.client.get(f"{site.url}/reports/exports", headers={**PAGE, "Accept-Language": "en"})
    ).text()
    assert "Ready" in page
    assert not re.search(r"[\u4e00-\u9fff]", page)


async def test_form_is_answered_in_the_language_that_was_chosen(worker: ExportWorker, site: Site) -> None:
    status, page = await post(site, FIVE, "/reports/exports?lang=en")
    assert (status, '<html lang="en">' in page, "cancel?lang=en" in page) == (200, True, True)
    _, refused = await post(site, {**FIVE, "where": "nonsense=1"}, "/reports/exports?lang=en")
    assert 'href="/reports/export?lang=zh-CN"' in refused
