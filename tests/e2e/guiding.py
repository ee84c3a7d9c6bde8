"""Scenes of guidance: the officer points and proposes; the taxpayer gets stuck, asks, and hands the form in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.e2e.scenes import file_away, take_up

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Taxpayer


async def get_stuck(taxpayer: Taxpayer, person: str, matter: str, step: int, error: str, case: str = "") -> None:
    """Sign in, open the matter, and go on until its check at `step` fails."""
    bureau = taxpayer.bureau
    await bureau.open_sign_in()
    await bureau.sign_in(person)
    await bureau.open_matters()
    await bureau.open_matter(matter)
    if case:
        await bureau.play_case(case)
    for number in range(2, step + 1):
        await bureau.next(number)
    await bureau.press(bureau.words.next)
    await expect(bureau.error(error)).to_be_visible()


async def ask(taxpayer: Taxpayer, officer: Officer, *told: str) -> None:
    """Read the explanation, ask an officer all the same; the offer tells these things."""
    await taxpayer.bureau.ask_about_the_error()
    await expect(taxpayer.widget.says(taxpayer.widget.words.cause)).to_be_visible()
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, officer, *told)


async def point(officer: Officer, field: str) -> None:
    """Point at a field, by the name of its row in the mirror."""
    await officer.console.field(field).get_by_role("button", name=re.compile("^标出")).click()


async def write_proposal(officer: Officer, values: dict[str, str], reason: str) -> None:
    """Propose these values, by the names of their rows; nothing is sent yet."""
    console = officer.console
    for field, value in values.items():
        await console.field(field).get_by_role("button", name=re.compile("^建议修改")).click()
        await console.page.keyboard.type(value)
    await console.editor.get_by_role("textbox", name="原因").fill(reason)


async def send_proposal(officer: Officer) -> None:
    await officer.console.editor.get_by_role("button", name="发出建议").click()
    await expect(officer.console.editor).to_be_hidden()


async def propose(officer: Officer, values: dict[str, str], reason: str) -> None:
    await write_proposal(officer, values, reason)
    await send_proposal(officer)


async def hand_in(taxpayer: Taxpayer, officer: Officer, first: int, last: int) -> None:
    """Go through the steps `first` to `last`, whose checks pass, and submit: both sides see that it is done."""
    bureau = taxpayer.bureau
    for number in range(first, last + 1):
        await bureau.next(number)
    await bureau.declare()
    await bureau.submit()
    await expect(bureau.filed).to_be_visible()
    await expect(officer.console.mirror).to_contain_text(re.compile("已(申报|提交)成功"))


async def part(taxpayer: Taxpayer, officer: Officer, note: str, rating: str = "") -> None:
    """The officer ends it, the taxpayer rates it where they care to, the officer files it away."""
    widget = taxpayer.widget
    await officer.console.ask_to_end()
    await officer.console.end()
    await expect(widget.says(widget.words.ended)).to_be_visible()
    if rating:
        await widget.rate(rating)
        await expect(widget.says(widget.words.rated)).to_be_visible()
    await file_away(officer, "已解决", note)
    assert taxpayer.window.complaints == officer.window.complaints == []
