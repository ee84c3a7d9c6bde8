"""What people type is read generously, kept in one form, and never a crash."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain.checks import wrong_value
from chatserver.domain.field_values import (
    MAX_VALUE_CHARACTERS,
    UnreadableValue,
    canonical,
    join_parts,
    read_number,
    read_value,
    split_parts,
)

CATALOGUE = load_catalogue(FOLDER, dt.date(2026, 11, 16))
VAT = CATALOGUE.matter("vat-general")
FIELDS = [field for matter in CATALOGUE.matters for field in matter.fields]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1015000.00", "1015000"),
        ("1,015,000.00", "1015000"),
        (" 12 ", "12"),
        ("１２．５", "12.5"),
        ("１，０００", "1000"),
        ("-3.5", "-3.5"),
        ("\u22123.5", "-3.5"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_as_people_type_them(raw: str, number: str) -> None:
    assert read_number(raw) == Decimal(number)


@pytest.mark.parametrize(
    "raw",
    ["1e9", "NaN", "Infinity", "1,00", "12,34,567", "--1", "0x10", "1 000", "٣", "一百", "9" * 17, "1.123456789", "."],
)
def test_what_is_no_number_is_told(raw: str) -> None:
    with pytest.raises(UnreadableValue, match="not_a_number"):
        read_number(raw)


@pytest.mark.parametrize(
    ("field_id", "raw", "kept"),
    [
        ("f1_6_qt", "35,000", "35000.00"),
        ("f1_6_qt", "", ""),
        ("f1_6_qt", "35000.005", "35000.005"),
        ("f1_6_qt", "abc ", "abc"),
        ("f2_1", "18 / 520,000 / 67600", "18/520000.00/67600.00"),
        ("f2_1", "18", "18//"),
        ("f2_1", "//", ""),
        ("f2_1", "1/2/3/4", "1/2/3/4"),
        ("period", "2026-10-01 ~ 2026-10-31", "2026-10-01~2026-10-31"),
        ("cycle", " 月 ", "月"),
    ],
)
def test_values_are_kept_in_one_form(field_id: str, raw: str, kept: str) -> None:
    field = VAT.field(field_id)
    assert canonical(field, raw) == kept
    assert canonical(field, kept) == kept


@pytest.mark.parametrize(
    ("matter_id", "field_id", "raw", "wrong"),
    [
        ("vat-general", "f1_13_zp", "", ("required", None)),
        ("vat-general", "f1_13_zp", "much", ("not_a_number", None)),
        ("vat-general", "f1_13_zp", "1.234", ("too_many_decimals", "2")),
        ("vat-general", "f1_13_zp", "-5.00", None),  # red-letter invoices make sales negative
        ("vat-general", "f2_13", "-5.00", ("too_small", "0")),
        ("vat-general", "f2_1", "1.5/1.00/1.00", ("too_many_decimals", "0")),
        ("vat-general", "f2_1", "1/2/3/4", ("too_many_parts", "3")),
        ("vat-general", "period", "2026-10-01", ("range_incomplete", None)),
        ("vat-general", "period", "2026-10-31~2026-10-01", ("range_backwards", None)),
        ("vat-general", "period", "2026-13-01~2026-10-01", ("not_a_date", None)),
        ("vat-general", "sur_code", "随便", ("not_an_option", None)),
        ("vat-general", "m_34", "", None),  # computed
        ("cit-prepay", "restricted", "maybe", ("not_an_option", None)),
        ("invoice-quota", "amount", "100000000.01", ("too_large", "100000000.00")),
        ("invoice-quota", "reason", "长" * 201, ("too_long", "200")),
        ("info-change", "cfo_tel", "12", ("wrong_form", None)),
        ("info-change", "cfo_tel", "138****0000", None),
        ("info-change", "addr", "长" * (MAX_VALUE_CHARACTERS + 1), ("too_long", str(MAX_VALUE_CHARACTERS))),
        ("defer-payment", "until", "2027-02-30", ("not_a_date", None)),
    ],
)
def test_a_single_value_is_told_wrong_by_code(
    matter_id: str, field_id: str, raw: str, wrong: tuple[str, str | None] | None
) -> None:
    assert wrong_value(CATALOGUE.matter(matter_id).field(field_id), raw) == wrong


def test_parts_are_split_and_joined() -> None:
    field = VAT.field("f2_1")
    assert split_parts(field, "18/520000.00/67600.00") == ["18", "520000.00", "67600.00"]
    assert split_parts(field, "18/1/2//") == ["18", "1", "2"]
    assert split_parts(field, "") == ["", "", ""]
    assert join_parts(field, ["18", "", " 2 "]) == "18//2"
    assert join_parts(field, ["", " ", ""]) == ""
    assert read_value(field, "18/520000.00/67600.00", "tax") == Decimal("67600.00")


def test_lists_drop_empty_items() -> None:
    field = CATALOGUE.matter("defer-payment").field("stmt")
    assert read_value(field, "a.pdf; b.pdf;;") == ("a.pdf", "b.pdf")


@given(st.integers(0, len(FIELDS) - 1), st.text(max_size=60) | st.text("0123456789.,-/~ ;*", max_size=40))
def test_no_text_whatever_crashes_a_field(index: int, raw: str) -> None:
    field = FIELDS[index]
    kept = canonical(field, raw)
    assert canonical(field, kept) == kept
    wrong = wrong_value(field, kept)
    assert wrong is None or wrong[0]
