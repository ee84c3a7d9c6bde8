"""Work on rows by the thousand: they come and go and have no cycles, and to look for these in each cost 5 %."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_OBJECTS: Final = 100_000
"""New ones before the collector looks at them."""


def for_bulk() -> None:
    """Look for cycles seldom from now on: for a process that does nothing else."""
    gc.set_threshold(_OBJECTS)


@contextlib.contextmanager
def in_bulk() -> Iterator[None]:
    """Look for cycles seldom in this block."""
    usual = gc.get_threshold()
    for_bulk()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
