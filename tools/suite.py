"""All tests in parts, which `make test` runs a few at once: each waits for other programs for much of its time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final

_ONE_LOOP: Final = tuple(
    part for what in ("fixture", "test") for part in ("-o", f"asyncio_default_{what}_loop_scope=session")
)
"""All tests of a part on one event loop, so that they share one Chromium: to start one takes 0.7 s."""
_MARKS: Final = {"browser": _ONE_LOOP, "not browser": ()}


@dataclass(frozen=True, slots=True)
class Part:
    """Tests of some folders with a mark, or of all folders but some."""

    mark: str
    folders: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What they are, for people."""
        return f"{self.mark}: {' '.join(self.folders) or 'all others'}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """What pytest is told."""
        ignored = (f"--ignore={folder}" for folder in self.but)
        return ("-m", self.mark, *_MARKS[self.mark], *ignored, *self.folders)


_FOLDERS: Final = (
    Part("not browser", ("tests/services",)),
    Part("browser", ("tests/console",)),
    Part("not browser", ("tests/commands", "tests/storage", "tests/web")),
    Part("browser", ("tests/e2e",)),
    Part("browser", ("tests/widget",)),
)


def _others(mark: str) -> Part:
    """Return what is in no part of its own, so that a new folder is never forgotten."""
    return Part(mark, but=tuple(chain.from_iterable(part.folders for part in _FOLDERS if part.mark == mark)))


PARTS: Final = (_others("not browser"), *_FOLDERS, _others("browser"))
"""Those that take long come first."""
