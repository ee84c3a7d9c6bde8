"""The benchmark against the real hub, as a program of its own, for a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import contest, idle, nodes, offers, procfs, report, seed
from bench.chart import draw
from bench.procs import Server, StartError, hub_command, stock_command
from bench.wire import Line, Refused

if TYPE_CHECKING:
    from pathlib import Path

PLAN = contest.Plan(
    pairs=2, rate=50.0, paced_seconds=1.0, rushed_seconds=0.2, rounds=1, idle_lines=3, warm_up_seconds=0.1
)
HALL = offers.Hall(officers=2, samples=2, rate=10.0, rate_seconds=0.3, rounds=2)


def hush(_: str) -> None:
    """Nobody watches."""


async def test_hub_and_peers_play_the_same_talk_and_are_reported_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.contest._SETTLE_SECONDS", 0.1)
    monkeypatch.setattr("bench.contest._WARM_UP_LINES", 2)
    monkeypatch.setattr("bench.idle._PING_SECONDS", 0.1)
    rounds = await contest.play(PLAN, tmp_path / "contest", hush)
    waits = await offers.measure(HALL, tmp_path / "hall", hush)
    shared = await nodes.play(PLAN, tmp_path / "nodes", hush)
    crowd = await idle.measure(idle.Crowd(lines=3), tmp_path / "crowd", hush)
    hub, stock = rounds["daoban"]["paced"][0], rounds["python_socketio"]["paced"][0]
    assert hub["sent"] == hub["acknowledged"] == hub["delivered"] == hub["echoed"] == 50
    assert stock["sent"] == stock["acknowledged"] == stock["delivered"] == 50
    assert stock["echoed"] == 0
    assert not any(one[name] for one in (hub, stock) for name in ("lost", "doubled", "out_of_order", "stray"))
    assert rounds["daoban"]["complaints"] == ""
    assert (waits["idle_ms"]["count"], waits["busy_ms"]["count"]) == (2, 6)
    assert 0 < waits["idle_ms"]["p50"] < 5000
    assert (crowd["lines"], crowd["lost"]) == (3, 0)
    assert shared["daoban"]["paced"][0]["delivered"] == 50
    assert shared["daoban"]["complaints"] == ""

    results = {
        "plan": {"pairs": 2, "rate": 50.0, "rounds": 1},
        "machine": {"cores": 2, "processor": "x"},
        "date": "2026-11-23T00:00:00+00:00",
        **report.summary(rounds, waits, crowd, shared),
    }
    told = report.tables(results)
    assert "Daoban (stored, fsync)" in told
    assert all(name in results["ratios"] for name in rounds if name != "daoban")
    assert draw(results).count("<rect") == 1 + len(rounds) + 3


async def test_a_hub_lets_nobody_in_without_a_ticket(tmp_path: Path) -> None:
    await seed.prepare(tmp_path, officers=1, capacity=1)
    server = Server(hub_command(tmp_path))
    try:
        with pytest.raises(Refused, match="ticket_invalid"):
            await Line("/taxpayer", {"token": "x", "protocol": 1, "client_key": "k" * 22}).open(
                "127.0.0.1", server.port
            )
        assert procfs.cpu_seconds(server.pid) > 0
        assert 0 < procfs.memory_kilobytes(server.pid)["pss"] <= procfs.memory_kilobytes(server.pid)["rss"]
    finally:
        server.stop()


def test_a_server_that_does_not_start_says_why() -> None:
    with pytest.raises(StartError, match="No module named"):
        Server([stock_command()[0], "-m", "bench.targets.missing"])
