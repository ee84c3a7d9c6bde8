import importlib.util
import os
from pathlib import Path

import pytest

from tools import debian, environment
from tools.console import StopError


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


def test_unwritable_checkout_is_one_sentence(bare: pytest.MonkeyPatch) -> None:
    bare.setattr(os, "access", lambda _place, _mode: False)
    with pytest.raises(StopError, match=r"No permission to write to .*clone Daoban into a folder of your own"):
        environment.ensure()
