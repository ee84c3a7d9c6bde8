"""Every event type by its wire name, wherever it is defined."""

from __future__ import annotations

from chatserver.domain.events import Event
from chatserver.domain.slip_events import SLIP_EVENTS

_OTHERS = (cls for cls in Event.__subclasses__() if cls not in SLIP_EVENTS)
EVENT_TYPES: dict[str, type[Event]] = {cls.type: cls for cls in (*_OTHERS, *SLIP_EVENTS)}
"""Wire name → class."""
