"""The hosts that this machine's package clients ask, read from their own settings so that no file names them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

HOST = re.compile(r"https?://([A-Za-z0-9.-]+)")
APT_FILES = ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources")
LOCAL = {"localhost", "127.0.0.1"}


def hosts_of_this_machine() -> list[str]:
    """Hosts of the Python, npm and Debian registries in use here, and pip's own default ones."""
    texts = [_says(sys.executable, "-m", "pip", "config", "list"), _pip_default()]
    if shutil.which("npm"):
        texts.append(_says("npm", "config", "get", "registry"))
    texts += [file.read_text() for pattern in APT_FILES for file in Path("/etc/apt").glob(pattern)]
    hosts = {host for text in texts for host in HOST.findall(text)}
    return sorted(hosts - LOCAL)


def _pip_default() -> str:
    return _says(
        sys.executable,
        "-c",
        "from pip._internal.models.index import PyPI; print(PyPI.url, 'https://' + PyPI.file_storage_domain)",
    )


def _says(*command: str) -> str:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout
