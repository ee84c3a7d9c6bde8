"""The virtual environment: made once, filled from hash-pinned lock files, refilled when a lock changes."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import venv

from tools import debian, stamps
from tools.console import Progress, StopError, run
from tools.places import LOCKS, PYTHON, ROOT, SCRIPTS, VENV

OFFLINE = (
    "A download failed; check that this machine reaches Python's package index (a proxy? PIP_INDEX_URL?) and try again."
)


def ensure(*locks: str) -> None:
    """Bring .venv to where `requirements/<lock>.txt` of each name, and the project itself, are installed."""
    _ensure_folder()
    for lock in ("bootstrap", "run", "build", *locks):
        _ensure_lock(lock)
    _ensure_project()


def ensure_writable_checkout() -> None:
    """Stop where the environment is still to be made and its place is closed to us."""
    if not _works() and not os.access(ROOT, os.W_OK):
        raise StopError(f"No permission to write to {ROOT}; clone Daoban into a folder of your own.")


def _ensure_folder() -> None:
    if _works():
        return
    ensure_writable_checkout()
    _ensure_ensurepip()
    with Progress(f"Making the Python environment {VENV.name}"):
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=sys.platform != "win32")


def _works() -> bool:
    """Whether .venv is there and still runs: a distribution's upgrade can take its Python away."""
    if not PYTHON.exists():
        return False
    answer = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    return answer.returncode == 0


def _ensure_ensurepip() -> None:
    """Debian ships Python without the part that puts pip into an environment."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if debian.may_install():
        debian.install("Python's venv module", [package])
        return
    raise StopError(f"Python's venv module is missing; run: sudo apt-get install {package}")


def _ensure_lock(lock: str) -> None:
    file = LOCKS / f"{lock}.txt"
    wanted = stamps.digest([file, VENV / "pyvenv.cfg"])
    stamp = VENV / "stamps" / lock
    if stamps.is_current(stamp, wanted):
        return
    installer = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if lock != "bootstrap":
        installer = [SCRIPTS / "uv", "pip", "install", "--python", PYTHON, "--color=never"]
    run(f"Installing requirements/{lock}.txt", [*installer, "--require-hashes", "-r", file], otherwise=OFFLINE)
    stamps.remember(stamp, wanted)


def _ensure_project() -> None:
    """Editable, so that the checkout is what runs; without isolation, so that the locked builder builds it."""
    wanted = stamps.digest([ROOT / "pyproject.toml"], str(ROOT))
    stamp = VENV / "stamps" / "project"
    if stamps.is_current(stamp, wanted) and (SCRIPTS / "daoban").exists():
        return
    options = ["--no-deps", "--no-build-isolation", "--color=never", "--python", PYTHON]
    command = [SCRIPTS / "uv", "pip", "install", *options, "--editable", ROOT]
    run(
        "Installing daoban itself",
        command,
        otherwise="The project could not be installed; its pyproject.toml is at fault.",
    )
    stamps.remember(stamp, wanted)
