"""The key that signs the addresses of files: drawn once for all nodes, never half of one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.file_parts import SHORTEST_KEY, own_key
from chatserver.commands.explaining import explain

if TYPE_CHECKING:
    from pathlib import Path


def test_nodes_that_start_together_have_one_whole_key(tmp_path: Path) -> None:
    nodes = 8
    together = threading.Barrier(nodes)

    def start(_: int) -> str:
        together.wait()
        return own_key(tmp_path / "key")

    with ThreadPoolExecutor(nodes) as starting:
        keys = set(starting.map(start, range(nodes)))
    assert keys == {own_key(tmp_path / "key")}
    assert len(keys.pop()) >= SHORTEST_KEY
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("left", ["", "x" * (SHORTEST_KEY - 1)])
def test_nothing_is_signed_with_what_a_crash_left_of_a_key(tmp_path: Path, left: str) -> None:
    (tmp_path / "key").write_text(left, "ascii")
    with pytest.raises(OSError, match="no whole key") as refused:
        own_key(tmp_path / "key")
    told = explain(refused.value)
    assert told
    assert "remove it" in told.message
