"""SQLite's own mutexes: one is taken and given back up to three times for every cell that is read."""

from __future__ import annotations

import ctypes
from importlib.util import find_spec

_OK = 0
_MULTITHREAD = 2
"""SQLITE_CONFIG_MULTITHREAD: what SQLite's own shell asks for. A connection is then for one thread at a time."""


def drop_mutexes() -> bool:
    """Read without them from now on; False where this build of Python hides its SQLite.

    For a process that has opened no database yet, and in which no connection is ever in two threads at once
    (https://sqlite.org/threadsafe.html). What it is worth is in decision 20.
    """
    spec = find_spec("_sqlite3")
    if spec is None or spec.origin is None:
        return False
    try:
        library = ctypes.CDLL(spec.origin)  # with what it is linked to: the very SQLite that Python uses
        configure, stop, start = library.sqlite3_config, library.sqlite3_shutdown, library.sqlite3_initialize
    except (OSError, AttributeError):
        return False
    stop()  # it was started when the module was loaded, and is configured only before
    dropped: int = configure(_MULTITHREAD)
    start()
    return dropped == _OK
