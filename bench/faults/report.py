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
