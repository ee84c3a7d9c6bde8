"""When the bureau works: the file of the product, what is refused of another, and the hours that come of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.catalogue.loader import FOLDER, check_files, check_folder
from chatserver.catalogue.problems import CatalogueRefused
from chatserver.catalogue.workdays import NAME, load_workdays
from chatserver.domain.recount_time import is_open, is_working, opening_hours
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from pathlib import Path

WORKDAYS, RAW = load_workdays(FOLDER)
CHINA = dt.timezone(dt.timedelta(hours=8))
OFF_ON_WEEKDAYS = [
    "01-01",
    "01-02",
    "02-16",
    "02-17",
    "02-18",
    "02-19",
    "02-20",
    "02-23",
    "04-06",
    "05-01",
    "05-04",
    "05-05",
    "06-19",
    "09-25",
    "10-01",
    "10-02",
    "10-05",
    "10-06",
    "10-07",
]
MADE_UP = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_every_day_of_2026_is_as_the_notice_says_by_both_readings() -> None:
    for number in range(365):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        name = day.isoformat()[5:]
        works = name in MADE_UP or (day.isoweekday() <= 5 and name not in OFF_ON_WEEKDAYS)
        assert WORKDAYS.is_working_day(day) is works, day
        assert is_working(RAW, day.isoformat()) is works, day


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-16T08:59:59.999999", False),
        ("2026-11-16T09:00", True),
        ("2026-11-16T12:00", False),
        ("2026-11-16T13:30", True),
        ("2026-11-16T17:30", False),
        ("2026-11-15T10:00", False),
        ("2026-10-10T10:00", True),
        ("2026-10-07T10:00", False),
    ],
)
def test_business_hours_begin_with_their_first_moment_and_end_before_their_last(moment: str, opened: bool) -> None:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=CHINA)
    assert WORKDAYS.is_open(at) is opened
    assert is_open(RAW, to_micros(at)) is opened


def test_stretches_are_clipped_to_the_period() -> None:
    since = dt.datetime(2026, 11, 13, 15, 0, tzinfo=CHINA)  # Friday
    until = dt.datetime(2026, 11, 16, 10, 0, tzinfo=CHINA)
    wanted = [
        (since, dt.datetime(2026, 11, 13, 17, 30, tzinfo=CHINA)),
        (dt.datetime(2026, 11, 16, 9, 0, tzinfo=CHINA), until),
    ]
    assert list(WORKDAYS.stretches(since, until)) == wanted
    again = opening_hours(RAW, to_micros(since), to_micros(until))
    assert [(from_micros(start), from_micros(end)) for start, end in again] == wanted


def test_years_that_the_file_lacks_are_told() -> None:
    new_year = dt.datetime(2027, 1, 1, tzinfo=CHINA)
    assert WORKDAYS.unknown_years(new_year - dt.timedelta(days=1), new_year) == []
    assert WORKDAYS.unknown_years(new_year, new_year) == []
    assert WORKDAYS.unknown_years(new_year - dt.timedelta(days=400), new_year + dt.timedelta(1)) == [2025, 2027]


def edited(folder: Path, **changes: Any) -> Path:
    file = folder / NAME
    file.write_text(json.dumps(RAW | changes, ensure_ascii=False), "utf-8")
    return file


def a_year(**changes: Any) -> list[dict[str, Any]]:
    return [{"year": 2026, "source": "x", "holidays": [], "working_days": [], **changes}]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"zone": "Mars"}, "zone"),
        ({"weekdays": [8]}, "weekdays/0"),
        ({"hours": []}, "hours"),
        ({"hours": [{"from": "9:00", "to": "12:00"}]}, "hours/0/from"),
        ({"hours": [{"from": "12:00", "to": "09:00"}]}, "hours"),
        ({"hours": [{"from": "09:00", "to": "12:00"}, {"from": "11:00", "to": "13:00"}]}, "hours"),
        ({"years": a_year() + a_year()}, "years"),
        ({"years": a_year(working_days=["2026-02-30"])}, "years/0/working_days/0"),
        ({"years": a_year(working_days=["2027-01-02"])}, "years/0/working_days/0"),
        ({"tea": "16:00"}, ""),
    ],
)
def test_what_contradicts_itself_is_refused(tmp_path: Path, changes: dict[str, Any], path: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        load_workdays(edited(tmp_path, **changes).parent)
    assert [problem.path for problem in refused.value.problems] == [path]
    assert [problem.path for problem in check_files([tmp_path / NAME])] == [path]


def test_holidays_lie_in_their_year_end_after_they_begin_and_are_no_working_days(tmp_path: Path) -> None:
    def holiday(first: str, last: str) -> dict[str, str]:
        return {"name_zh": "节", "name_en": "feast", "from": first, "to": last}

    holidays = [holiday("2026-05-03", "2026-05-01"), holiday("2026-12-31", "2027-01-02")]
    holidays.append(holiday("2026-10-01", "2026-10-07"))
    file = edited(tmp_path, years=a_year(holidays=holidays, working_days=["2026-10-05"]))
    assert [(problem.path, problem.reason) for problem in check_files([file])] == [
        ("years/0/holidays/0", "ends before it begins"),
        ("years/0/holidays/1", "is not in 2026"),
        ("years/0/working_days/0", "2026-10-05 is a holiday, too"),
    ]


def test_a_folder_with_a_bad_calendar_is_refused_whole_and_one_without_has_the_products(folder: Path) -> None:
    assert check_folder(folder) == []
    assert load_workdays(folder)[1] == RAW
    edited(folder, zone="Mars")
    assert [problem.path for problem in check_folder(folder)] == ["zone"]
