"""Short plays of the fault harness, as the program that `make faults` runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.faults import cuts
from tools.places import ROOT

SECONDS = 180.0
"""A bound for a machine with other work; quiet, a play takes half a minute."""


def play(name: str) -> str:
    """Play one fault with few people; its output is in the failure."""
    few = ["--sessions", "12", "--officers", "3", "--dry", "--only", name]
    answer = subprocess.run(
        [sys.executable, "-m", "bench.faults", *few],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert answer.returncode == 0, f"{answer.stdout}{answer.stderr}"
    return answer.stdout


def test_a_full_disk_refuses_retryably_loses_nothing_and_is_over_when_there_is_room() -> None:
    if not cuts.may_move_inside():
        pytest.skip("no namespaces for a small disk of our own on this machine")
    assert "message.post busy" in play("disk full")


def test_all_go_on_at_the_other_node_when_one_is_killed() -> None:
    assert "all on the other node" in play("one node killed")
