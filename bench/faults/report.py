"""From results to what is read (a table) and kept (JSON, docs/reliability.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = ("", "lost", "doubled", "disorder", "stuck", "over cap.", "moved", "log", "views", "recovered", "", "")


def table(results: Sequence[dict[str, Any]]) -> str:
    """Return the table for a terminal."""
    rows: list[Sequence[str]] = []
    for stage in dict.fromkeys(one["stage"] for one in results):
        rows.append((stage, *_HEAD[1:]))
        rows += [_row(one) for one in results if one["stage"] == stage]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True))
        lines.append("  ".join([row[0].ljust(widths[0]), *cells, row[-1]]).rstrip())
    return "\n".join([*lines, *_words(results)])


def _row(one: dict[str, Any]) -> Sequence[str]:
    took = one["recovered_seconds"]
    return (
        f"  {one['fault']}",
        *(str(one[name]) for name in ("lost", "doubled", "out_of_order", "stuck", "capacity_exceeded")),
        str(one["moved"]),
        str(one["log_violations"]),
        str(one["wrong_views"]),
        "never" if took is None else f"{took:.1f} s",
        "ok" if one["passed"] else "FAILED",
        one["note"],
    )


def _words(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    for one in results:
        if not one["passed"]:
            yield f"\n{one['stage']}, {one['fault']}: {one['unmet'] or 'see below'}"
            yield from (f"  {words}" for words in one["words"])
            yield f"  refused: {one['refusals'] or 'nothing'}"
            if one["wrong_answers"]:
                yield f"  answers without a way on: {one['wrong_answers']}"
            if one["moved"]:
                yield f"  {one['moved']} times a session went back to the queue"
            if one["unsent"]:
                yield f"  {one['unsent']} clients could not send what they wrote"


_BEGIN, _END = "<!-- results: written by make faults -->", "<!-- end of results -->"


def renewed(document: str, kept: dict[str, Any]) -> str:
    """Return the document with its results replaced by these."""
    before, _, rest = document.partition(_BEGIN)
    return f"{before}{_BEGIN}\n\n{_told(kept)}\n\n{_END}{rest.partition(_END)[2]}"


def _told(kept: dict[str, Any]) -> str:
    load, badly = kept["load"], kept["bad_input"]
    ran = f"`{kept['command']}`, {kept['date'][:10]}, {kept['seconds']} s; {kept['machine']['cores']} cores"
    versions = f"Python {kept['versions']['python']}, commit {kept['versions']['daoban']}"
    parts = [f"{ran}, {versions}. {load['sessions']} sessions talking, {load['officers']} officers."]
    for stage in dict.fromkeys(one["stage"] for one in kept["faults"]):
        rows = [_line(one) for one in kept["faults"] if one["stage"] == stage]
        parts.append("\n".join([f"### {stage[:1].upper()}{stage[1:]}", "", *_TABLE_HEAD, *rows]))
    if badly is not None:
        words = "nothing unexpected" if badly["passed"] else f"{len(badly['findings'])} findings"
        grown = f"{badly['growth_kilobytes']:+,} kB of memory"
        parts.append(f"Bad input: {badly['frames']:,} frames and requests, {words}, {grown}.")
    return "\n\n".join(parts)


_COLUMNS = (
    "fault",
    "what happens; from when recovery counts",
    "lost",
    "doubled",
    "out of order",
    "stuck",
    "capacity exceeded",
    "moved",
    "recovered",
)
_TABLE_HEAD = (f"| {' | '.join(_COLUMNS)} |", f"|{' --- |' * len(_COLUMNS)}")


def _line(one: dict[str, Any]) -> str:
    counts = (one[name] for name in ("lost", "doubled", "out_of_order", "stuck", "capacity_exceeded", "moved"))
    took = one["recovered_seconds"]
    what = f"{one['what']}. {one['note']}".rstrip(". ")
    cells = (one["fault"], what, *counts, "never" if took is None else f"{took:.1f} s")
    return f"| {' | '.join(str(cell) for cell in cells)} |"
