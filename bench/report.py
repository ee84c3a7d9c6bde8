"""From raw rounds to what is kept and what is read: medians, ratios, verdicts, a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.bars import verdicts
from bench.contest import HUB, NODE, medians, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMES = {
    "daoban": "Daoban (stored, fsync)",
    "python_socketio": "python-socketio (unstored)",
    "node_socketio": "Node Socket.IO (unstored)",
}
_KINDS = ("paced", "rushed")
_EXACT = ("lost", "doubled", "out_of_order")


def summary(
    contest: dict[str, dict[str, Any]],
    offers: dict[str, Any],
    crowd: dict[str, Any],
    shared: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Return medians by server, the hub's ratios to its peers, its exactness, and the verdicts."""
    hub = contest[HUB]
    peers = [name for name in contest if name != HUB]
    kinds = _KINDS
    results: dict[str, Any] = {
        "medians": {
            name: {"idle": one["idle"], **{kind: medians(one[kind]) for kind in kinds}} for name, one in contest.items()
        },
        "ratios": {name: {kind: ratio(hub[kind], contest[name][kind]) for kind in kinds} for name in peers},
        "two_nodes": _two_nodes(shared),
        "exactness": {
            name: sum(one[name] for source in (hub, shared[HUB]) for kind in kinds for one in source[kind])
            for name in _EXACT
        },
        "offers": offers,
        "crowd": crowd,
    }
    return {**results, "verdicts": verdicts(results)}


def _two_nodes(shared: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "medians": {name: {kind: medians(one[kind]) for kind in _KINDS} for name, one in shared.items()},
        "ratios": {kind: ratio(shared[HUB][kind], shared[NODE][kind]) for kind in _KINDS if NODE in shared},
    }


def tables(results: dict[str, Any]) -> str:
    """Return everything as text for a terminal."""
    parts = (
        _servers(results),
        _nodes(results["two_nodes"]["medians"]),
        _offers(results["offers"]),
        _crowd(results["crowd"]),
        _verdicts(results["verdicts"]),
    )
    return "\n\n".join("\n".join(part) for part in parts)


def _servers(results: dict[str, Any]) -> Iterator[str]:
    plan = results["plan"]
    yield f"{plan['pairs']} pairs, {plan['rate']:.0f} messages a second, medians of {plan['rounds']} rounds"
    head = ("", "CPU/msg", "p50", "p90", "p99", "max", "lost", "doubled", "disorder", "idle conn.")
    rows: list[Sequence[str]] = [head]
    for name, one in results["medians"].items():
        paced, late = one["paced"], one["paced"]["latency_ms"]
        rows.append((
            NAMES[name],
            f"{paced['cpu_us_per_message']:.0f} µs",
            *(f"{late[part]:.1f} ms" for part in ("p50", "p90", "p99", "max")),
            *(str(paced[part]) for part in _EXACT),
            f"{one['idle']['pss_kb']:.0f} kB",
        ))  # fmt: skip
    yield from _aligned(rows)
    yield ""
    yield "as fast as they answer"
    faster: list[Sequence[str]] = [("", "messages/s", "CPU/msg", "p50", "p99", "lost")]
    for name, one in results["medians"].items():
        rushed = one["rushed"]
        faster.append((
            NAMES[name],
            f"{rushed['per_second']:.0f}",
            f"{rushed['cpu_us_per_message']:.0f} µs",
            *(f"{rushed['latency_ms'][part]:.0f} ms" for part in ("p50", "p99")),
            str(rushed["lost"]),
        ))  # fmt: skip
    yield from _aligned(faster)


def _nodes(found: dict[str, Any]) -> Iterator[str]:
    yield "two nodes that share a Valkey (Daoban also a PostgreSQL), every message crosses"
    rows: list[Sequence[str]] = [("", "CPU/msg", "p50", "p99", "full load: messages/s", "CPU/msg", "lost")]
    for name, one in found.items():
        paced, rushed = one["paced"], one["rushed"]
        rows.append((
            NAMES[name],
            f"{paced['cpu_us_per_message']:.0f} µs",
            *(f"{paced['latency_ms'][part]:.1f} ms" for part in ("p50", "p99")),
            f"{rushed['per_second']:.0f}",
            f"{rushed['cpu_us_per_message']:.0f} µs",
            str(paced["lost"] + rushed["lost"]),
        ))  # fmt: skip
    yield from _aligned(rows)


def _offers(offers: dict[str, Any]) -> Iterator[str]:
    yield f"help → offer on the officer's line, {offers['officers']} officers free"
    rows: list[Sequence[str]] = [("", "samples", "p50", "p90", "p99", "max")]
    rate = f"{offers['busy_rate']:.0f}/s"
    worst = max(offers["busy_rounds_ms"], key=lambda one: float(one["p99"]))  # medians hid a stall in the third round
    for title, spread in (
        ("one at a time", offers["idle_ms"]),
        (rate, offers["busy_ms"]),
        (f"{rate}, worst round", worst),
    ):
        rows.append((title, str(spread["count"]), *(f"{spread[part]:.1f} ms" for part in ("p50", "p90", "p99", "max"))))
    yield from _aligned(rows)


def _crowd(crowd: dict[str, Any]) -> Iterator[str]:
    yield f"{crowd['lines']} idle connections: {crowd['cpu_percent']} % of a core, {crowd['lost']} lost"


def _verdicts(found: list[dict[str, Any]]) -> Iterator[str]:
    rows: list[Sequence[str]] = [("", "value", "bar", "", "beyond it", "")]
    for one in found:
        sign = "met" if one["met"] else "not met (a goal)" if not one["required"] else "NOT MET"
        beyond = "" if one["beyond"] is None else f"≤ {one['beyond']}"
        value = f"{one['value']} {one['unit']}".strip()
        rows.append((one["bar"], value, f"≤ {one['most']}", sign, beyond, "met" if one["is_beyond"] else ""))
    yield from _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lay out rows: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield f"  {row[0].ljust(widths[0])}  {'  '.join(cells)}".rstrip()
