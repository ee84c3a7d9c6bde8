"""Runs `daoban` as a person would, in this process, with an environment of its own."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from chatserver.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code and both outputs."""

    code: int
    out: str
    err: str


@pytest.fixture
def daoban(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Call `daoban(*arguments, NAME=value)`; data is in a folder of this test."""
    for name in [name for name in os.environ if name.startswith("DAOBAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAOBAN_DATA", str(tmp_path / "data"))

    root = logging.getLogger()
    before = root.handlers[:], root.level

    def call(*arguments: object, **environment: str) -> Outcome:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            try:
                code = run([str(argument) for argument in arguments])
            except SystemExit as leaving:
                code = int(leaving.code or 0)
            finally:  # `serve` and `demo` set logging up for their whole process
                root.handlers[:], level = before
                root.setLevel(level)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return call


@pytest.fixture
def migrated(daoban: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """`daoban` with a database."""
    assert daoban("migrate").code == 0
    return daoban
