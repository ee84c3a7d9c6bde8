"""`daoban matters check` names file, path and reason and ends with 1; `list` shows what is in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from chatserver.catalogue.command import matters


def test_check_without_files_checks_the_product_catalogue() -> None:
    result = CliRunner().invoke(matters, ["check"])
    assert result.exit_code == 0
    assert result.output == "12 files, no problems\n"


def test_check_prints_every_problem_and_ends_with_1(tmp_path: Path, small: dict[str, Any]) -> None:
    sound, broken = tmp_path / "sound.json", tmp_path / "broken.json"
    sound.write_text(json.dumps(small), "utf-8")
    broken.write_text(json.dumps(small | {"id": "other", "version": 0, "valid_from": "x"}), "utf-8")
    result = CliRunner().invoke(matters, ["check", str(sound), str(broken)])
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [[str(broken), "valid_from"], [str(broken), "version"]]


def test_list_shows_version_validity_and_counts() -> None:
    result = CliRunner().invoke(matters, ["list", "--on", "2026-11-16"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == 14
    assert lines[-2].split()[:8] == ["vat-refund", "1", "2026-01-01", "open", "6", "10", "5", "4"]


def test_list_of_a_bad_folder_says_why(tmp_path: Path) -> None:
    result = CliRunner().invoke(matters, ["list", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "no matter files" in result.output
