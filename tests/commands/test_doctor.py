from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from storage.migrate import newest
from widget.demo.keys import load_or_make_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.commands.conftest import Outcome


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Front ends that look built, wherever the tests run."""
    (tmp_path / "dist").mkdir()
    for name in ("daoban.js", "index.html"):
        (tmp_path / "dist" / name).write_text("x", "utf-8")
    for name in ("widget_folder", "console_folder"):
        monkeypatch.setattr(f"chatserver.settings.Settings.{name}", tmp_path / "dist")


def findings(shown: Outcome) -> dict[str, str]:
    """Subject → outcome."""
    lines = [line for line in shown.out.splitlines() if line.startswith(("ok", "note", "wrong"))]
    return {line[7:].split("  ")[0].strip(): line.split()[0] for line in lines}


def test_healthy_hub_is_code_0(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    daoban("migrate")
    (tmp_path / "keys.json").write_text(json.dumps(load_or_make_key(tmp_path / "k").jwks()), "utf-8")
    shown = daoban("doctor", DAOBAN_BUREAUS="my-bureau=keys.json")
    assert shown.code == 0
    found = findings(shown)
    assert found.pop("scanner") == "note"  # nothing is scanned until somebody says by whom
    assert set(found.values()) == {"ok"}
    assert "1 key at keys.json" in shown.out
    assert f"revision {newest()}" in shown.out


def test_fresh_machine_has_notes_and_nothing_is_made(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    shown = daoban("doctor")
    assert shown.code == 0
    found = findings(shown)
    assert {found["data folder"], found["database"], found["bureaus"]} == {"note"}
    assert not (tmp_path / "data").exists()


def test_everything_wrong_is_told_in_one_go(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}", "utf-8")
    (tmp_path / "dist" / "daoban.js").unlink()
    shown = daoban(
        "doctor",
        DAOBAN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
        DAOBAN_REDIS_URL="redis://127.0.0.1:1/0",
        DAOBAN_BUREAUS="a=keys.json b=gone.json c=http://127.0.0.1:1/jwks.json",
        DAOBAN_CATALOGUE_FOLDER=str(tmp_path / "nothing"),
    )
    assert shown.code == 1
    found = findings(shown)
    wrong = {subject for subject, outcome in found.items() if outcome == "wrong"}
    assert wrong == {"database", "redis", "bureau a", "bureau b", "bureau c", "catalogue", "widget"}
    assert found["console"] == "ok"
    assert "Traceback" not in shown.out + shown.err


def test_missing_revisions_are_wrong(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "daoban.sqlite3").touch()
    shown = daoban("doctor")
    assert (shown.code, findings(shown)["schema"]) == (1, "wrong")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_permission_is_wrong(daoban: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    assert findings(daoban("doctor"))["data folder"] == "wrong"


@pytest.mark.valkey
def test_redis_that_answers_is_named(daoban: Callable[..., Outcome], valkey_url: str) -> None:
    shown = daoban("doctor", DAOBAN_REDIS_URL=valkey_url)
    assert findings(shown)["redis"] == "ok"


def test_a_scanner_that_does_not_answer_and_files_that_other_nodes_cannot_open_are_told(
    daoban: Callable[..., Outcome], tmp_path: Path
) -> None:
    daoban("migrate")
    away = daoban("doctor", DAOBAN_FILES_SCANNER=f"unix://{tmp_path / 'none.sock'}")
    assert findings(away)["scanner"] == "wrong"
    several = daoban("doctor", DAOBAN_REDIS_URL="redis://127.0.0.1:1/0")
    assert "several nodes need the same DAOBAN_FILES_KEY" in several.out
