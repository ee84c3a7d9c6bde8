"""The explanation of an error carries the person's own numbers, typeset for reading."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain.catalogue import Matter
from chatserver.domain.context import ComparisonRow, FieldValue, FormContext
from chatserver.domain.explain import explain, grouped, reply_texts
from chatserver.domain.typography import typeset

CATALOGUE = load_catalogue(FOLDER, dt.date(2026, 11, 16))


def _context(matter_id: str, *fields: FieldValue, comparison: tuple[ComparisonRow, ...] = ()) -> FormContext:
    return FormContext(matter_id=matter_id, fields=fields, comparison=comparison)


def _row(no: int, source: str, declared: str) -> ComparisonRow:
    return ComparisonRow(
        no=no, source_item="发票", source_amount=source, declared_item="申报", declared_amount=declared
    )


def _matter(matter_id: str) -> Matter:
    return CATALOGUE.matter(matter_id)


def test_difference_is_worked_out_from_the_first_row_that_differs() -> None:
    matter = _matter("vat-general")
    context = _context(
        "vat-general",
        comparison=(_row(1, "5.00", "5.00"), _row(2, "980000.00", "1015000.00"), _row(3, "9.00", "0.00")),
    )
    shown = explain(matter, matter.error("vatg-cmp-output"), context, "zh-CN")
    assert shown.difference == "35,000.00"
    assert "差额约为 35,000.00 元" in reply_texts(matter, None, context, "zh-CN")[0]


def test_words_stand_in_for_numbers_that_the_context_lacks() -> None:
    matter = _matter("vat-general")
    shown = explain(matter, matter.error("vatg-cmp-output"), None, "zh-CN")
    assert shown.difference is None
    assert "差额约为表中的差额元" in reply_texts(matter, None, None, "zh-CN")[0].replace(" ", "")


def test_field_values_fill_the_explanation() -> None:
    matter = _matter("cit-prepay")
    error = matter.error("cit-taxtype")
    filled = explain(matter, error, _context("cit-prepay", FieldValue(id="levy_mode", value="核定征收")), "zh-CN")
    assert "系统里您的征收方式是核定征收。" in filled.explanation
    quota = _matter("invoice-quota")
    values = FieldValue(id="avail", value="3200.00"), FieldValue(id="need", value="500000.00")
    [reply] = reply_texts(quota, None, _context("invoice-quota", *values), "zh-CN")
    assert reply.startswith("您当前可用额度 3,200.00 元，本次需要 500,000.00 元，")


def test_the_errors_own_placeholder_wins_over_the_matters() -> None:
    matter = _matter("info-change")
    context = _context(
        "info-change",
        FieldValue(id="change_item", value="法定代表人"),
        FieldValue(id="pending_item", value="发票额度调整申请"),
    )
    shown = explain(matter, matter.error("ic-pending"), context, "zh-CN")
    assert "我可以看到是发票额度调整申请，" in shown.explanation
    assert "您要改的是法定代表人，" in reply_texts(matter, None, context, "zh-CN")[0]


def test_a_value_that_is_no_number_is_shown_as_it_stands() -> None:
    matter = _matter("invoice-quota")
    context = _context("invoice-quota", FieldValue(id="avail", value="很多"))
    assert "额度很多元" in reply_texts(matter, None, context, "zh-CN")[0].replace(" ", "")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_placeholder_is_left_in_any_explanation(language: str) -> None:
    for matter in CATALOGUE.matters:
        for error in matter.errors:
            shown = explain(matter, error, None, language)
            texts = (shown.title, shown.message, shown.cause, shown.explanation, *shown.fix_steps)
            assert all(text and "{" not in text for text in texts), error.id
            assert matter.has_step(shown.goto_step_id)
            assert [topic.id for topic in shown.topics] == list(error.help_topic_ids)
        assert all("{" not in text for text in reply_texts(matter, None, None, language))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("票表比对未通过:申报的销售额", "票表比对未通过：申报的销售额"),
        ("附一 5行5列", "附一 5 行 5 列"),
        ("差额约为35,000.00元,先核对(专票列)。", "差额约为 35,000.00 元，先核对（专票列）。"),
        ("A类还是B类?", "A 类还是 B 类？"),
        ("14:06暂存;请稍候", "14:06 暂存；请稍候"),
        ("我要办税 > 发票使用", "我要办税 > 发票使用"),
        ("13%税率", "13% 税率"),
        ("plain: text, only", "plain: text, only"),
        ("", ""),
    ],
)
def test_chinese_is_typeset_and_the_rest_left_alone(text: str, shown: str) -> None:
    assert typeset(text) == shown
    assert typeset(shown) == shown


def test_amounts_are_grouped_with_a_real_minus() -> None:

    assert grouped(Decimal("-1234567890.12"), 2) == "\u22121,234,567,890.12"
