"""How the events of `events_together` change a session: the fields that are new, by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chatserver.domain import events_together as ev
from chatserver.domain.together import Consult, Hold, Referral

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatserver.domain.events import LoggedEvent


def changes_together(consult: Consult | None, logged: LoggedEvent) -> Mapping[str, object]:
    """Return what the event changes, given the consult before it."""
    return _FOLD[type(logged.event)](consult, logged, logged.event)


def _started(_: Consult | None, logged: LoggedEvent, event: ev.ConsultStarted) -> Mapping[str, object]:
    consult = Consult(
        consult_id=event.consult_id,
        officer=event.officer,
        introduced=event.introduced,
        text=event.text,
        started_at=logged.at,
        for_transfer=event.for_transfer,
    )
    return {"consult": consult}


def _joined(consult: Consult | None, logged: LoggedEvent, _: ev.ConsultJoined) -> Mapping[str, object]:
    return _of(consult, joined_at=logged.at)


def _introduced(consult: Consult | None, logged: LoggedEvent, _: ev.ConsultIntroduced) -> Mapping[str, object]:
    return _of(consult, introduced_at=logged.at)


def _ended(consult: Consult | None, _: LoggedEvent, event: ev.ConsultEnded) -> Mapping[str, object]:
    return _of(consult, end_reason=event.reason)


def _of(consult: Consult | None, **changes: Any) -> Mapping[str, object]:
    return {"consult": replace(consult, **changes)} if consult else {}


def _held(_: Consult | None, logged: LoggedEvent, event: ev.SessionHeld) -> Mapping[str, object]:
    return {"hold": Hold(at=logged.at, minutes=event.minutes, due_at=event.due_at, reason=event.reason)}


def _continued(_: Consult | None, __: LoggedEvent, ___: ev.SessionContinued) -> Mapping[str, object]:
    return {"hold": None}


def _referred(_: Consult | None, logged: LoggedEvent, event: ev.HallReferred) -> Mapping[str, object]:
    referral = Referral(guide_id=event.guide_id, at=logged.at, title=event.title, items=event.items, text=event.text)
    return {"referral": referral}


_FOLD: dict[type[object], Callable[[Consult | None, LoggedEvent, Any], Mapping[str, object]]] = {
    ev.ConsultStarted: _started,
    ev.ConsultJoined: _joined,
    ev.ConsultIntroduced: _introduced,
    ev.ConsultEnded: _ended,
    ev.SessionHeld: _held,
    ev.SessionContinued: _continued,
    ev.HallReferred: _referred,
}
