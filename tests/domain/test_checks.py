"""Findings: what is wrong on a step, told once, never a crash, never passed over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain.catalogue import Matter, Moment, Severity
from chatserver.domain.checks import Finding, Situation, check_step, closed_fields, compare, recompute
from chatserver.domain.starting import previous_period, situation_of, starting_values

CATALOGUE = load_catalogue(FOLDER, dt.date(2026, 11, 16))
VAT = CATALOGUE.matter("vat-general")
TODAY = dt.date(2026, 11, 16)


def _open(matter: Matter = VAT, **values: str) -> tuple[dict[str, str], Situation]:
    situation = situation_of(matter, None, TODAY)
    return recompute(matter, starting_values(matter, None, situation) | values, situation), situation


def _codes(findings: tuple[Finding, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code, finding.field_ids) for finding in findings]


def test_computed_cells_follow_their_inputs() -> None:
    values, _ = _open(f1_6_qt="1,000", f1_6_wkp="")
    assert values["f1_6_hj"] == "1000.00"
    assert values["f1_6_xxs"] == "60.00"
    assert values["m_11"] == "127460.00"


def test_what_a_page_sends_for_a_computed_cell_is_ignored() -> None:
    values, _ = _open(m_34="0.01")
    assert values["m_34"] == "61322.75"


def test_unreadable_input_empties_the_computed_cells_that_need_it() -> None:
    values, _ = _open(f1_6_qt="abc")
    assert values["f1_6_hj"] == ""
    assert values["f1_13_hj"] == "980000.00"


def test_unreadable_value_is_a_finding_on_its_own_step() -> None:
    values, situation = _open(f1_6_qt="abc", f1_6_zp="1.005")
    found = check_step(VAT, "s2", Moment.LEAVE, values, situation)
    assert _codes(found) == [("too_many_decimals", ("f1_6_zp",)), ("not_a_number", ("f1_6_qt",))]
    assert all(finding.severity is Severity.BLOCK for finding in found)


def test_check_that_needs_an_unreadable_value_never_passes() -> None:
    values, situation = _open(m_28="abc")
    found = check_step(VAT, "s6", Moment.LEAVE, values, situation)
    assert _codes(found) == [("not_a_number", ("m_28",))]  # once, though three checks of the step need the table


def test_check_without_an_answer_never_passes() -> None:
    refund = CATALOGUE.matter("vat-refund")
    values, situation = _open(refund)
    facts = dict(situation.facts) | {"ending_credit": None, "input_ratio": None}
    assert check_step(refund, "s4", Moment.LEAVE, values, replace(situation, facts=facts)) == ()
    cit = CATALOGUE.matter("cit-prepay")
    values, situation = _open(cit, asset_q1="9999999999999999/9999999999999999")
    assert [finding.error_id for finding in check_step(cit, "s2", Moment.LEAVE, values, situation)] == [
        "cit-asset-unit",
        "cit-qstart",
    ]


def test_missing_values_count_as_blank() -> None:
    situation = situation_of(VAT, None, TODAY)
    found = check_step(VAT, "s2", Moment.LEAVE, {}, situation)
    assert _codes(found) == [("required", ("f1_13_zp",)), ("required", ("f1_13_qt",))]


def test_closed_cells_follow_registrations_and_are_not_asked_for() -> None:
    values, situation = _open(f1_jy3="abc")
    assert closed_fields(VAT, values, situation) == {"f1_jy3"}
    assert check_step(VAT, "s2", Moment.LEAVE, values, situation) == ()
    opened = replace(situation, facts={**situation.facts, "levy3_registered": True})
    assert closed_fields(VAT, values, opened) == frozenset()
    assert _codes(check_step(VAT, "s2", Moment.LEAVE, values, opened)) == [("not_a_number", ("f1_jy3",))]


def test_cells_may_open_by_what_is_chosen_in_the_form() -> None:
    payment = CATALOGUE.matter("payment")
    values, situation = _open(payment)
    assert closed_fields(payment, values, situation) == frozenset()
    assert closed_fields(payment, values | {"way": "第三方支付"}, situation) == {"agr", "acct", "bank"}


def test_coming_to_a_step_does_not_judge_what_is_not_filled_in_yet() -> None:
    situation = situation_of(VAT, None, TODAY)
    assert check_step(VAT, "s2", Moment.ENTER, {}, situation) == ()
    blank = replace(situation, facts={**situation.facts, "header_loaded": False})
    [finding] = check_step(VAT, "s1", Moment.ENTER, {}, blank)
    assert (finding.error_id, finding.severity) == ("vatg-blank", Severity.WARN)


def test_finding_carries_the_errors_words_and_fields() -> None:
    values, situation = _open()
    facts = {**situation.facts, "previous_period_filed": False}
    [finding] = check_step(VAT, "s1", Moment.LEAVE, values, replace(situation, facts=facts))
    assert finding.message == VAT.error("vatg-prevmissing").message
    assert finding.field_ids == ("period",)
    assert finding.check_id == "previous"


def test_check_without_catalogue_error_says_its_own_words() -> None:
    values, situation = _open(f2_20="100.00")
    [finding] = check_step(VAT, "s3", Moment.LEAVE, values, situation)
    assert finding.error_id is None
    assert "20" in finding.message.zh
    assert finding.message.en


@pytest.mark.parametrize(
    ("values", "passes"),
    [
        ({}, [False, True, True]),
        ({"f1_6_qt": "35000.00", "f1_6_wkp": "0.00"}, [True, True, True]),
        ({"f1_13_qt": "999999.00"}, [True, True, True]),  # more declared than issued is no mismatch
        ({"f2_1": "18/520000.00/67600.01"}, [False, False, True]),
        ({"f2_1": "10/300000.00/39000.00"}, [False, True, True]),  # less claimed than confirmed
        ({"m_28": "1.00"}, [False, True, False]),
    ],
)
def test_comparison_rows_pass_by_their_relation(values: dict[str, str], passes: list[bool]) -> None:
    filled, situation = _open(VAT, **values)
    rows = compare(VAT, VAT.comparison("one-window"), filled, situation)
    assert [row.passes for row in rows] == passes


def test_every_failing_row_is_in_the_finding() -> None:
    values, situation = _open(m_28="1.00", f2_1="18/520000.00/70000.00")
    found = check_step(VAT, "s6", Moment.LEAVE, values, situation)
    assert [finding.error_id for finding in found] == ["vatg-cmp-output", "vatg-cmp-input", None]
    assert [row.difference for row in found[0].comparison] == ["35000.00", "-2400.00", "-1.00"]


def test_deadline_is_counted_from_the_day_the_form_is_opened() -> None:
    matter = CATALOGUE.matter("defer-payment")
    case = matter.scenario("length")
    situation = situation_of(matter, case, dt.date(2028, 2, 29))
    assert situation.deadline == dt.date(2028, 2, 29)
    assert starting_values(matter, case, situation)["until"] == "2028-07-29"
    assert starting_values(matter, None, situation)["tax"] == "增值税 2028-01"


def test_register_of_taxpayers_fills_what_it_knows() -> None:
    assert CATALOGUE.demo is not None
    taxpayer = next(item for item in CATALOGUE.demo.taxpayers if item.id == "tp6")
    matter = CATALOGUE.matter("cit-prepay")
    assert situation_of(matter, None, TODAY, taxpayer).facts["levy_mode"] == "核定征收"
    person = next(item for item in CATALOGUE.demo.taxpayers if item.id == "np1")
    assert situation_of(CATALOGUE.matter("vat-refund"), None, TODAY, person).facts["credit_grade"] == "A"


@pytest.mark.parametrize(
    ("cycle", "today", "period"),
    [
        ("month", "2026-11-23", ("2026-10-01", "2026-10-31")),
        ("month", "2027-01-05", ("2026-12-01", "2026-12-31")),
        ("quarter", "2026-11-23", ("2026-07-01", "2026-09-30")),
        ("quarter", "2027-01-05", ("2026-10-01", "2026-12-31")),
        ("year", "2027-03-05", ("2026-01-01", "2026-12-31")),
        (None, "2028-03-05", ("2028-02-01", "2028-02-29")),
    ],
)
def test_period_is_the_last_full_one(cycle: str | None, today: str, period: tuple[str, str]) -> None:
    assert tuple(day.isoformat() for day in previous_period(cycle, dt.date.fromisoformat(today))) == period


@given(st.data())
def test_no_form_content_whatever_crashes_a_check(data: st.DataObject) -> None:
    matter = data.draw(st.sampled_from(CATALOGUE.matters))
    text = st.text(max_size=30) | st.sampled_from(
        ["", "0", "-1", "9999999999999999", "1/2/3", "是", "~", "2026-01-01~9999-12-31"]
    )
    values = data.draw(st.dictionaries(st.sampled_from([field.id for field in matter.fields]), text))
    situation = situation_of(matter, None, TODAY)
    filled = recompute(matter, values, situation)
    assert recompute(matter, filled, situation) == filled
    for step in matter.steps:
        for moment in Moment:
            assert all(
                finding.field_ids or finding.error_id
                for finding in check_step(matter, step.id, moment, filled, situation)
            )
