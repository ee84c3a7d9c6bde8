"""Remembers from what a step's result was made, so that a second run can skip the step."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def digest(files: Iterable[Path], *facts: str) -> str:
    """One digest over the files' names and contents and over further facts, such as a version.

    Contents, not times: a fresh clone and a branch switch change every time and nothing else.
    """
    total = hashlib.sha256("\0".join(facts).encode())
    for file in sorted(files):
        total.update(f"\0{file}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Whether the step behind `stamp` last ran on exactly these inputs."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def remember(stamp: Path, made_from: str) -> None:
    """Write the stamp; call it only after the step has succeeded."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from, encoding="utf-8")
