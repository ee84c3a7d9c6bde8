"""A service confirmation slip from the first word to the history: three files, one of them twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from chatserver.domain.slip import ItemState, SlipState
from chatserver.domain.slip_events import SLIP_EVENTS, SlipCancelled, SlipItemFilled
from tests.e2e.log import read_log
from tests.e2e.papers import photo
from tests.e2e.scenes import file_away, take_up
from tests.e2e.stage import AT_HOME
from tests.e2e.words import ZH
from tests.support.browser import PICTURES, take_picture

if TYPE_CHECKING:
    from playwright.async_api import FilePayload, Locator

    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

NAME = "清税申报（税务注销办理）"
FORM, RESOLUTION, LICENCE, SIGNED = "清税申报表", "注销决议", "营业执照", "股东签字页"
STRUCK = "电子营业执照已在系统内"
ADDED = "决议上没有股东签字"
REDO = "第 2 页看不清日期"
RESULT = "注销申请已受理，清税证明 5 个工作日内可下载。"
PARTS = "**/api/files/*"
PRINTED = "window.print = () => { window.top.printed = document.documentElement.innerHTML; };"


async def test_slip(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    officer = await stage.seat_officer("of3")
    await taxpayer.window.page.add_init_script(PRINTED)
    await officer.console.go_on_duty()
    await ask(taxpayer)
    await take_up(taxpayer, officer, "示例区小美便利店（个体工商户）", "清税申报")
    await start(taxpayer, officer)
    await change(officer)
    await confirm_too_early(taxpayer)
    await give(taxpayer)
    await ask_again(taxpayer, officer)
    await conclude(taxpayer, officer)
    await officer.console.ask_to_end()
    await officer.console.end()
    await expect(taxpayer.widget.says(ZH.ended)).to_be_visible()
    await file_away(officer, "已解决", "清税申报材料已齐")
    await find_again(taxpayer)
    await on_a_phone(stage)
    assert taxpayer.window.complaints == officer.window.complaints == []
    await read_what_is_left(stage)


async def ask(taxpayer: Taxpayer) -> None:
    bureau = taxpayer.bureau
    await bureau.open_sign_in()
    await bureau.sign_in("孙某")
    await bureau.page.goto(urljoin(bureau.page.url, "matters/deregister"))
    await expect(bureau.page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    await taxpayer.widget.open()
    await taxpayer.widget.ask_an_officer()


def card(taxpayer: Taxpayer) -> Locator:
    return taxpayer.widget.root.get_by_role("region", name=re.compile("^业务办理服务确认单"))


def desk(officer: Officer) -> Locator:
    return officer.console.page.get_by_role("region", name="业务办理服务确认单")


async def write(officer: Officer, reason: str, paper: str | None = None) -> None:
    """Fill in what is asked for, by keyboard."""
    page = officer.console.page
    if paper:
        await page.keyboard.type(paper)
        await page.keyboard.press("Tab")
    await page.keyboard.type(reason)
    await page.keyboard.press("Enter")
    await expect(desk(officer).get_by_role("textbox")).to_have_count(0)


async def start(taxpayer: Taxpayer, officer: Officer) -> None:
    """The officer starts from the matter's list; the taxpayer sees what is wanted."""
    await officer.console.page.keyboard.press("Alt+s")
    await expect(desk(officer).get_by_role("checkbox", name="公章")).to_be_visible()
    await officer.window.look("1-start")
    await desk(officer).get_by_role("button", name="发起确认单").click()
    await expect(desk(officer)).to_contain_text("对方还差 3 项")
    await expect(card(taxpayer)).to_contain_text("还差 3 项")


async def change(officer: Officer) -> None:
    await desk(officer).get_by_role("button", name=f"划去：{LICENCE}").click()
    await write(officer, STRUCK)
    await desk(officer).get_by_role("button", name="添加材料").click()
    await write(officer, ADDED, SIGNED)
    await expect(desk(officer)).to_contain_text(f"已划去 · {STRUCK}")
    await officer.window.look("2-changed")


async def confirm_too_early(taxpayer: Taxpayer) -> None:
    """The button is never grey; pressed early, it names what is missing."""
    await expect(card(taxpayer)).to_contain_text(f"不需要了：{STRUCK}")
    await expect(card(taxpayer)).to_contain_text(f"导办员添加：{ADDED}")
    await card(taxpayer).get_by_role("button", name="确认材料").click()
    await expect(card(taxpayer).get_by_role("alert")).to_have_text(
        f"还缺：{FORM}、{RESOLUTION}、{SIGNED}。传齐后再确认。"
    )
    await taxpayer.window.look("3-wanted")


async def upload(taxpayer: Taxpayer, action: str, paper: str, *files: FilePayload) -> None:
    page = taxpayer.widget.page
    async with page.expect_file_chooser() as chooser:
        await card(taxpayer).get_by_role("button", name=f"{action}：{paper}").click()
    await (await chooser.value).set_files(list(files))
    for one in files:
        await expect(card(taxpayer).get_by_role("button", name=one["name"])).to_be_visible()


async def leave_the_page_while_one_is_under_way(taxpayer: Taxpayer, paper: str, file: FilePayload) -> None:
    """It stands at its paper again, and goes on there with the same file."""
    page = taxpayer.widget.page
    await page.route(PARTS, lambda route: route.continue_() if route.request.method != "PATCH" else None)
    async with page.expect_file_chooser() as chooser, page.expect_request(lambda request: request.method == "PATCH"):
        await card(taxpayer).get_by_role("button", name=f"上传：{paper}").click()
        await (await chooser.value).set_files(file)
    await page.reload()
    await expect(card(taxpayer)).to_contain_text("传到 0% 时中断")
    await expect(taxpayer.widget.root.locator("daoban-upload-list li")).to_have_count(0)
    await page.unroute(PARTS)
    await taxpayer.window.look("4-left")
    await upload(taxpayer, "继续", paper, file)


