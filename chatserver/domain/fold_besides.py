"""How notes, files, looks at earlier sessions, supervisors and purges change a session: the new fields, by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chatserver.domain import events_papers as papers
from chatserver.domain import monitor_events as monitor
from chatserver.domain.events import Event, NoteAdded
from chatserver.domain.files import shared_file
from chatserver.domain.origin import given_away, last_note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.session import Session


def changes_besides(session: Session, logged: LoggedEvent) -> Mapping[str, object]:
    """Return what the event, one of `BESIDES`, changes."""
    return BESIDES[type(logged.event)](session, logged, logged.event)


def _noted(session: Session, logged: LoggedEvent, event: NoteAdded) -> Mapping[str, object]:
    return {"notes": (*session.notes, event.note_id), "last_note": last_note(logged, event)}


def _shared(session: Session, logged: LoggedEvent, event: papers.FileShared) -> Mapping[str, object]:
    return {"files": (*session.files, shared_file(logged, event))}


def _refused(session: Session, _: LoggedEvent, event: papers.FileRefused) -> Mapping[str, object]:
    return {"refused_files": (*session.refused_files, event.file_id)}


def _removed(session: Session, logged: LoggedEvent, event: papers.FileRemoved) -> Mapping[str, object]:
    files = (
        replace(shared, removed_at=logged.at) if shared.file_id == event.file_id else shared for shared in session.files
    )
    return {"files": tuple(files)}


def _viewed(session: Session, _: LoggedEvent, __: papers.HistoryViewed) -> Mapping[str, object]:
    return {"history_views": session.history_views + 1}


def _purged(session: Session, _: LoggedEvent, event: papers.SessionPurged) -> Mapping[str, object]:
    return {"purged": (*session.purged, event.part)}


def _monitored(session: Session, _: LoggedEvent, event: monitor.MonitorStarted) -> Mapping[str, object]:
    return {"monitors": (*session.monitors, event.officer.officer_id)}


def _unmonitored(session: Session, _: LoggedEvent, event: monitor.MonitorStopped) -> Mapping[str, object]:
    return {"monitors": tuple(one for one in session.monitors if one != event.officer_id)}


def _reassigned(_: Session, __: LoggedEvent, event: monitor.SessionReassigned) -> Mapping[str, object]:
    # whom the supervisor passes by, they know; whoever declined before may be asked again
    return {"origin": given_away(event), "passed_over": {}}


BESIDES: dict[type[Event], Callable[[Session, LoggedEvent, Any], Mapping[str, object]]] = {
    NoteAdded: _noted,
    papers.FileShared: _shared,
    papers.FileRefused: _refused,
    papers.FileRemoved: _removed,
    papers.HistoryViewed: _viewed,
    papers.SessionPurged: _purged,
    monitor.MonitorStarted: _monitored,
    monitor.MonitorStopped: _unmonitored,
    monitor.SessionReassigned: _reassigned,
}
