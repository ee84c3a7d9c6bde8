"""Which language the bureau speaks, and that it has the words for everything in both."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from tests.bureau.conftest import Visitor
from widget.demo import words as words_module
from widget.demo.app import HERE
from widget.demo.words import FOLDER, LANGUAGES, address, amount, load_words, preferred


async def test_language_is_kept_and_every_page_speaks_it(visitor: Visitor) -> None:
    await visitor.open("/?lang=en")
    page = await visitor.sign_in("pe1")
    assert '<html lang="en">' in page
    assert "Due today (2026-11-16)" in page
    for path in (
        "/",
        "/try",
        "/bureau/matters",
        "/bureau/queries",
        "/bureau/messages",
        "/bureau/example",
        "/bureau/matters/vat-general/steps/s1",
    ):
        page = await visitor.open(path)
        text = re.sub(r"<[^>]+>", " ", page.replace("中文", "").replace(">税<", "><"))
        assert not re.search("[\u3400-\u9fff]{3,}", text.partition("<body")[2] or text), path
    await visitor.open("/bureau/?lang=xx")
    assert '<html lang="en">' in visitor.page


@pytest.mark.parametrize("path", ["/", "/try", "/bureau/sign-in"])
async def test_first_visit_speaks_the_browsers_language_and_a_choice_wins(visitor: Visitor, path: str) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9,zh-CN;q=0.5"}
    for headers, language in ((english, "en"), ({"Accept-Language": "fr, zh;q=0.4"}, "zh-CN"), ({}, "zh-CN")):
        async with visitor.client.get(visitor.base + path, headers=headers) as answer:
            assert f'<html lang="{language}">' in await answer.text()
    await visitor.open(f"{path}?lang=zh-CN")
    async with visitor.client.get(visitor.base + path, headers=english) as answer:
        assert '<html lang="zh-CN">' in await answer.text()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-CN"),
        ("*", "zh-CN"),
        ("EN-us", "en"),
        ("fr-FR, fr;q=0.9, en;q=0.3", "en"),
        ("en;q=0.5, zh-Hant-TW;q=0.7", "zh-CN"),
        ("de, en-GB;q=0.8, zh;q=0.8", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=x", "zh-CN"),
        ("english", "zh-CN"),
    ],
)
def test_language_that_a_browser_puts_first(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_both_languages_have_the_same_words() -> None:
    keys = [set(json.loads((FOLDER / f"{name}.json").read_text("utf-8"))) for name in LANGUAGES]
    assert keys[0] == keys[1]


def test_words_take_the_same_blanks_in_both_languages() -> None:
    zh, en = (json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in LANGUAGES)
    blanks = re.compile(r"\{(\w+)\}")
    assert {key for key in zh if set(blanks.findall(zh[key])) != set(blanks.findall(en[key]))} == set()


def test_every_word_that_a_page_asks_for_exists_and_none_is_left_over() -> None:
    known = set(json.loads((FOLDER / "zh-CN.json").read_text("utf-8")))
    sources = "\n".join(
        path.read_text("utf-8") for path in [*HERE.glob("*.py"), *(HERE / "templates").iterdir()] if path.is_file()
    )
    asked = set(re.findall(r"""(?:\bt|words)\(\s*f?["']([\w.-]+)["']\s*[,)]""", sources))
    assert not asked - known
    starts = (
        *re.findall(r"""["']([\w-]+(?:\.[\w-]+)*\.)(?:["'] ~|\{)""", sources),
        "address.",
        "form.act.",
        "form.confirmed.",
    )
    unused = {key for key in known - asked if not key.startswith(starts) and f"'{key}'" not in sources}
    assert not unused


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1234567890.12", "1,234,567,890.12"),
        ("-1268.4", "\u22121,268.40"),
        ("0", "0.00"),
        ("1.234", "1.234"),
        ("", ""),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("十二", "十二"),
        (str(Decimal(10) ** 15), "1,000,000,000,000,000.00"),
    ],
)
def test_amounts_are_grouped_and_anything_else_is_left(value: str, shown: str) -> None:
    assert amount(value) == shown


@pytest.mark.parametrize(
    ("row", "en"),
    [
        ("附一 1行1列", "Schedule 1 row 1 col. 1"),
        ("主表11栏", "Main form line 11"),
        ("季初/季末", ""),
        ("", ""),
    ],
)
def test_addresses_are_said_in_english_or_not_at_all(row: str, en: str) -> None:
    words = load_words()
    assert address(row, words["en"]) == en
    assert address(row, words[words_module.FIRST]).replace(" ", "") == row.replace(" ", "")
