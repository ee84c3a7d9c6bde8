"""Hostile and broken files are refused with a clear problem, and never crash or stall the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatserver.catalogue.loader import check_files
from chatserver.catalogue.reading import MAX_BYTES, MAX_DEPTH, read_json


def test_sound_matter_has_no_problems(small: dict[str, Any], problems_of: Any) -> None:
    assert problems_of(small) == []


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [
        (b"", "line 1 column 1", "not JSON"),
        (b"{", "line 1 column 2", "not JSON"),
        (b"\xff\xfe{}", "byte 0", "not UTF-8"),
        ("\ufeff{}".encode(), "line 1 column 1", "not JSON"),
        (b"[]", "", "must be an object"),
        (b"null", "", "must be an object"),
        (b'{"id": "a", "id": "b"}', "", "the same key twice in one object: id"),
        (b'{"a": {"b": 1, "c": 2, "b": 3}}', "", "the same key twice in one object: b"),
        (b'{"version": NaN}', "", "NaN is not a number"),
        (b'{"version": -Infinity}', "", "-Infinity is not a number"),
        (b'{"version": 123456789012345678901}', "", "more than 20 digits"),
        (b'{"name_zh": "\\ud800"}', "", "half a character"),
        (b'{"a": ' + b"[" * 50 + b"]" * 50 + b"}", "", f"nested deeper than {MAX_DEPTH} levels"),
        (b"[" * 900_000, "", f"nested deeper than {MAX_DEPTH} levels"),
        (b" " * (MAX_BYTES + 1), "", f"larger than {MAX_BYTES} bytes"),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else None,
)
def test_unreadable_file_is_one_clear_problem(problems_of: Any, content: bytes, path: str, reason: str) -> None:
    [(found_path, found_reason)] = problems_of(content)
    assert found_path == path
    assert reason in found_reason


def test_brackets_inside_texts_do_not_count_as_nesting(tmp_path: Path) -> None:
    file = tmp_path / "texts.json"
    file.write_text(json.dumps({"a": "[" * 100 + '"\\' + "{" * 100}), "utf-8")
    content, problems = read_json(file, "texts.json")
    assert not problems
    assert content["a"].startswith("[[[")


def test_missing_file_and_folder_are_problems(tmp_path: Path) -> None:
    problems = check_files([tmp_path / "nowhere.json", tmp_path])
    assert [problem.reason for problem in problems] == [
        "cannot be read: No such file or directory",
        "cannot be read: Is a directory",
    ]


def test_fractions_are_exact(tmp_path: Path) -> None:
    file = tmp_path / "fraction.json"
    file.write_text('{"rate": 0.1}', "utf-8")
    assert str(read_json(file, "f")[0]["rate"]) == "0.1"
