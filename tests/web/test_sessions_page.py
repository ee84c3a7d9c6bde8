"""The session explorer over HTTP: who may read, what is found, what is masked, and that a reading is logged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.services import facts
from chatserver.services.calendar import today
from chatserver.services.retention import Retention, Terms
from storage import said, word_index
from storage.officers import NewOfficer, add_officer
from storage.schema_reports import session_facts
from storage.schema_search import report_views
from tests.support.clock import FakeClock
from tests.support.hub import on_duty
from tests.support.site import CHEAP, PASSWORD, Site, refusal
from tests.support.whole_story import tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub

PAGE = {"Accept": "text/html", "Accept-Language": "zh-CN"}
NOVEMBER = "from=2026-11-01&to=2026-11-30"
LIST = f"/reports/sessions?{NOVEMBER}"
DAY = re.compile(r'<li class="day"><time datetime="([^"]+)">')
ROW = re.compile(r'href="/reports/sessions/([0-9a-z-]+)\?')


@pytest.fixture
async def analyst(site: Site, hub: Hub) -> Site:
    """The site, read by an analyst."""
    new = NewOfficer(
        officer_id="an1", name="分析员01", tier=0, capacity=0, skills=("report",), password_hash=CHEAP.hash(PASSWORD)
    )
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    assert (await site.sign_in("an1")).status == 200
    return site


@pytest.fixture
async def told(hub: Hub, clock: FakeClock) -> Session:
    """A closed session that reports know."""
    await on_duty(hub, "of2", skills=("*",))
    session = await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    return session


async def read(site: Site, path: str, status: int = 200) -> str:
    answer = await site.client.get(site.url + path, headers=PAGE)
    assert answer.status == status
    return await answer.text()


async def copies_of(hub: Hub, told: Session, count: int) -> list[str]:
    """So many more sessions of the same instant, as facts."""
    query = sa.select(session_facts).where(session_facts.c.session_id == told.session_id)
    row = await hub.database.read(lambda sql: sql.execute(query).one()._asdict())
    ids = [f"copy-{n:04}" for n in range(count)]
    rows = [{**row, "session_id": session_id} for session_id in ids]
    await hub.database.write(lambda sql: sql.execute(sa.insert(session_facts), rows))
    return ids


@pytest.mark.parametrize("path", ["/reports/sessions", "/reports/sessions/any"])
async def test_officer_without_the_right_finds_and_reads_nothing(site: Site, path: str) -> None:
    await site.sign_in()
    assert await refusal(await site.client.get(site.url + path)) == (403, "not_permitted")


async def test_list_tells_a_closed_session_masked(analyst: Site, told: Session) -> None:
    page = await read(analyst, LIST)
    assert ROW.findall(page) == [told.session_id]
    taxpayer = told.taxpayer
    assert taxpayer is not None
    assert taxpayer.name not in page
    assert "北*****" in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=差额", True),
        ("q=35,000.00+填错", True),
        ("q=“我填错列”", True),
        ("q=还有一件", True),
        ("q=填错了", False),
        ("q=改列", False),  # the officer's note
        ("matter=vat-general", True),
        ("matter=payment", False),
        ("matter=vat-general&step=s6", True),
        ("matter=vat-general&step=s1", False),
        ("error=-", True),
        ("officer=of2", True),
        ("officer=of1", False),
        ("rating=2", True),
        ("rating=1", False),
        ("transfer=yes", False),
        ("filed=yes", True),
        ("filed=no", False),
        ("end=finished", True),
        ("end=cancelled", False),
        ("from=2026-10-01&to=2026-10-31", False),
    ],
)
async def test_filters_of_the_address_narrow_the_list(
    analyst: Site,
    told: Session,
    query: str,
    is_found: bool,
) -> None:
    page = await read(analyst, f"/reports/sessions?{query}" if "from=" in query else f"{LIST}&{query}")
    assert ROW.findall(page) == ([told.session_id] if is_found else [])
    assert ("没有符合条件的会话" in page) is not is_found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("matter=nothing", "没有这个事项"),
        ("from=9999-12-31&to=0001-01-01", "时段无效"),
        ("nothing=1", "地址里的条件无效"),
        ("q=差额&q=差额", "地址里的条件无效"),
        ("&".join(f"f{n}=1" for n in range(1_000)), "地址里的条件无效"),
        ("rating=9", "地址里的条件无效"),
        ("step=" + "s" * 101, "地址里的条件无效"),
        ("after=forged", "地址里的页码无效"),
        ("after=99999999999999999.x", "地址里的页码无效"),
        ("after=1.%27--", "地址里的页码无效"),
        ("q=税", "每个词至少两个字"),
        ("q=" + "税" * 201, "检索的内容太长"),
    ],
)
async def test_bad_address_is_answered_with_what_is_wrong(analyst: Site, query: str, words: str) -> None:
    assert words in await read(analyst, f"/reports/sessions?{query}", 400)


async def test_pages_neither_lose_nor_repeat_sessions_of_one_instant(analyst: Site, hub: Hub, told: Session) -> None:
    ids = [*await copies_of(hub, told, 130), told.session_id]
    path, found = LIST, []
    while path:
        page = await read(analyst, path)
        found += ROW.findall(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = "/reports/sessions" + following[1].replace("&amp;", "&") if following else ""
    assert len(found) == 131
    assert sorted(found) == sorted(ids)


async def test_page_says_that_its_search_ended_early_and_leads_on(
    analyst: Site, hub: Hub, told: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    await copies_of(hub, told, 5)  # of which no words are kept, behind which the only one with words stands
    for name, value in (("WALKED_FIRST", 1), ("MOST", 1), ("_STEPS", (1,))):
        monkeypatch.setattr(said, name, value)
    monkeypatch.setattr(word_index, "FEW", 0)
    monkeypatch.setattr(word_index, "NAMED_WIDELY", {hub.database.dialect: 0})
    path, pages = f"{LIST}&q=差额", []
    while path:
        pages.append(await read(analyst, path))
        following = re.search(r'rel="next" href="([^"]+)"', pages[-1])
        path = "/reports/sessions" + following[1].replace("&amp;", "&") if following else ""
    assert [ROW.findall(page) for page in pages] == [[], [], [told.session_id], []]
    told_of = re.compile(
        r'<p class="notice cut" role="status">[^<]*已查到[^<]*</p>\s*<p class="pager">.*继续往前查', re.DOTALL
    )
    assert [told_of.search(page) is not None for page in pages] == [True, True, True, False]
    assert ["没有符合条件的会话" in page for page in pages] == [False, False, False, True]


async def test_reading_a_session_is_logged_with_the_search_and_shows_no_notes(
    analyst: Site, hub: Hub, told: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    page = await read(analyst, f"/reports/sessions/{told.session_id}?{NOVEMBER}&q=%E5%B7%AE%E9%A2%9D&other=1")
    assert "差额是 35,000.00 元" in page
    assert "本次查看已记录" in page
    assert "改列" not in page
    query = sa.select(report_views.c.reader, report_views.c.session_id, report_views.c.why)
    rows = await hub.database.read(lambda sql: [tuple(row) for row in sql.execute(query)])
    assert rows == [("an1", told.session_id, f"{NOVEMBER}&q=%E5%B7%AE%E9%A2%9D")]
    assert f"session {told.session_id} read by an1" in caplog.text


async def test_session_that_goes_on_or_is_none_cannot_be_read(analyst: Site) -> None:
    await read(analyst, "/reports/sessions/nothing", 404)
    await read(analyst, "/reports/sessions/%00", 404)


async def test_what_was_looked_for_is_marked_and_markup_is_text(analyst: Site, told: Session) -> None:
    page = await read(analyst, f"{LIST}&q=35,000")
    assert "差额是 <mark>35,000</mark>.00 元" in page
    assert "<script>alert" not in await read(analyst, f"{LIST}&q=<script>alert(1)</script>")


async def test_stuck_map_leads_to_the_sessions_of_its_step(analyst: Site, told: Session) -> None:
    page = await read(analyst, f"/reports/stuck?{NOVEMBER}&matter=vat-general&step=s6")
    link = re.search(r'href="(/reports/sessions\?[^"]+)">看这 1 人的会话', page)
    assert link
    assert ROW.findall(await read(analyst, link[1].replace("&amp;", "&"))) == [told.session_id]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "会话结束 180 天后已按保存期限清除"),
        ("en", "Purged 180 days after the session, when its term was over"),
    ],
)
async def test_a_purged_session_says_so_where_its_words_and_names_stood(
    analyst: Site, told: Session, hub: Hub, clock: FakeClock, language: str, said: str
) -> None:
    assert "差额是" in await read(analyst, f"/reports/sessions/{told.session_id}")
    clock.advance(181 * 86_400)
    retention = Retention(hub, Terms(talk_days=180, personal_days=180))
    assert [await retention.step(9), await retention.step(9), await retention.step(9)] == [1, 1, 0]
    await facts.catch_up(hub.database, hub.workdays)
    await analyst.sign_in("an1")
    page = await read(analyst, f"/reports/sessions/{told.session_id}?lang={language}")
    assert page.count(said) == 4  # the name, two messages, the words of a question
    assert (page.count('class="purged"'), page.count(' said purged"')) == (1, 2)  # not to be taken for what was said
    assert "purged after" not in page
    assert "差额是" not in page
    days = DAY.findall(page)  # of what came to it half a year later, once
    assert days == [today(clock.now()).isoformat()]
    assert said in await read(analyst, f"{LIST}&lang={language}")
    assert ROW.findall(await read(analyst, f"{LIST}&q=差额")) == []
