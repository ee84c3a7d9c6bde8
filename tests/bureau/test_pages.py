"""Lists, look-ups, languages, drafts: what a person finds on the bureau's pages and still finds tomorrow."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from chatserver.domain.catalogue import Catalogue
from tests.bureau.conftest import Clock, OpenBureau, Visitor

VAT = "/bureau/matters/vat-general"


def _links(page: str) -> list[str]:
    return sorted(set(re.findall(r'(?:href|src|action)="([^"#]+)"', page)))


async def _file_vat(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.post(f"{VAT}/scenario", scenario="output")
    await visitor.press("next")
    await visitor.press("next", **{"v.f1_6_wkp": "0", "v.f1_6_qt": "35,000.00"})
    for _ in range(3):
        await visitor.press("next")
    await visitor.press("submit", declared="1")
    assert "申报成功" in visitor.page


async def test_sign_in_shows_everybody_with_whole_names(visitor: Visitor, catalogue: Catalogue) -> None:
    page = await visitor.open("/bureau/sign-in")
    assert catalogue.demo is not None
    for taxpayer in catalogue.demo.taxpayers:
        assert taxpayer.name.for_display("zh-CN") in page
        for person in taxpayer.people:
            assert f'value="{person.id}"' in page
    assert "演示" in page


async def test_home_shows_what_is_due_first_today(visitor: Visitor) -> None:
    page = await visitor.sign_in("pe1")
    due = page.partition('id="due"')[2].partition('id="filed"')[0]
    assert due.index("今天截止（2026-11-16）") < due.index("还有 3 天")
    assert due.index("增值税及附加税费申报（一般纳税人适用）") < due.index("对纳税人延期缴纳税款的核准")


async def test_list_shows_all_matters_and_who_has_the_others(visitor: Visitor, catalogue: Catalogue) -> None:
    await visitor.sign_in("pe1")
    page = await visitor.open("/bureau/matters")
    assert len(catalogue.matters) == 12
    for matter in catalogue.matters:
        assert matter.name.for_display("zh-CN") in page
    assert "以北京示例餐饮管理有限公司办理" in page
    await visitor.sign_in("pe2", "vat-small")
    assert visitor.path == "/bureau/matters/vat-small/steps/s1"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("增值税", 3),
        ("BDA0610606", 1),
        ("ｂｄａ０６１０６０６", 1),
        ("invoice quota", 1),
        ("退税 留抵", 1),
        ("zzz", 0),
        ("%", 0),
    ],
)
async def test_search_narrows_the_list(visitor: Visitor, wanted: str, found: int) -> None:
    await visitor.sign_in("pe1")
    page = await visitor.open(str(URL("/bureau/matters").with_query(q=wanted)))
    assert page.count('class="row-line') == found
    assert f"找到 {found} 项" in page


async def test_states_follow_the_work(visitor: Visitor) -> None:
    async def state() -> str:
        page = await visitor.open("/bureau/matters?q=BDA0610606")
        found = re.search(r'class="state [^"]+">.*?</svg>([^<]+)', page)
        assert found is not None
        return found.group(1)

    await visitor.sign_in("pe1")
    assert await state() == "未填写"
    await visitor.open(VAT)
    await visitor.press("save")
    assert await state() == "已暂存"
    await visitor.open(VAT)
    for _ in range(5):
        await visitor.press("next")
    await visitor.press("submit")
    assert await state() == "未通过"
    await _file_vat(visitor)
    assert await state() == "已申报"


async def test_receipt_stays_and_the_form_is_closed(visitor: Visitor) -> None:
    await _file_vat(visitor)
    number = re.search(r'data-daoban-receipt="(\d+)"', visitor.page)
    assert number is not None
    for path in ("/bureau/queries", "/bureau/messages", "/bureau/"):
        assert number.group(1) in await visitor.open(path)
    await visitor.open(f"{VAT}/steps/s2")
    assert visitor.path == f"{VAT}/receipt"
    await visitor.post(f"{VAT}/steps/s2", action="save", **{"v.f1_13_zp": "1.00"})
    assert "61,322.75" in visitor.page
    answer = await visitor.ask(f"{VAT}/recalculate", {"values": {"v.f1_13_zp": "1.00"}})
    assert (await answer.json())["values"]["f1_13_zp"] == "860000.00"


async def test_filing_one_matter_settles_what_another_waits_for(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-refund")
    await visitor.post("/bureau/matters/vat-refund/scenario", scenario="filed")
    await visitor.press("next")
    assert visitor.errors() == ["ref-notfiled"]
    await _file_vat(visitor)
    await visitor.open("/bureau/matters/vat-refund")
    assert visitor.errors() == []


async def test_declaration_is_asked_for_where_the_form_is_handed_in(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.post(f"{VAT}/scenario", scenario="output")
    await visitor.press("next")
    await visitor.press("next", **{"v.f1_6_wkp": "0", "v.f1_6_qt": "35000"})
    for _ in range(3):
        await visitor.press("next")
    await visitor.press("submit")
    assert "提交前请先勾选声明" in visitor.page
    await visitor.press("submit", declared="1")
    assert "申报成功" in visitor.page


async def test_steps_ahead_cannot_be_jumped_to(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.open(f"{VAT}/steps/s6")
    assert visitor.step() == "s1"


async def test_changing_another_step_shows_the_failure_until_it_is_mended(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    for _ in range(5):
        await visitor.press("next")
    await visitor.press("submit", declared="1")
    assert 'role="dialog"' in visitor.page
    assert 'data-daoban-error-count="1"' in visitor.page
    await visitor.open(f"{VAT}/steps/s2")
    assert visitor.errors() == ["vatg-cmp-output"]
    await visitor.press("compare")
    assert visitor.step() == "s6"
    assert 'data-daoban-error-count="2"' in visitor.page
    await visitor.open(f"{VAT}/steps/s2")
    await visitor.press("compare", **{"v.f1_6_wkp": "0", "v.f1_6_qt": "35000"})
    assert visitor.step() == "s6"
    assert visitor.errors() == []


async def test_page_declares_the_whole_form_but_nothing_sensitive(visitor: Visitor, catalogue: Catalogue) -> None:
    await visitor.sign_in("pe1", "vat-general")
    declared = set(re.findall(r'data-daoban-field="([^"]+)"', visitor.page))
    assert declared == {field.id for field in catalogue.matter("vat-general").fields}
    assert re.search(r'data-daoban-matter="vat-general" data-daoban-form-code="BDA0610606"', visitor.page)
    assert 'data-daoban-period="2026-10-01~2026-10-31"' in visitor.page
    await visitor.sign_in("pe3", "iit-settlement")
    elsewhere = visitor.page.partition("<div hidden>")[2]
    declared = set(re.findall(r'data-daoban-field="([^"]+)"', elsewhere))
    sensitive = {item.id for item in catalogue.matter("iit-settlement").fields if item.sensitivity == "sensitive"}
    assert sensitive
    assert not declared & sensitive


async def test_embed_is_one_line_and_only_for_people_who_signed_in(visitor: Visitor) -> None:
    embed = (
        'src="/widget/daoban.js" data-daoban-ticket="/bureau/help-ticket" data-daoban-locale="zh-CN" '
        'data-daoban-matter-url="/bureau/matters/{matter_id}" '
        'data-daoban-step-url="/bureau/matters/{matter_id}/steps/{step_id}" async'
    )
    assert embed not in await visitor.open("/bureau/sign-in")
    assert embed in await visitor.sign_in("pe1")


async def test_no_link_on_any_page_is_dead(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    seen: set[str] = set()
    waiting = ["/", "/try", "/bureau/", f"{VAT}/steps/s1", "/bureau/nothing"]
    posts = {"/bureau/sign-in", "/bureau/sign-out"}
    while waiting:
        path = waiting.pop()
        page = await visitor.open(path)
        assert visitor.status == (404 if path.startswith("/bureau/nothing") else 200), path
        for link in _links(page):
            target = str(URL(path).join(URL(link))) if not link.startswith("/") else link
            elsewhere = target.startswith(("/widget/", "/console/")) or re.search("scenario|settle|recalculate", target)
            if target not in seen | posts and not elsewhere:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 30


async def test_drafts_and_sign_ins_survive_a_restart(open_bureau: OpenBureau, tmp_path: Path) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        async with open_bureau(tmp_path) as base:
            visitor = Visitor(base, client)
            await visitor.sign_in("pe1", "vat-general")
            await visitor.press("next")
            await visitor.press("save", **{"v.f1_13_qt": "123,456.78"})
        async with open_bureau(tmp_path) as base:
            visitor.base = base
            await visitor.open(VAT)
            assert visitor.step() == "s2"
            assert visitor.filled()["v.f1_13_qt"] == "123,456.78"


async def test_sign_in_that_ended_says_so_and_keeps_the_draft(visitor: Visitor, clock: Clock) -> None:
    await visitor.sign_in("pe1", "vat-general")
    assert "登录已过期" not in await visitor.open("/bureau/sign-in")
    await visitor.open(VAT)
    await visitor.press("next")
    clock.at += dt.timedelta(hours=13)
    await visitor.press("next")
    assert visitor.path == "/bureau/sign-in"
    assert "登录已过期" in visitor.page
    await visitor.sign_in("pe1", "vat-general")
    assert visitor.step() == "s2"


async def test_people_do_not_see_each_others_drafts(visitor: Visitor) -> None:
    await visitor.sign_in("pe1", "vat-general")
    await visitor.press("next")
    await visitor.press("save", **{"v.f1_13_qt": "1.00"})
    await visitor.sign_in("pe4", "vat-general")
    assert visitor.step() == "s1"
    await visitor.press("next")
    assert visitor.filled()["v.f1_13_qt"] == "120,000.00"


async def test_chosen_files_are_kept_by_name(visitor: Visitor) -> None:
    await visitor.sign_in("pe7", "invoice-quota")
    await visitor.post("/bureau/matters/invoice-quota/scenario", scenario="documents")
    for _ in range(3):
        await visitor.press("next", **{"v.reason": "承接设备安装项目,合同总价52万元"})
    assert visitor.step() == "s4"
    await visitor.press("save", **{"v.contract": "合同 第1页.pdf"})
    assert "合同 第1页.pdf" in visitor.page
    await visitor.press("save")
    assert "合同 第1页.pdf" in visitor.page


async def test_whoever_tries_both_sides_need_not_look_for_the_password(visitor: Visitor) -> None:
    assert "用 of1 登录（有 of1–of8），密码 demo-password" in await visitor.open("/try")


@pytest.mark.parametrize("path", ["/", "/try"])
async def test_the_way_to_the_console_says_the_language(visitor: Visitor, path: str) -> None:
    assert '"/console/?lang=zh-CN"' in await visitor.open(path)
    assert '"/console/?lang=en"' in await visitor.open(f"{path}?lang=en")


async def test_start_page_names_the_officers_and_their_password(visitor: Visitor, catalogue: Catalogue) -> None:
    page = await visitor.open("/")
    assert catalogue.demo is not None
    for officer in catalogue.demo.officers:
        assert f'<th scope="row">{officer.id}</th><td>{officer.name.zh}</td>' in page, "names and numbers as they are"
    assert "demo-password" in page
