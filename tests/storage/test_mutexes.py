"""Without SQLite's own mutexes two threads read and write side by side, each on its connection."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import ctypes, importlib.util, sqlite3, sys, threading
from storage.mutexes import drop_mutexes

try:
    library = ctypes.CDLL(importlib.util.find_spec("_sqlite3").origin)
    find_mutex = library.sqlite3_db_mutex
except (OSError, AttributeError):  # some builds of Python have their SQLite inside
    find_mutex = None
print("linked" if find_mutex else "inside", drop_mutexes())
if find_mutex:
    find_mutex.argtypes, find_mutex.restype = [ctypes.c_void_p], ctypes.c_void_p
    opened = ctypes.c_void_p()
    library.sqlite3_open(b":memory:", ctypes.byref(opened))
    assert find_mutex(opened) is None
    library.sqlite3_close(opened)

def add(part):
    connection = sqlite3.connect(sys.argv[1], timeout=30)
    for number in range(200):
        with connection:
            connection.execute("INSERT INTO told VALUES (?)", (f"{part}-{number}",))
    connection.close()

first = sqlite3.connect(sys.argv[1])
first.execute("PRAGMA journal_mode=WAL")
first.execute("CREATE TABLE told (word TEXT PRIMARY KEY)")
threads = [threading.Thread(target=add, args=(part,)) for part in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(first.execute("SELECT count(*) FROM told").fetchone()[0], first.execute("PRAGMA integrity_check").fetchone()[0])
"""


def test_threads_with_connections_of_their_own_lose_nothing(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path / "told.sqlite3"], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines() in (["linked True", "600 ok"], ["inside False", "600 ok"])
