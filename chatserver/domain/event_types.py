"""Every kind of event by its name on the wire."""

from __future__ import annotations

from chatserver.domain import events_papers as papers
from chatserver.domain.events import Event
from chatserver.domain.events_together import TOGETHER
from chatserver.domain.monitor_events import SUPERVISING
from chatserver.domain.slip_events import SLIP_EVENTS

_LATER: tuple[type[Event], ...] = (
    papers.FileShared,
    papers.FileRefused,
    papers.FileRemoved,
    papers.HistoryViewed,
    papers.SessionPurged,
    *TOGETHER,
    *SUPERVISING,
    *SLIP_EVENTS,
)
_OTHERS = [cls for cls in Event.__subclasses__() if cls.__module__ == Event.__module__]
EVENT_TYPES: dict[str, type[Event]] = {cls.type: cls for cls in (*_OTHERS, *_LATER)}
"""Wire name → class."""
