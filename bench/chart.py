"""Draws the results as one small picture for the documentation, in the product's colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from bench.report import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH, _LEFT, _BAR, _ROW = 760, 220, 420, 34
_STYLE = """
  svg { font-family: -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
  .paper { fill: #ffffff; } .title { fill: #16202a; font-size: 15px; font-weight: 700; }
  .name { fill: #3f4c58; font-size: 13px; } .own { fill: #16202a; font-weight: 700; }
  .value { fill: #16202a; font-size: 13px; font-variant-numeric: tabular-nums; }
  .note { fill: #5a6773; font-size: 12px; }
  .bar { fill: #8fbdd1; } .bar.own { fill: #0e5575; } .axis { stroke: #d3dae0; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #151d25; } .title, .value, .own { fill: #e6ebf0; } .name { fill: #b7c2cc; } .note { fill: #93a0ac; }
    .bar { fill: #2a5f79; } .bar.own { fill: #79bedc; } .axis { stroke: #2b3742; }
  }
"""


def draw(results: dict[str, Any]) -> str:
    """Return the SVG."""
    plan = results["plan"]
    costs = [
        (NAMES[name], one["paced"]["cpu_us_per_message"], name == "daoban") for name, one in results["medians"].items()
    ]
    offers = results["offers"]
    waits = [
        ("one at a time, p50", offers["idle_ms"]["p50"], True),
        ("one at a time, p99", offers["idle_ms"]["p99"], True),
        (f"{offers['busy_rate']:.0f} a second, p99", offers["busy_ms"]["p99"], True),
    ]
    rate = f"{plan['pairs']:,} pairs, {plan['rate']:,.0f} messages a second"
    parts = [
        *_group(f"Server CPU per message, {rate}", costs, "µs", top=16),
        *_group("From pressing help to the offer on the officer's screen", waits, "ms", top=72 + _ROW * len(costs)),
    ]
    height = 152 + _ROW * (len(costs) + len(waits))
    machine = f"{results['machine']['cores']} cores, {results['machine']['processor']}; {results['date'][:10]}"
    note = f'<text class="note" x="24" y="{height - 20}">{escape(machine)}; fewer is better</text>'
    view = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    label = "Server CPU per message and time from help to offer"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} role="img" aria-label="{label}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}"/>',
        *parts,
        note,
        "</svg>",
        "",
    ])  # fmt: skip


def _group(title: str, rows: list[tuple[str, float, bool]], unit: str, *, top: int) -> Iterator[str]:
    yield f'<text class="title" x="24" y="{top + 18}">{escape(title)}</text>'
    longest = max(value for _, value, _ in rows) or 1.0
    first = top + 34
    yield f'<line class="axis" x1="{_LEFT}" x2="{_LEFT}" y1="{first}" y2="{first + _ROW * len(rows)}"/>'
    for number, (name, value, own) in enumerate(rows):
        y = first + _ROW * number
        kind = " own" if own else ""
        width = max(2, round(_BAR * value / longest))
        yield f'<text class="name{kind}" x="{_LEFT - 12}" y="{y + 22}" text-anchor="end">{escape(name)}</text>'
        yield f'<rect class="bar{kind}" x="{_LEFT}" y="{y + 7}" width="{width}" height="20"/>'
        yield f'<text class="value" x="{_LEFT + width + 8}" y="{y + 22}">{_number(value)} {unit}</text>'


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"
