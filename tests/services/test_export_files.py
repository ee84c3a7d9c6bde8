"""Every dataset in every kind of file, opened again with other programs' readers and compared cell by cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from chatserver.services.exporting.asked import ColumnUnknown, FilterInvalid, FilterMasked, TooManyFilters, asked
from chatserver.services.exporting.columns import Column, Kind, Period
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.parquet import Parquet
from chatserver.services.exporting.text_formats import Csv, JsonLines
from chatserver.services.exporting.xlsx import MOST_CHARACTERS, Xlsx
from tests.domain.test_purging import TALK, purged_of_all
from tests.domain.test_purging import texts as texts_of
from tests.services.test_retention import NAMES, WORDS, the_whole_story
from tests.support.exports import CHINA, LATER, file_of, rows_of
from tests.support.hub import a_hub
from tests.support.invented import PLAN, invent
from tests.support.recorder import RecordingPublisher
from tests.support.whole_story import ask

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.exporting.columns import Cell
    from storage.engine import Database
    from tests.support.clock import FakeClock

HARD = [
    "=cmd()",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "a,b",
    'a"b',
    "a\nb",
    "'",
    " lead",
    "<b>&amp;",
    "_x0041_",
    "长" * 40,
    "𠮷",
]
COLUMNS = tuple(Column(kind.name.lower(), kind, "…") for kind in Kind)
CELLS: list[list[Cell]] = [
    [*HARD, None],
    [*range(len(HARD)), None],
    [*(number / 8 for number in range(len(HARD))), None],
    [*(1_795_000_000_123_456 + number * 3_600_000_001 for number in range(len(HARD))), None],
    [*(number % 2 for number in range(len(HARD))), None],
    [*(json.dumps([text, "two"]) for text in HARD), None],
]
SERIAL_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a clock's face, as spreadsheets keep it


def typed(cells: list[list[Any]]) -> list[list[Any]]:
    """By row, as a program would want them: moments, booleans, lists."""
    told = [
        [None if cell is None else _typed(kind, cell) for cell in part] for kind, part in zip(Kind, cells, strict=True)
    ]
    return [list(row) for row in zip(*told, strict=True)]


def _typed(kind: Kind, cell: Any) -> Any:
    if kind is Kind.TIME:
        return dt.datetime.fromtimestamp(0, CHINA) + dt.timedelta(microseconds=cell)
    if kind is Kind.YES_NO:
        return bool(cell)
    return json.loads(cell) if kind is Kind.LIST else cell


def test_csv_keeps_every_cell_and_no_formula() -> None:
    file = Csv(COLUMNS, CHINA)
    text = (file.begin() + file.add(file.turned(CELLS)) + file.end()).decode()
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    assert names == [column.name for column in COLUMNS]
    for (words, count, number, at, yes, items), whole in zip(rows, typed(CELLS), strict=True):
        if whole[0] is None:
            assert [words, count, number, at, yes, items] == [""] * 6
            continue
        guarded = f"'{whole[0]}" if whole[0][0] in "=+-@＝" else whole[0]
        assert words == guarded
        assert items == f"{guarded};two"
        assert (int(count), float(number), yes) == (whole[1], whole[2], str(whole[4]).lower())
        assert dt.datetime.fromisoformat(at) == whole[3].replace(microsecond=whole[3].microsecond // 1000 * 1000)
        assert at.endswith("+08:00")


def test_json_lines_keep_every_cell_typed() -> None:
    file = JsonLines(COLUMNS, CHINA)
    rows = [json.loads(line) for line in (file.begin() + file.add(file.turned(CELLS)) + file.end()).splitlines()]
    for row, whole in zip(rows, typed(CELLS), strict=True):
        at = row.pop("time")
        assert [*row.values()] == [*whole[:3], *whole[4:]]
        if at is not None:
            cut = whole[3].replace(microsecond=whole[3].microsecond // 1000 * 1000)
            assert dt.datetime.fromisoformat(at) == cut


def test_a_workbook_keeps_every_cell_and_texts_are_texts() -> None:
    file = Xlsx(COLUMNS, CHINA, "sheet")
    book = openpyxl.load_workbook(io.BytesIO(file.begin() + file.add(file.turned(CELLS)) + file.end()))
    names, *rows = book["sheet"].iter_rows()
    assert [cell.value for cell in names] == [column.name for column in COLUMNS]
    for cells, whole in zip(rows, typed(CELLS), strict=True):
        words, count, number, at, yes, items = (cell.value for cell in cells)
        if whole[0] is None:
            assert [words, count, number, at, yes, items] == [None] * 6
            continue
        assert cells[0].data_type == cells[5].data_type == "s"
        assert words == whole[0].replace("_x0041_", "_x005F_x0041_")
        assert items == ";".join(whole[5]).replace("_x0041_", "_x005F_x0041_")
        assert (count, number, yes) == (whole[1], whole[2], whole[4])
        shown = whole[3].replace(tzinfo=None)
        assert abs(at - shown) < dt.timedelta(milliseconds=1)


def test_a_workbook_goes_on_in_a_next_sheet_and_counts_what_it_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatserver.services.exporting.xlsx.MOST_ROWS", 4)
    file = Xlsx(COLUMNS[:1], CHINA, "sheet")
    words: list[Cell] = ["长" * (MOST_CHARACTERS + 5), *"abcdefg"]
    data = file.begin() + file.add(file.turned([words[:5]])) + file.add(file.turned([words[5:]])) + file.end()
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book]
    assert book.sheetnames == ["sheet", "sheet 2", "sheet 3"]
    assert found == [["text", "长" * MOST_CHARACTERS, "a", "b"], ["text", "c", "d", "e"], ["text", "f", "g"]]
    assert file.cut == 1


def test_parquet_keeps_every_cell_typed() -> None:
    file = Parquet(COLUMNS, CHINA)
    table = pq.read_table(io.BytesIO(file.begin() + file.add(file.turned(CELLS)) + file.end()))
    assert [list(row.values()) for row in table.to_pylist()] == typed(CELLS)
    assert str(table.schema.field("time").type) == "timestamp[us, tz=Asia/Shanghai]"


def test_parquet_has_dictionaries_of_what_comes_again_and_again() -> None:
    columns = (Column("few", Kind.TEXT, ""), Column("lists", Kind.LIST, ""), Column("times", Kind.TIME, ""))
    file = Parquet(columns, CHINA)
    cells: list[list[Cell]] = [["a", "b"] * 500, ['["solved"]', "[]"] * 500, [*range(1000)]]
    group = pq.ParquetFile(io.BytesIO(file.begin() + file.add(file.turned(cells)) + file.end())).metadata.row_group(0)
    found = [group.column(place) for place in range(group.num_columns)]
    again = {column.path_in_schema for column in found if "RLE_DICTIONARY" in column.encodings}
    assert again == {"few", "lists.list.element"}


@pytest.fixture
async def history(database: Database, catalogue: CatalogueHolder) -> Database:
    """A week of sessions, known to reports; on SQLite, and once more on PostgreSQL."""
    await invent(database, catalogue, replace(PLAN, sessions=80))
    return database


@pytest.mark.parametrize("name", [*DATASETS])
async def test_all_kinds_of_files_say_the_same(history: Database, name: str) -> None:
    columns = DATASETS[name].columns
    rows = await rows_of(history, name, period=EVER)
    assert rows, "a test of no rows is none"
    text, written = await file_of(history, name, "csv", period=EVER, size=7)
    _, *lines = csv.reader(io.StringIO(text.decode(), newline=""))
    book, _ = await file_of(history, name, "xlsx", period=EVER)
    _, *sheet = openpyxl.load_workbook(io.BytesIO(book), read_only=True).active.iter_rows(values_only=True)
    table = pq.read_table(io.BytesIO((await file_of(history, name, "parquet", period=EVER))[0])).to_pylist()
    assert written.rows == len(rows) == len(lines) == len(sheet) == len(table)
    for row, line, cells, typed_row in zip(rows, lines, sheet, table, strict=True):
        for column, word, cell in zip(columns, line, cells, strict=True):
            want, exact = row[column.name], typed_row[column.name]
            assert word == in_csv(column.kind, want)
            assert same_in_sheet(column.kind, cell, want)
            assert same_moment(exact, want) if column.kind is Kind.TIME else exact == want


@pytest.mark.parametrize("name", [*DATASETS])
async def test_pages_made_side_by_side_say_the_same(history: Database, name: str) -> None:
    alone, written = await file_of(history, name, "csv", period=EVER, size=7)
    together, counted = await file_of(history, name, "csv", period=EVER, size=7, by_pool=True)
    assert written.rows > 7, "a test of one page is none"
    assert together == alone
    assert counted.rows == written.rows


def in_csv(kind: Kind, want: Any) -> str:
    if want is None:
        return ""
    if kind is Kind.TIME:
        return str(want.astimezone(CHINA).isoformat(timespec="milliseconds"))
    if kind is Kind.LIST:
        return ";".join(item or "" for item in want)
    if kind is Kind.YES_NO:
        return str(want).lower()
    return f"'{want}" if kind is Kind.TEXT and want[:1] in tuple("=+-@") else str(want)


def same_in_sheet(kind: Kind, cell: Any, want: Any) -> bool:
    if kind is Kind.TIME and want is not None:
        return bool(abs(cell - want.astimezone(CHINA).replace(tzinfo=None)) < dt.timedelta(milliseconds=2))
    if kind is Kind.LIST:
        return bool((cell or "") == ";".join(item or "" for item in want))
    return bool(cell == want) or (cell is None and want == "")


def same_moment(exact: dt.datetime | None, want: dt.datetime | None) -> bool:
    """Text and sheets cut a time to the millisecond."""
    return exact is want if exact is None or want is None else abs(exact - want) < dt.timedelta(milliseconds=1)


async def test_a_session_that_goes_on_is_told_in_every_kind_of_file(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await ask(hub)
    (row,) = await rows_of(database, "sessions")
    assert (row["state"], row["explained"], row["achieved"]) == ("queued", True, None)
    book, _ = await file_of(database, "sessions", "xlsx")
    names, cells = openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
    assert dict(zip(names, cells, strict=True))["explained"] is True
    (typed_row,) = pq.read_table(io.BytesIO((await file_of(database, "sessions", "parquet"))[0])).to_pylist()
    assert (typed_row["explained"], typed_row["state"]) == (True, "queued")
    (told,) = csv.DictReader(io.StringIO((await file_of(database, "sessions", "csv"))[0].decode(), newline=""))
    assert (told["explained"], told["achieved"]) == ("true", "")


async def test_masked_unless_there_is_a_reason(history: Database) -> None:
    for row, whole in zip(
        await rows_of(history, "sessions", period=EVER, reason=None),
        await rows_of(history, "sessions", period=EVER),
        strict=True,
    ):
        assert row["taxpayer_name"] == whole["taxpayer_name"][0] + "*" * (len(whole["taxpayer_name"]) - 1)
        assert row["taxpayer_id"].endswith(whole["taxpayer_id"][-4:])
        assert row["taxpayer_id"] != whole["taxpayer_id"]
        assert row["matter_id"] == whole["matter_id"]
    said = await rows_of(history, "messages", period=EVER, reason="  ")
    assert {row["text"] for row in said} == {"***"}
    assert {row["body"] for row in await rows_of(history, "events", period=EVER, reason=None)} == {"***"}


async def test_no_word_value_or_name_of_a_session_survives_masking(database: Database) -> None:
    story = await the_whole_story(database)
    kept = purged_of_all(list(story.events), TALK)
    gone = texts_of(tuple(one.event for one in story.events)) - texts_of(tuple(one.event for one in kept))
    assert {"附列资料（一）", "不是这个数", "填错列", "好的"} <= gone
    shown = ""
    for name, dataset in DATASETS.items():
        rows = await rows_of(database, name, period=EVER, reason=None)
        texts = {column.name for column in dataset.columns if column.kind in {Kind.TEXT, Kind.LIST}}
        told = json.dumps([[row[text] for text in texts] for row in rows], ensure_ascii=False)
        assert [word for word in {*gone, *WORDS, *NAMES} if word in told] == [], name
        shown += str(await rows_of(database, name, period=EVER))
    assert [word for word in ("附列资料（一）", "不是这个数") if word not in shown] == []


async def test_why_a_proposal_stands_no_more_is_told_by_a_code_where_nobody_said_it(database: Database) -> None:
    await the_whole_story(database)
    rows = await rows_of(database, "proposals", period=EVER, reason=None)
    told = [(row["state"], row["state_reason"], row["state_code"]) for row in rows]
    assert told == [
        ("declined", "***", None),
        ("withdrawn", "***", "replaced"),
        ("applied", None, None),
        ("stale", None, None),
    ]


async def test_columns_and_filters_are_as_chosen(history: Database) -> None:
    whole = await rows_of(history, "sessions", period=EVER)
    matter = whole[0]["matter_id"]
    some = await rows_of(
        history,
        "sessions",
        period=EVER,
        columns=["tier", "session_id"],
        filters=[f"matter_id={matter}", "explained=true"],
    )
    assert some == [
        {"tier": row["tier"], "session_id": row["session_id"]}
        for row in whole
        if row["matter_id"] == matter and row["explained"]
    ]
    unrated = await rows_of(history, "sessions", period=EVER, filters=["rating_score=", "rating_score=5"])
    assert {row["rating_score"] for row in unrated} <= {None, 5}
    assert len(unrated) == sum(row["rating_score"] in {None, 5} for row in whole)


async def test_a_line_of_one_empty_cell_is_a_line(history: Database) -> None:
    text, written = await file_of(history, "sessions", "csv", period=EVER, columns=["receipt"])
    assert len(list(csv.reader(io.StringIO(text.decode(), newline="")))) == written.rows + 1


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"columns": ["tier", "nonsense"]}, ColumnUnknown),
        ({"filters": ["nonsense=1"]}, ColumnUnknown),
        ({"filters": ["tier"]}, FilterInvalid),
        ({"filters": ["tier=one"]}, FilterInvalid),
        ({"filters": ["explained=yes"]}, FilterInvalid),
        ({"filters": ["slips=open"]}, FilterInvalid),
        ({"filters": ["wait_seconds=nan,"]}, FilterInvalid),
        ({"filters": ["matter_id=" + "x" * 1000]}, FilterInvalid),
        ({"filters": ["tier=1", "taxpayer_id=tp1"]}, FilterMasked),
        ({"filters": ["receipt="], "reason": " "}, FilterMasked),
        ({"filters": ["tier=1"] * 10_000}, TooManyFilters),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(wish: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        asked("sessions", Period(None, LATER), CHINA, **wish)


@pytest.mark.parametrize("name", [*DATASETS])
def test_a_column_chooses_rows_masked_or_for_a_reason_but_never_unseen(name: str) -> None:
    for column in DATASETS[name].columns:
        filters, where = [f"{column.name}="], ((column.name, frozenset({None})),)
        assert asked(name, EVER, CHINA, filters=filters, reason="a complaint").where == where
        if column.kept is None:
            assert asked(name, EVER, CHINA, filters=filters).where == where
            continue
        with pytest.raises(FilterMasked) as refused:
            asked(name, EVER, CHINA, filters=filters)
        assert refused.value.details == {"column": column.name}


EVER = Period(None, dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
