"""Where things lie in the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = SCRIPTS / "python"
LOCKS = ROOT / "requirements"
CACHE = ROOT / ".cache"
NODE_MODULES = ROOT / "node_modules"
