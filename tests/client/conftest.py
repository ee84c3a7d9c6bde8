"""Runs the TypeScript client from Python tests."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tools import node
from tools.places import NODE_MODULES, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Bundled: TypeAlias = "Callable[..., list[str]]"
"""Name of a script in tests/client/support (and its platform, node or browser) → the command that runs it."""


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bundled:
    """Bundle a script as the front ends' builds do: Node 20 does not read TypeScript."""
    program = str(node.ensure().program)
    folder: Path = tmp_path_factory.mktemp("bundled")

    def bundle(name: str, platform: str = "node") -> list[str]:
        made = folder / f"{name}.mjs"
        if not made.exists():
            source = ROOT / "tests/client/support" / f"{name}.ts"
            rolldown = [program, str(NODE_MODULES / "rolldown/bin/cli.mjs"), str(source)]
            command = [*rolldown, "--file", str(made), "--format", "es", "--platform", platform]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return [program, str(made)]

    return bundle
