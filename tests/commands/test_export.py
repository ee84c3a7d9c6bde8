"""`daoban export`: files as people and programs get them from the command line."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.commands.export_output import output_to
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.formats import FORMATS
from chatserver.services.exporting.sessions import COLUMNS
from storage.engine import open_database
from storage.schema import events, sessions
from storage.sessions import session_row
from tests.support.builders import a_queued_session
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Outcome

DATABASE = Path("data/daoban.sqlite3")


@pytest.fixture
def filled(migrated: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """`daoban` with two sessions in its database, opened at 14:00 in Beijing."""
    fill_with("s1", "s2")
    return migrated


def fill_with(*session_ids: str) -> None:
    def fill(sql: sa.Connection) -> None:
        values = {"seq": 1, "at": START, "type": "session.closed", "actor_role": "hub", "actor_id": "h", "body": "{}"}
        for session_id in session_ids:
            sql.execute(sessions.insert().values(session_row(a_queued_session(session_id))))
            sql.execute(events.insert().values({"session_id": session_id, **values}))

    async def work() -> None:
        database = open_database(f"sqlite:///{DATABASE}")
        await database.write(fill)
        await database.close()

    asyncio.run(work())


def test_export_to_a_file_for_excel(filled: Callable[..., Outcome], tmp_path: Path) -> None:
    file = tmp_path / "november.csv"
    shown = filled("export", "sessions", "--from", "2026-11-01", "--to", "2026-12-01", "--bom", "--output", file)
    assert (shown.code, shown.out, shown.err) == (0, "", "2 sessions\n")
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfsession_id,")
    assert content.count(b"\r\n") == 3
    read = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [row["session_id"] for row in read] == ["s1", "s2"]
    assert read[0]["opened_at"] == "2026-11-16T14:00:00.000+08:00"
    beside = json.loads((tmp_path / "november.csv.manifest.json").read_text("utf-8"))
    assert {path.name for path in tmp_path.iterdir()} == {"data", "november.csv", "november.csv.manifest.json"}
    assert beside["sha256"] == hashlib.sha256(content).hexdigest()
    assert (beside["rows"], beside["size_bytes"], beside["masked"]) == (2, len(content), True)
    assert (beside["since"], beside["until"]) == ("2026-11-01T00:00:00+08:00", "2026-12-01T00:00:00+08:00")


def test_export_shows_who_it_is_for_a_reason_only(filled: Callable[..., Outcome], tmp_path: Path) -> None:
    file = tmp_path / "two.jsonl"
    options = ["--format", "jsonl", "--columns", "taxpayer_name", "--output", file]
    assert filled("export", "sessions", *options).code == 0
    assert "*" in file.read_text("utf-8")
    assert filled("export", "sessions", *options, "--unmask", "a complaint, no. 7").code == 0
    assert "*" not in file.read_text("utf-8")
    beside = json.loads((tmp_path / "two.jsonl.manifest.json").read_text("utf-8"))
    assert (beside["masked"], beside["reason"], beside["columns"]) == (False, "a complaint, no. 7", ["taxpayer_name"])


@pytest.mark.parametrize("name", [*DATASETS])
@pytest.mark.parametrize("format_", [*FORMATS])
def test_every_dataset_is_exported_in_every_format(filled: Callable[..., Outcome], name: str, format_: str) -> None:
    assert filled("export", name, "--format", format_, "--output", "file").code == 0


def test_a_full_disk_is_said_and_leaves_nothing(filled: Callable[..., Outcome], tmp_path: Path) -> None:
    shown = filled("export", "sessions", "--output", "/dev/full/file")
    assert shown.code == 8
    program = [sys.executable, "-m", "chatserver", "export", "sessions"]
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert ended.returncode == 8
    assert "cannot be written" in ended.stderr


def test_export_of_json_lines_to_standard_output(filled: Callable[..., Outcome]) -> None:
    shown = filled("export", "sessions", "--format", "jsonl", "--tz", "UTC")
    found = [json.loads(line) for line in shown.out.splitlines()]
    assert [row["session_id"] for row in found] == ["s1", "s2"]
    assert list(found[0]) == [column.name for column in COLUMNS]
    assert found[0]["opened_at"] == "2026-11-16T06:00:00.000+00:00"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--from", "2026-11-16T14:00"], 2),
        (["--from", "2026-11-16T14:00", "--tz", "UTC"], 0),
        (["--from", "2026-11-16T06:00+00:00"], 2),
        (["--to", "2026-11-16T14:00"], 0),
        (["--from", "2026-11-16", "--to", "2026-11-17"], 2),
    ],
)
def test_days_and_times_are_meant_in_the_zone(filled: Callable[..., Outcome], options: list[str], count: int) -> None:
    assert filled("export", "sessions", *options).err == f"{count} sessions\n"


def test_one_session_is_not_counted_as_several(migrated: Callable[..., Outcome]) -> None:
    fill_with("s1")
    assert migrated("export", "sessions").err == "1 session\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--tz", "Mars/Olympus"],
        ["--tz", "../etc"],
        ["--from", "yesterday"],
        ["--format", "pdf"],
        ["--unmask", "a reason that nothing would keep"],
        ["--from", "2026-11-17", "--to", "2026-11-16"],
    ],
)
def test_what_cannot_be_meant_is_code_2(filled: Callable[..., Outcome], options: list[str]) -> None:
    assert filled("export", "sessions", *options).code == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--columns", "session_id,nonsense"], "export_column_unknown"),
        (["--where", "tier"], "export_filter_invalid"),
        (["--where", "tier=one"], "export_filter_invalid"),
        (["--where", "nonsense=1"], "export_column_unknown"),
        (["--where", "taxpayer_id=tp1"], "export_filter_masked"),
        (["--unmask", " ", "--output", "file"], "export_reason_missing"),
        (["--unmask", "abc", "--output", "file"], "export_reason_missing"),
        (["--unmask", "a" * 201, "--output", "file"], "export_reason_missing"),
        ([part for number in range(60) for part in ("--where", f"tier={number}")], "export_too_many_filters"),
    ],
)
def test_what_is_refused_is_code_2_and_ends_with_its_name(
    filled: Callable[..., Outcome], options: list[str], code: str
) -> None:
    said = filled("export", "sessions", *options)
    assert (said.code, said.err.endswith(f" ({code})\n")) == (2, True), said.err


def test_a_missing_extra_is_named_and_code_3(
    filled: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    options = ["--format", "parquet", "--processes", "1", "--output", tmp_path / "all.parquet"]
    said = filled("export", "sessions", *options)
    assert (said.code, said.err.endswith("pip install 'daoban[parquet]' (export_parquet_missing)\n")) == (3, True)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_rows_are_chosen_by_a_masked_column_for_a_reason_only(filled: Callable[..., Outcome], tmp_path: Path) -> None:
    options = ["--where", "taxpayer_id=tp1", "--output", tmp_path / "one.csv"]
    said = filled("export", "sessions", *options)
    assert (said.code, "taxpayer_id: it is masked; with --unmask REASON it can" in said.err) == (2, True)
    assert filled("export", "sessions", *options, "--unmask", "a complaint, no. 7").code == 0


def test_export_into_nowhere_leaves_nothing(filled: Callable[..., Outcome], tmp_path: Path) -> None:
    file = tmp_path / "gone" / "file.csv"
    shown = filled("export", "sessions", "--output", file)
    assert shown.code == 8
    assert shown.err == f"Error: {file}: no such file or directory; choose another folder or file.\n"


def test_a_name_that_is_taken_by_a_folder_meanwhile_is_told_as_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "all.csv"

    def write() -> None:
        with output_to(file) as output:
            file.mkdir()
            output.keep({})

    with pytest.raises(OSError, match=r"all\.csv") as failed:
        write()
    assert failed.value.filename == str(file)
    assert [path.name for path in tmp_path.iterdir()] == ["all.csv"]


CRASHING = """
import os, pathlib, sys
from chatserver.cli import run
left = int(sys.argv.pop(1))
def dying(work):
    def then(*given, **options):
        global left
        if left == 0:
            os._exit(99)
        left -= 1
        return work(*given, **options)
    return then
