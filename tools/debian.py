"""Debian's packages: installed by us only where we are root, otherwise named for the person to install."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tools.console import run

if TYPE_CHECKING:
    from collections.abc import Sequence

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
OFFLINE = "apt-get failed; check that this machine reaches Debian's package servers and try again."


def may_install() -> bool:
    """Whether this is a Debian, we are root, and apt-get is there."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def install(what: str, packages: Sequence[str]) -> None:
    """Install packages without their recommendations; stops with a sentence when that fails."""
    _update()
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    run(f"Installing {what} (Debian: {' '.join(packages)})", command, otherwise=OFFLINE, env=QUIET)


@functools.cache
def _update() -> None:
    """Once a run: without it a fresh machine knows of no package, or only of old ones."""
    run("Updating Debian's package list", ["apt-get", "update"], otherwise=OFFLINE, env=QUIET)


def knows(package: str) -> bool:
    """Whether the package lists offer this package; Ubuntu's have no chromium-headless-shell."""
    _update()
    answer = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return answer.returncode == 0
