"""`python -m chatserver.adapters.file_inspector <path> <kept> <preview> <name>`: look into one file and say what it is.

A program of its own: whatever a stranger's file does to the code that reads it, it does to this process, which has
little memory and little time, and not to the hub. Prints one line of JSON: `{"refused": reason}`, or what it is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from chatserver.adapters.file_kinds import PICTURES, kind_of
from chatserver.services.file_ports import NotDeliverable

MEMORY_BYTES: Final = 1_500_000_000
PROCESSOR_SECONDS: Final = 40


def inspect(path: Path, kept: Path, preview: Path, name: str) -> dict[str, object]:
    """Return what the file is, with the picture drawn anew; or why it is refused."""
    try:
        media_type = kind_of(path, name)
        if media_type not in PICTURES:
            return {"media_type": media_type}
        from chatserver.adapters.file_pictures import redraw  # noqa: PLC0415 - 60 ms that most kinds do without

        width, height = redraw(path, PICTURES[media_type], kept, preview)
    except NotDeliverable as refused:
        return {"refused": refused.reason}
    return {"media_type": media_type, "width": width, "height": height}


def _bound() -> None:
    """Take memory and time away from this process for good."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def main(arguments: list[str]) -> int:
    """Look into the file named."""
    _bound()
    path, kept, preview, name = arguments
    sys.stdout.write(json.dumps(inspect(Path(path), Path(kept), Path(preview), name)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
