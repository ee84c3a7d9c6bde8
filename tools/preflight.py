"""What would stop the demo only after minutes of installing, asked first."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from tools.console import StopError
from tools.places import ROOT

HIGHEST_PORT = 65535
HOST = "127.0.0.1"


def usable_port(text: str) -> int:
    """The port as a number, if the demo may listen there."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise StopError(
            f"PORT={text} is not a port; give a number from 1 to {HIGHEST_PORT}, for example: make demo PORT=8081"
        )
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StopError(_why_not(port, error)) from error
    return port


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root; choose one above 1023: make demo PORT=8080"
    return f"Port {port} is taken by another program; choose another: make demo PORT={port % HIGHEST_PORT + 1}"


def usable_folder(text: str) -> Path:
    """The data folder as an absolute path, if the demo may write there; not made yet."""
    folder = (ROOT / Path(text).expanduser()).resolve()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        raise StopError(
            f"The data folder {folder} cannot be made: {nearest} is a file; choose another: make demo DAOBAN_DATA=…"
        )
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise StopError(
            f"No permission to write to {nearest}; choose another data folder: make demo DAOBAN_DATA=$HOME/daoban"
        )
    return folder