async def give(taxpayer: Taxpayer) -> None:
    await upload(taxpayer, "上传", FORM, photo("清税申报表.jpg", blurred=True))
    await leave_the_page_while_one_is_under_way(taxpayer, RESOLUTION, photo("决议-1.jpg"))
    await upload(taxpayer, "上传", SIGNED, photo("签字页.jpg"))
    await expect(card(taxpayer)).to_contain_text("材料已齐，请确认")
    await taxpayer.window.look("4-given")
    await card(taxpayer).get_by_role("button", name="确认材料").click()
    await expect(card(taxpayer)).to_contain_text("您已确认，等导办员核对")


async def ask_again(taxpayer: Taxpayer, officer: Officer) -> None:
    """One paper is accepted, one is to be given again; given and confirmed again, it is accepted, too."""
    await expect(desk(officer)).to_contain_text("待您核对 3 项")
    await expect(officer.console.log).to_contain_text("确认了材料")
    await desk(officer).get_by_role("button", name=f"通过：{RESOLUTION}").click()
    await desk(officer).get_by_role("button", name=f"重传：{FORM}").click()
    await write(officer, REDO)
    await officer.window.look("5-checking")
    await expect(card(taxpayer)).to_contain_text(f"请重传：{REDO}")
    await taxpayer.window.look("5-again")
    await upload(taxpayer, "重传", FORM, photo("清税申报表-清晰.jpg"))
    await card(taxpayer).get_by_role("button", name="确认材料").click()
    await expect(card(taxpayer)).to_contain_text("导办员正在核对")
    await desk(officer).get_by_role("button", name=f"通过：{FORM}").click()
    await desk(officer).get_by_role("button", name=f"通过：{SIGNED}").click()
    await expect(desk(officer)).to_contain_text("材料都已通过，请写结果")


async def conclude(taxpayer: Taxpayer, officer: Officer) -> None:
    await desk(officer).get_by_role("button", name="办结").click()
    await write(officer, RESULT)
    await expect(card(taxpayer)).to_contain_text(RESULT)
    await expect(card(taxpayer)).to_contain_text("已办结")
    await expect(officer.console.log).to_contain_text(RESULT)
    await taxpayer.window.look("6-handled")
    await officer.window.look("6-handled")


async def find_again(taxpayer: Taxpayer) -> None:
    """From another page, days later for all that one can see: the slip is in the history, and prints."""
    widget, page = taxpayer.widget, taxpayer.widget.page
    await taxpayer.bureau.open_home()
    await widget.root.get_by_role("button", name="我的确认单").click()
    await expect(widget.root.get_by_role("heading", name="我的确认单")).to_be_focused()
    await expect(card(taxpayer)).to_contain_text(RESULT)
    await taxpayer.window.look("7-history")
    await card(taxpayer).get_by_role("button", name="打印").click()
    await page.wait_for_function("() => window.printed")
    paper: str = await page.evaluate("window.printed")
    for text in ("孙某", "示例区小美便利店", "92110101MA00DEM493", "导办03", FORM, RESULT, "已通过"):
        assert text in paper, text
    frame = page.locator('iframe[title^="业务办理服务确认单"]')
    await frame.evaluate("one => Object.assign(one.style, { insetInlineStart: 0, top: 0, zIndex: 2147483647 })")
    await frame.screenshot(path=PICTURES / "slip-taxpayer-8-paper.png")
    await frame.evaluate("one => one.remove()")


async def on_a_phone(stage: Stage) -> None:
    """The same slip, found again on a phone, in English and in the dark."""
    screen: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    phone = await stage.seat_taxpayer(ZH, color_scheme="dark", **screen, **AT_HOME)
    await phone.bureau.open_sign_in()
    await phone.bureau.sign_in("孙某")
    await phone.widget.open()
    await phone.widget.root.get_by_role("button", name="我的确认单").click()
    await expect(card(phone)).to_contain_text(RESULT)
    await take_picture(phone.window.page, "slip-phone-history")


async def read_what_is_left(stage: Stage) -> None:
    """The log tells the whole story."""
    log = await read_log(stage.demo, "tp4", "pe6")
    told = [logged.event for logged in log.events if type(logged.event) in SLIP_EVENTS]
    assert {type(event) for event in told} == set(SLIP_EVENTS) - {SlipCancelled}
    (slip,) = log.session.slips
    assert (slip.state, slip.result, slip.matter_id) == (SlipState.HANDLED, RESULT, "deregister")
    assert slip.concluded_by
    assert slip.concluded_by.officer_id == "of3"
    assert {item.name: item.state for item in slip.items} == {
        FORM: ItemState.ACCEPTED,
        RESOLUTION: ItemState.ACCEPTED,
        LICENCE: ItemState.STRUCK,
        SIGNED: ItemState.ACCEPTED,
    }
    names = {shared.file_id: shared.name for shared in log.session.files}
    given = [[names[one] for one in event.file_ids] for event in told if isinstance(event, SlipItemFilled)]
    assert given == [["清税申报表.jpg"], ["决议-1.jpg"], ["签字页.jpg"], ["清税申报表-清晰.jpg"]]
    assert log.row["slips"] == ["handled"]
