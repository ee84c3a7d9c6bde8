"""Look-ups of a matter and of its fields, and what an officer may propose."""

from __future__ import annotations

import datetime as dt

import pytest

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain.catalogue import Field, Sensitivity, Text

CATALOGUE = load_catalogue(FOLDER, dt.date(2026, 11, 16))
VAT = CATALOGUE.matter("vat-general")


def test_parts_are_looked_up_by_id() -> None:
    assert VAT.queue_id == "vat-general"
    assert VAT.field("f1_6_wkp").row == "附一 5行5列"
    assert VAT.step("s6").order == 6
    assert VAT.error("vatg-cmp-output").start_tier == 1
    assert VAT.help_topic("vatg-t1").question.zh.startswith("票表比对")
    assert VAT.comparison("one-window").lines[0].no == 1
    assert VAT.scenario("output").error_id == "vatg-cmp-output"


def test_unknown_parts_are_none_false_or_key_errors() -> None:
    assert VAT.find_field("none") is None
    assert VAT.find_field(None) is None
    assert VAT.find_step(None) is None
    assert VAT.find_error(None) is None
    assert [VAT.has_field("none"), VAT.has_step(None), VAT.has_error("none")] == [False] * 3
    assert VAT.has_field("period")
    with pytest.raises(KeyError):
        VAT.field("none")


def test_fields_of_a_step_keep_the_order_of_the_form() -> None:
    assert [field.id for field in VAT.fields_of("s3")] == ["f2_1", "f2_5", "f2_10", "f2_13", "f2_20"]


def test_field_values_give_their_parts() -> None:
    assert VAT.field("f2_1").separator == "/"
    assert [part.id for part in VAT.field("f2_1").parts] == ["copies", "amount", "tax"]
    assert VAT.field("period").separator == "~"


@pytest.mark.parametrize(
    ("matter_id", "field_id", "proposable"),
    [
        ("vat-general", "f1_6_qt", True),
        ("vat-general", "f2_1", True),
        ("vat-general", "m_34", False),  # read-only
        ("info-change", "cfo_name", False),  # personal: the officer sees it masked
        ("info-change", "cfo_id", False),  # sensitive
        ("defer-payment", "cash", False),  # sensitive
        ("payment", "acct", False),  # an account
        ("invoice-quota", "contract", False),  # a file
    ],
)
def test_officer_may_propose_only_what_they_see_and_may_be_changed(
    matter_id: str, field_id: str, proposable: bool
) -> None:
    assert CATALOGUE.matter(matter_id).field(field_id).proposable is proposable


def test_nothing_sensitive_is_proposable_in_any_matter() -> None:
    for matter in CATALOGUE.matters:
        for field in matter.fields:
            hidden = field.sensitivity in {Sensitivity.PERSONAL, Sensitivity.SENSITIVE}
            assert not (hidden and field.proposable)


def test_text_falls_back_to_chinese() -> None:
    assert Text("申报", "Return").in_language("en") == "Return"
    assert Text("申报").in_language("en-GB") == "申报"
    assert Text("申报", "Return").in_language("zh-CN") == "申报"


def test_parts_cannot_be_changed() -> None:
    field: Field = VAT.field("m_34")
    with pytest.raises(AttributeError):
        field.readonly = False  # type: ignore[misc]
    with pytest.raises(TypeError):
        VAT.computed["m_34"] = VAT.computed["m_11"]  # type: ignore[index]


def test_first_case_of_a_taxpayer_is_where_the_demo_starts() -> None:
    assert [case.id for case in VAT.scenarios_of("tp1")] == ["output", "input"]
    assert VAT.scenarios_of("tp2") == ()
