import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import debian, environment, tasks
from tools.console import StopError
from tools.places import ROOT

NOBODY = 65534


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine whose Python has no ensurepip, and no environment yet."""
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    return monkeypatch


def test_missing_venv_module_is_named_with_its_command(bare: pytest.MonkeyPatch) -> None:
    bare.setattr(debian, "may_install", lambda: False)
    with pytest.raises(StopError, match=r"venv module is missing; run: sudo apt-get install python3\.\d+-venv$"):
        environment.ensure()


def test_missing_venv_module_is_installed_where_we_may(bare: pytest.MonkeyPatch) -> None:
    class InstalledError(Exception):
        pass

    def install(_what: str, packages: list[str]) -> None:
        raise InstalledError(*packages)

    bare.setattr(debian, "may_install", lambda: True)
    bare.setattr(debian, "install", install)
    with pytest.raises(InstalledError, match=r"^python3\.\d+-venv$"):
        environment.ensure()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of another kind")
def test_checkout_of_somebody_else_is_one_sentence(
    bare: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    bare.setattr(environment, "PYTHON", closed / "bin" / "python")
    with closed_to_us(closed):
        assert tasks.run(["demo"]) == 1
    said = capsys.readouterr()
    assert said.out.strip() == (
        f"No permission for {closed}/bin/python; clone Daoban into a folder of your own, or ask whose {ROOT} is."
    )
    assert said.err == ""


@contextlib.contextmanager
def closed_to_us(folder: Path) -> Iterator[None]:
    """Nobody may look into the folder; root, who always may, is nobody meanwhile."""
    folder.chmod(0)
    us = os.geteuid()
    if us == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(us)
        folder.chmod(0o700)


def test_unwritable_checkout_is_one_sentence(bare: pytest.MonkeyPatch) -> None:
    bare.setattr(os, "access", lambda _place, _mode: False)
    with pytest.raises(StopError, match=r"No permission to write to .*clone Daoban into a folder of your own"):
        environment.ensure()
