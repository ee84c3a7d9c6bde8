"""An event of a newer version, on a node that does not know its type: while a bureau upgrades node by node.

It is kept as it is, counted, and told to everybody by its number only. What it means this version cannot know: folding
it changes nothing, and whatever was folded here is folded anew by whoever does know (`storage.codec.FOLD`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chatserver.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignEvent(Event):
    """Something that happened; `name` is its type, as the newer version wrote it."""

    type: ClassVar[str] = "event.foreign"
    name: str
