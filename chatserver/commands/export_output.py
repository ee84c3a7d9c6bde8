"""The file of `daoban export` and its manifest: whole under its name, and never beside the manifest of another."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from chatserver.adapters.disk import settle_folder
from chatserver.services.exporting.drafts import MANIFEST, manifest_text, settle_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Output:
    """Where rows are written: `file` is `draft` until `keep` gives it the name `path`; standard output has neither."""

    file: IO[bytes]
    draft: Path | None = None
    path: Path | None = None

    def keep(self, told: dict[str, Any]) -> None:
        """Have all of it on disk under its name, with a manifest that says `told`.

        Each step is on disk before the next: wherever it is cut there is the old file or the new one, with its own
        manifest or without any, by which it is seen not to be whole.
        """
        if self.draft is None or self.path is None:
            self.file.flush()
            return
        with self.file:
            settle_file(self.file)
        drafted, beside = _beside(self.draft), _beside(self.path)
        with drafted.open("wb") as file:
            file.write(manifest_text(told))
            settle_file(file)
        beside.unlink(missing_ok=True)
        settle_folder(self.path.parent)
        self.draft.replace(self.path)
        settle_folder(self.path.parent)
        drafted.replace(beside)
        settle_folder(self.path.parent)


@contextlib.contextmanager
def output_to(path: Path | None) -> Iterator[Output]:
    """Yield what to write into; what was not kept leaves nothing. A failure names the file that was asked for."""
    if path is None:
        yield Output(sys.stdout.buffer)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            yield Output(file, draft, path)
    except OSError as error:
        if str(error.filename) not in {str(draft), str(_beside(draft))}:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        draft.unlink(missing_ok=True)
        _beside(draft).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + MANIFEST)