pathlib.Path.replace, pathlib.Path.unlink = dying(pathlib.Path.replace), dying(pathlib.Path.unlink)
pathlib.Path.write_text, os.fsync = dying(pathlib.Path.write_text), dying(os.fsync)
sys.exit(run(sys.argv[1:]))
"""
"""Dies before it changes the disk for the so many-th time."""


def test_wherever_it_is_cut_no_file_stands_beside_the_manifest_of_another(
    filled: Callable[..., Outcome], tmp_path: Path
) -> None:
    file, beside = tmp_path / "all.csv", tmp_path / "all.csv.manifest.json"
    seen = set()
    for changes in range(99):
        assert filled("export", "sessions", "--columns", "tier", "--output", file).code == 0
        old = file.read_bytes()
        options = ["export", "sessions", "--processes", "1", "--output", str(file)]
        ended = subprocess.run(
            [sys.executable, "-c", CRASHING, str(changes), *options], check=False, capture_output=True
        )
        content = file.read_bytes()
        manifest = json.loads(beside.read_text("utf-8")) if beside.exists() else None
        if manifest is not None:
            assert manifest["sha256"] == hashlib.sha256(content).hexdigest(), changes
        seen.add((content == old, manifest is not None))
        if ended.returncode == 0:
            break
        assert ended.returncode == 99, ended.stderr
    assert seen == {(True, True), (True, False), (False, False), (False, True)}
