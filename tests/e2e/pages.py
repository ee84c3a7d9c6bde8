"""The screens as people use them: all selectors of the stories stand here; a method is one thing that a person does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.e2e.words import Words

SECONDS = 15.0
"""The longest that a screen may take on a busy machine."""
FAILING = re.compile(r"\bfailing\b")
"""The class of a row whose field the error names."""
expect.set_options(timeout=SECONDS * 1000)


class BureauPage:
    """The demo e-tax bureau's pages."""

    def __init__(self, page: Page, base: str, words: Words) -> None:
        self.page = page
        self.words = words
        self._base = base

    async def open_sign_in(self) -> None:
        await self.page.goto(f"{self._base}/bureau/sign-in?lang={self.words.language}")

    async def sign_in(self, person: str) -> None:
        await self.page.get_by_role("button", name=re.compile(f"^{person}")).click()
        await expect(self.page.get_by_role("main")).to_be_visible()
        await expect(self.page).to_have_url(re.compile(r"/bureau/$"))

    async def open_matter(self, name: str) -> None:
        await self.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).click()
        await expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    async def open_matters(self) -> None:
        """All matters, due or not."""
        await self.page.goto(f"{self._base}/bureau/matters")

    async def open_home(self) -> None:
        await self.page.goto(f"{self._base}/bureau/")

    def step(self, number: int) -> Locator:
        """The step on show, if it is this one."""
        return self.page.locator(f'[data-daoban-step="s{number}"]')

    async def go_back_to_correct(self, number: int) -> None:
        """Leave the failed comparison for the step with this number, where the bureau says that the fault lies."""
        await self.page.get_by_role("link", name=self.words.correct, exact=True).click()
        await expect(self.step(number)).to_be_attached()

    async def go_to_step(self, number: int) -> None:
        """Take the way to an earlier step that stands beside the error."""
        way = re.compile(f"^{self.words.go_to_step.format(number)}")
        await self.page.get_by_role("main").get_by_role("link", name=way).click()
        await expect(self.step(number)).to_be_attached()

    async def next(self, number: int) -> None:
        """Press on, to the step with this number."""
        onwards = re.compile(f"^({self.words.next}|{self.words.checked})$")
        await self.page.get_by_role("button", name=onwards).click()
        await expect(self.step(number)).to_be_attached()

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def submit(self) -> None:
        """Hand the form in, with its comparison or without."""
        name = re.compile(f"{self.words.submit}$", re.IGNORECASE)
        await self.page.get_by_role("main").get_by_role("button", name=name).click()

    async def play_case(self, name: str) -> None:
        """Begin the matter anew with another of the demo's cases."""
        await self.page.locator("details.cases > summary").click()
        await self.press(name)

    async def declare(self) -> None:
        await self.page.get_by_role("checkbox", name=self.words.declaration).check()

    async def fill(self, field: str, value: str) -> None:
        """Fill in a field, by its id in the catalogue, and leave it as a person does with the tab key."""
        box = self.field(field)
        await box.fill(value)
        await box.press("Tab")

    async def fill_part(self, field: str, part: str, value: str) -> None:
        """Fill in one of the boxes of a field that has several."""
        box = self.page.locator(f'[name="v.{field}.{part}"]')
        await box.fill(value)
        await box.press("Tab")

    def field(self, field: str) -> Locator:
        """A field, by its id in the catalogue."""
        return self.page.locator(f'[data-daoban-field="{field}"]')

    def error(self, error: str) -> Locator:
        """What the page shows of an error of the catalogue."""
        return self.page.locator(f'[data-daoban-error="{error}"]').filter(visible=True).first

    @property
    def filed(self) -> Locator:
        receipt = re.compile(f"^({self.words.filed}|{self.words.sent})$")
        return self.page.get_by_role("heading", level=1, name=receipt)

    async def ask_about_the_error(self) -> None:
        """Press the link beside the error."""
        await self.page.get_by_role("button", name=self.words.unclear).filter(visible=True).last.click()


