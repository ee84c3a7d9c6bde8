"""How heavy the widget may be on a bureau's page: the loader at once, the panel on the first click."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# gzip -9, in bytes
LOADER_BYTES = 3_000
PANEL_BYTES = 36_000


def find_faults(root: Path) -> list[str]:
    """One line for each budget that is overrun."""
    dist = root / "widget" / "dist"
    manifest = json.loads((dist / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    weights = {
        "the loader": (_zipped(dist / "daoban.js"), LOADER_BYTES),
        "all that the panel needs": (sum(_zipped(dist / name) for name in panel_files(manifest)), PANEL_BYTES),
    }
    return [
        f"{what} weighs {weight:,} bytes gzip, {weight - budget:,} above its budget of {budget:,}"
        for what, (weight, budget) in weights.items()
        if weight > budget
    ]


def panel_files(manifest: dict[str, Any]) -> set[str]:
    """The panel's entry and all that it imports before it can show anything, lazy chunks not counted."""
    entries = [name for name, chunk in manifest.items() if chunk.get("isEntry")]
    return {file for name in entries for file in _with_imports(manifest, name)}


def _with_imports(manifest: dict[str, Any], name: str) -> Iterator[str]:
    chunk = manifest[name]
    yield chunk["file"]
    yield from chunk.get("css", ())
    for imported in chunk.get("imports", ()):
        yield from _with_imports(manifest, imported)


def _zipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), compresslevel=9))
