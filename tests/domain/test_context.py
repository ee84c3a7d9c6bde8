"""The hub's own look at a form context: allow-list, masks, sizes."""

from __future__ import annotations

import datetime as dt

import pytest

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.domain.catalogue import Catalogue, Matter
from chatserver.domain.context import ComparisonRow, FieldValue, FormContext, admit, difference, merge
from chatserver.domain.errors import ContextTooLarge
from tests.support.builders import a_context


@pytest.fixture(scope="module")
def matters() -> Catalogue:
    return CatalogueHolder(dt.date(2026, 11, 16)).current


def field_of_sensitivity(matters: Catalogue, sensitivity: str) -> tuple[Matter, str]:
    return next(
        (matter, field.id) for matter in matters.matters for field in matter.fields if field.sensitivity == sensitivity
    )


def test_unknown_fields_steps_and_errors_are_dropped(matters: Catalogue) -> None:
    context = a_context(
        step_id="s99", error_id="nonsense", focused_field="ghost", fields=(FieldValue(id="ghost", value="1"),)
    )
    admitted = admit(context, matters.matter("vat-general"))
    assert (admitted.step_id, admitted.error_id, admitted.focused_field, admitted.fields) == (None, None, None, ())


def test_sensitive_values_are_never_kept_even_if_a_page_sends_them(matters: Catalogue) -> None:
    matter, field_id = field_of_sensitivity(matters, "sensitive")
    context = FormContext(matter_id=matter.id, fields=(FieldValue(id=field_id, value="6222020200112233445"),))
    assert admit(context, matter).fields == ()


def test_personal_values_are_masked_again(matters: Catalogue) -> None:
    matter, field_id = field_of_sensitivity(matters, "personal")
    context = FormContext(matter_id=matter.id, fields=(FieldValue(id=field_id, value="13800138000"),))
    assert admit(context, matter).fields[0].value == "138****8000"


@pytest.mark.parametrize(
    "context",
    [
        a_context(fields=tuple(FieldValue(id=f"f{n}", value="1") for n in range(10_000))),
        a_context(fields=(FieldValue(id="f1_13_zp", value="1" * 2_001),)),
        a_context(tried=("x",) * 21),
        a_context(fields=tuple(FieldValue(id="f1_13_zp", value="1" * 2_000) for _ in range(51))),
        a_context(comparison=(a_context().comparison[0],) * 101),
    ],
)
def test_contexts_larger_than_any_form_are_refused(matters: Catalogue, context: FormContext) -> None:
    with pytest.raises(ContextTooLarge):
        admit(context, matters.matter("vat-general"))


def test_a_star_alone_does_not_make_a_value_masked(matters: Catalogue) -> None:
    matter, field_id = field_of_sensitivity(matters, "personal")
    for value, kept in (("*13800138000", "***********"), ("138****8000", "138****8000"), ("张*", "张*")):
        context = FormContext(matter_id=matter.id, fields=(FieldValue(id=field_id, value=value),))
        assert "3800138" not in admit(context, matter).fields[0].value
        assert len(admit(context, matter).fields[0].value) >= len(kept)
        if value == kept:
            assert admit(context, matter).fields[0].value == kept


def test_a_personal_value_is_masked_in_the_pages_own_message_too(matters: Catalogue) -> None:
    matter, field_id = field_of_sensitivity(matters, "personal")
    field = FieldValue(id=field_id, value="13800138000", error="手机号 13800138000 已登记")
    admitted = admit(FormContext(matter_id=matter.id, fields=(field,)), matter)
    assert admitted.fields[0].error == "手机号 138****8000 已登记"


def test_a_field_that_is_sent_twice_is_kept_once_and_numbers_stay_storable(matters: Catalogue) -> None:
    context = a_context(
        fields=(FieldValue(id="f1_6_wkp", value="1.00"), FieldValue(id="f1_6_wkp", value="2.00")),
        error_occurrences=10**30,
        seconds_on_step=-5,
    )
    admitted = admit(context, matters.matter("vat-general"))
    assert [item.value for item in admitted.fields] == ["2.00"]
    assert (admitted.error_occurrences, admitted.seconds_on_step) == (10**9, 0)


def test_a_change_keeps_the_fields_it_does_not_name() -> None:
    newer = merge(a_context(), a_context(step_id="s2", fields=(FieldValue(id="f1_6_wkp", value="0.00"),)))
    assert {item.id: item.value for item in newer.fields} == {"f1_13_zp": "860000.00", "f1_6_wkp": "0.00"}
    assert newer.step_id == "s2"


def test_another_matter_replaces_the_context() -> None:
    other = FormContext(matter_id="payment")
    assert merge(a_context(), other) == other


def test_the_difference_is_exact_and_nonsense_has_none() -> None:
    row = a_context().comparison[0]
    assert str(difference(row)) == "35000.00"
    assert (
        difference(ComparisonRow(no=1, source_item="", source_amount="x", declared_item="", declared_amount="1"))
        is None
    )
