"""Scenes that every story has: pairing, an exchange of words, the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.e2e.stage import both_read

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Taxpayer


async def take_up(taxpayer: Taxpayer, officer: Officer, *told: str) -> None:
    """The officer gets the offer, which tells these things, and takes it."""
    for text in told:
        await expect(officer.console.offer).to_contain_text(text)
    await officer.window.look("2-offer")
    await officer.console.accept()
    await expect(taxpayer.widget.composer).to_be_visible()
    await expect(officer.console.nobody_waits).to_be_visible()
    await expect(officer.console.taken_elsewhere).to_be_hidden()


async def exchange(taxpayer: Taxpayer, officer: Officer, question: str, answer: str) -> None:
    """Both say something; each sees the other type, and that what they said was read."""
    widget, console = taxpayer.widget, officer.console
    await widget.type(question)
    await expect(console.typing).to_contain_text("正在输入")
    await widget.send(question)
    await both_read(taxpayer, officer, question)
    await expect(widget.mark_of(question)).to_contain_text(widget.words.read)
    await console.type(answer)
    await expect(widget.typing).to_contain_text(widget.words.typing)
    await console.send(answer)
    await both_read(taxpayer, officer, question, answer)
    await expect(console.mark_of(answer)).to_contain_text("已读")
    await taxpayer.window.look("6-talk")
    await officer.window.look("3-talk")


async def close_the_question(taxpayer: Taxpayer, officer: Officer) -> None:
    """The officer holds it to be solved, and the taxpayer says so."""
    await officer.console.resolve("已解决")
    await expect(taxpayer.widget.is_it_solved).to_be_visible()
    await taxpayer.window.look("8-solved")
    await taxpayer.widget.confirm_solved()
    await expect(officer.console.log).to_contain_text("确认问题 1 已解决")


async def file_away(officer: Officer, disposition: str, note: str) -> None:
    """The officer writes down the outcome, is free for the next, and goes home."""
    await officer.window.look("8-wrap-up")
    await officer.console.wrap_up(disposition, note)
    await expect(officer.console.page.get_by_text("现在没有会话")).to_be_visible()
    await officer.window.look("9-next")
    await officer.console.go_off_duty()
