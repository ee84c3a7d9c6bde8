"""What the numbers were measured on: they mean little without."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.procs import ROOT, node_program

_PACKAGES = ("aiohttp", "msgspec", "python-engineio", "python-socketio", "sqlalchemy", "uvloop")


def describe() -> dict[str, Any]:
    """Return processor, memory, kernel, the disk's file system, and how busy the machine is."""
    return {
        "processor": _line_after("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_line_after("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024, 1),
        "kernel": platform.release(),
        "file_system": _file_system(ROOT),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def versions() -> dict[str, str]:
    """Return what ran."""
    found = {name: version(name) for name in _PACKAGES}
    found |= {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "daoban": commit()}
    node = node_program()
    if node:
        found["node"] = _output(node, "--version")
        package = ROOT / "node_modules" / "socket.io" / "package.json"
        found["socket.io"] = json.loads(package.read_text("utf-8"))["version"]
    return found


def commit() -> str:
    """Return the commit, and whether files differ from it."""
    return _output("git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*") or "not a checkout"


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _line_after(path: str, name: str) -> str:
    lines = Path(path).read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")


def _file_system(folder: Path) -> str:
    """Return the kind of file system that holds `folder`: the longest mount point that leads there."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    leading = [(len(mount[1]), mount[2]) for mount in mounts if folder.is_relative_to(mount[1])]
    return max(leading)[1]
