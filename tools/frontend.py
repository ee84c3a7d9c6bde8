"""The two front ends, widget/dist and agents/dist: built when their sources have changed, else left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools import node, stamps
from tools.console import run
from tools.places import CACHE, NODE_MODULES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFESTS = ("package.json", "package-lock.json", ".npmrc", "*/package.json", "chatserver/client/package.json")
SOURCES = ("widget/src/**/*", "agents/src/**/*", "agents/*.html", "agents/public/**/*", "chatserver/client/src/**/*")
SETTINGS = ("*/vite.config.ts", "tsconfig.base.json", "*/tsconfig.json")
BUILT = (ROOT / "widget/dist/daoban.js", ROOT / "agents/dist/index.html")

OFFLINE = "npm could not install; check that this machine reaches the npm registry (a proxy?) and try again."
BROKEN = "A front end could not be built; the lines above say where."


def ensure_packages() -> node.Node:
    """Install the locked npm packages, without running any of their scripts."""
    found = node.ensure()
    wanted = stamps.digest(_matches(*MANIFESTS))
    stamp = NODE_MODULES / ".daoban-stamp"
    if not stamps.is_current(stamp, wanted):
        command = [*found.npm, "ci", "--ignore-scripts", "--no-progress"]
        run("Installing the front ends' npm packages", command, otherwise=OFFLINE, env=found.environment())
        stamps.remember(stamp, wanted)
    return found


def ensure_built() -> None:
    """Build both front ends unless what lies there was made from exactly these sources; needs no Node then."""
    wanted = stamps.digest(_matches(*MANIFESTS, *SOURCES, *SETTINGS))
    stamp = CACHE / "frontend.stamp"
    if stamps.is_current(stamp, wanted) and all(file.exists() for file in BUILT):
        return
    found = ensure_packages()
    for name, folder in (("the widget", "widget"), ("the officer console", "agents")):
        command = [found.program, NODE_MODULES / "vite/bin/vite.js", "build"]
        run(f"Building {name}", command, otherwise=BROKEN, cwd=ROOT / folder, env=found.environment())
    stamps.remember(stamp, wanted)


def _matches(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from (file for file in ROOT.glob(pattern) if file.is_file())
