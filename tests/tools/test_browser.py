from pathlib import Path

import pytest

from tools import browser
from tools.console import StopError


def put_program(folder: Path, name: str, says: str) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The only folder on PATH, empty; and nothing named or unpacked before."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "UNPACKED", tmp_path / "unpacked")
    return tmp_path


def test_nothing_there_is_nothing_found(path: Path) -> None:
    assert path.exists()
    assert browser.find() is None


def test_headless_shell_is_preferred(path: Path) -> None:
    put_program(path, "google-chrome", "Google Chrome 156.0")
    wanted = put_program(path, "chromium-headless-shell", "Chromium 156.0")
    assert browser.find() == wanted


def test_stub_that_is_no_browser_is_passed_over(path: Path) -> None:
    put_program(path, "chromium", "Command requires the chromium snap to be installed")
    wanted = put_program(path, "google-chrome", "Google Chrome 156.0")
    assert browser.find() == wanted


def test_named_browser_wins(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_program(path, "chromium", "Chromium 156.0")
    named = put_program(tmp_path, "my-own", "Chromium 1.0")
    monkeypatch.setenv(browser.VARIABLE, str(named))
    assert browser.find() == named


def test_named_browser_that_does_not_start_is_not_replaced_in_silence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_program(path, "chromium", "Chromium 156.0")
    monkeypatch.setenv(browser.VARIABLE, "/nowhere/chromium")
    with pytest.raises(StopError, match="DAOBAN_CHROMIUM=/nowhere/chromium does not start"):
        browser.find()