class WidgetPanel:
    """The help panel on the bureau's page."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.root = page.get_by_role("complementary", name=words.panel)
        self.box = page.locator("daoban-panel")
        """What the panel takes of the window: a dock, or a sheet."""
        self.tab = page.locator("daoban-help").get_by_role("button", name=re.compile(f"^{words.help}[：:，,]"))
        self.log = self.root.get_by_role("log", name=words.log)
        self.cards = self.log.locator("daoban-guide-card section")
        self.messages = self.log.locator(".msg > p")
        self.typing = self.root.locator(".typing")
        self.way_out_of_the_queue = self.root.get_by_role("button", name=words.leave_queue)
        self.composer = self.root.get_by_role("textbox", name=words.write)

    def says(self, text: str | re.Pattern[str]) -> Locator:
        """Something that the panel shows; what it only reads out to screen readers does not count."""
        return self.root.get_by_text(text).filter(visible=True).and_(self.root.locator(":not(.vh)")).first

    async def open(self) -> None:
        await self.tab.click()
        await expect(self.root).to_be_visible()

    async def type(self, text: str) -> None:
        """Write without sending."""
        await self.composer.fill(text)

    async def ask_an_officer(self) -> None:
        await self.root.get_by_role("button", name=self.words.ask, exact=True).click()

    async def send(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await expect(self.composer).to_have_value("")

    def mark_of(self, text: str) -> Locator:
        """The delivery mark of the taxpayer's own message: its words stand below the message, or its group's last."""
        return (
            self.log.locator(".msg.own")
            .filter(has_text=text)
            .locator("xpath=self::*|following-sibling::*")
            .locator(".meta")
            .first
        )

    @property
    def is_it_solved(self) -> Locator:
        """The question, put in place, whether a question is solved."""
        return self.root.get_by_role("group", name=re.compile(re.escape(self.words.is_solved)))

    async def confirm_solved(self) -> None:
        await self.is_it_solved.get_by_role("button", name=self.words.solved, exact=True).click()

    async def end(self) -> None:
        await self.root.get_by_role("button", name=re.compile(f"^{self.words.more}")).click()
        await self.root.get_by_role("button", name=self.words.end, exact=True).click()
        await self.root.get_by_role("button", name=self.words.end_sure, exact=True).click()

    async def rate(self, level: str, *reasons: str) -> None:
        """Say that it got done today, and how good it was."""
        await self.root.get_by_text(self.words.achieved, exact=True).click()
        await self.root.get_by_text(level, exact=True).click()
        for reason in reasons:
            await self.root.get_by_text(reason, exact=True).click()
        await self.root.get_by_role("button", name=self.words.submit_rating, exact=True).click()


class OfficerConsole:
    """The officer's console, in Chinese."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base
        self.offer = page.locator("daoban-offer-card")
        self.sessions = page.locator("daoban-session-list")
        self.log = page.get_by_role("log", name="会话记录")
        self.messages = self.log.locator(".m > p")
        self.typing = self.log.locator(".peer")
        self.composer = page.get_by_role("textbox", name="回复")
        self.mirror = page.locator("daoban-mirror")
        self.comparison = self.mirror.get_by_role("table", name="比对结果")
        self.ledger = self.mirror.get_by_role("list", name="指引与变化").get_by_role("listitem")
        self.editor = page.get_by_role("region", name=re.compile("^写建议"))
        self.transfer = page.locator("daoban-transfer")
        self.notes = page.locator("daoban-notes")
        self.handed = page.locator("daoban-handed")
        """Whence a session came, and what was left for whoever takes it."""
        self.wrap_up_form = page.locator("daoban-wrap-up")
        self.nobody_waits = page.get_by_text("没有人在等候")
        self.taken_elsewhere = page.get_by_text("已在另一个窗口接办")
        self.line_bar = page.locator("daoban-line-bar .bar")

    async def open(self) -> None:
        await self.page.goto(f"{self._base}/console/")
        await expect(self.page.get_by_role("heading", name="登录导办台")).to_be_visible()

    async def sign_in(self, officer_id: str, password: str) -> None:
        await self.page.get_by_label("工号").fill(officer_id)
        await self.page.get_by_label("密码").fill(password)
        await self.page.get_by_role("button", name="登录", exact=True).click()
        await expect(self.page.get_by_role("navigation", name="我的会话")).to_be_visible()

    async def go_on_duty(self) -> None:
        await self.page.get_by_role("button", name=re.compile("^接办 Alt 1")).click()
        await expect(self.page.get_by_role("button", name="状态：接办中")).to_be_visible()

    async def go_off_duty(self) -> None:
        await self.page.get_by_role("button", name=re.compile("^状态：")).click()
        await self.page.get_by_role("menuitem", name="下岗").click()
        await expect(self.page.get_by_role("button", name="状态：下岗")).to_be_visible()

    async def accept(self) -> None:
        await self.offer.get_by_role("button", name=re.compile("^接办")).click()
        await expect(self.log).to_be_visible()

    def field(self, name: str) -> Locator:
        """The row of the mirror in which a field stands, by its name there."""
        return self.mirror.locator("daoban-fields").get_by_role("row").filter(has_text=name).first

    @property
    def rows(self) -> Locator:
        """The fields in the order in which the officer sees them."""
        return self.mirror.locator("daoban-fields tbody tr:not(.sec)")

    @property
    def step(self) -> Locator:
        """The step that the taxpayer stands on."""
        return self.mirror.get_by_role("list", name="步骤").locator("[aria-current=step]")

    async def send(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await expect(self.composer).to_have_value("")

    def mark_of(self, text: str) -> Locator:
        """The delivery mark of the officer's own message, or of its group's last."""
        return (
            self.log.locator(".m.own")
            .filter(has_text=text)
            .locator("xpath=self::*|following-sibling::*")
            .locator("small")
            .first
        )

    async def type(self, text: str) -> None:
        """Write without sending."""
        await self.composer.fill(text)

    async def resolve(self, disposition: str) -> None:
        await self.page.get_by_role("button", name="结案…").click()
        await self.page.get_by_role("menuitem", name=disposition, exact=True).click()

    async def ask_to_end(self) -> None:
        await self.page.get_by_role("button", name="结束会话", exact=True).click()
        await expect(self.page.get_by_role("dialog", name="结束这次导办？")).to_be_visible()

    async def end(self) -> None:
        await self.page.locator("daoban-confirm").get_by_role("button", name="结束", exact=True).click()
        await expect(self.wrap_up_form).to_be_visible()

    async def wrap_up(self, disposition: str, note: str) -> None:
        await self.wrap_up_form.get_by_role("radio", name=disposition, exact=True).check(force=True)
        await self.wrap_up_form.get_by_role("textbox", name="备注（纳税人看不到）").fill(note)
        await self.wrap_up_form.get_by_role("button", name="完成，接下一个").click()
        await expect(self.wrap_up_form).to_be_hidden()
