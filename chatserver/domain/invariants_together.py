"""What must be true of consults and holds in every log: only who was asked joins, only what has begun ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatserver.domain import events as ev
from chatserver.domain import events_together as together
from chatserver.domain.actors import Role
from chatserver.domain.guards import has_joined, is_monitoring, may_speak
from chatserver.domain.monitor_events import SUPERVISING, MonitorStarted, MonitorStopped, SessionReassigned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.session import Session
    from chatserver.domain.together import Consult

_OFFICER = frozenset({Role.OFFICER})
MAY_DO_TOGETHER: dict[type[ev.Event], frozenset[Role]] = {
    **dict.fromkeys(together.TOGETHER, _OFFICER),
    MonitorStarted: _OFFICER,
    SessionReassigned: _OFFICER,
    MonitorStopped: _OFFICER | {Role.HUB},  # who supervises no more reads no longer
    together.ConsultEnded: frozenset({Role.OFFICER, Role.HUB}),
}
_TO_ALL = (ev.MessagePosted, ev.FieldHighlighted, ev.StepSuggested, ev.LinkPushed, ev.ErrorExplained)


def may_act_beside(session: Session, logged: LoggedEvent) -> bool:
    """Tell whether an officer who is not responsible may have done this."""
    event, actor, consult = logged.event, logged.actor, session.consult
    if _is_a_supervisors(event) or _steps_in(session, logged):
        return True
    if isinstance(event, _TO_ALL):
        return may_speak(session, actor)
    if isinstance(event, together.AsidePosted):
        return has_joined(session, actor) or is_monitoring(session, actor)
    if isinstance(event, together.ConsultJoined | together.ConsultEnded):
        return consult is not None and consult.officer.officer_id == actor.id
    if isinstance(event, together.ConsultIntroduced):  # on joining, as whoever asked them wished
        return has_joined(session, actor) and consult is not None and consult.introduced
    return False


def _is_a_supervisors(event: ev.Event) -> bool:
    """Who is a supervisor is no fact of the session: what they do says so itself."""
    return isinstance(event, SUPERVISING) or (isinstance(event, ev.SessionTransferred) and event.by_supervisor)


def _steps_in(session: Session, logged: LoggedEvent) -> bool:
    """Tell whether a supervisor who reads along makes themselves the second officer."""
    event, actor = logged.event, logged.actor
    is_own = isinstance(event, together.ConsultStarted) and event.officer.officer_id == actor.id
    return is_own and is_monitoring(session, actor)


def took_over(session: Session, logged: LoggedEvent, event: ev.SessionAssigned) -> bool:
    """Tell whether a second officer may have become responsible without an offer."""
    consult = session.consult
    left = consult is not None and consult.end_reason == "took_over" and consult.officer == event.officer
    return left and logged.actor.role is Role.HUB


def broken_together(session: Session, logged: LoggedEvent) -> Iterator[str]:
    """Tell what is wrong with the event, given the session before it; any other event is fine."""
    if rule := _RULES.get(type(logged.event)):
        yield from rule(session, session.consult, logged.event)


def _started(_: Session, consult: Consult | None, event: together.ConsultStarted) -> Iterator[str]:
    if consult is not None and (consult.is_open or consult.consult_id == event.consult_id):
        yield f"{event.consult_id} is started while {consult.consult_id} is there"


def _joined(_: Session, consult: Consult | None, event: together.ConsultJoined) -> Iterator[str]:
    yield from _is_of(consult, event)
    if consult is not None and consult.joined_at is not None:
        yield f"{event.consult_id} was joined already"


def _introduced(_: Session, consult: Consult | None, event: together.ConsultIntroduced) -> Iterator[str]:
    yield from _is_of(consult, event)
    if consult is not None and (consult.joined_at is None or consult.introduced_at is not None):
        yield f"{event.consult_id} is introduced twice, or before anybody joined"


def _ended(_: Session, consult: Consult | None, event: together.ConsultEnded) -> Iterator[str]:
    yield from _is_of(consult, event)
    if consult is not None and event.introduced != (consult.introduced_at is not None):
        yield f"{event.consult_id} ends as if the taxpayer had heard of it, or had not"


def _aside(session: Session, consult: Consult | None, _: together.AsidePosted) -> Iterator[str]:
    if not session.monitors and (consult is None or not consult.has_joined):
        yield f"said aside in {session.session_id} while no second officer is there"


def _continued(session: Session, _: Consult | None, __: together.SessionContinued) -> Iterator[str]:
    if session.hold is None:
        yield f"{session.session_id} goes on, but was not on hold"


def _is_of(consult: Consult | None, event: Any) -> Iterator[str]:
    if consult is None or not consult.is_open:
        yield f"{event.type} of {event.consult_id}, but none is open"
    elif (consult.consult_id, consult.officer) != (event.consult_id, event.officer):
        yield f"{event.type} of {event.consult_id}, but the one that is open is {consult.consult_id}"


_RULES: dict[type[ev.Event], Callable[[Session, Consult | None, Any], Iterator[str]]] = {
    together.ConsultStarted: _started,
    together.ConsultJoined: _joined,
    together.ConsultIntroduced: _introduced,
    together.ConsultEnded: _ended,
    together.AsidePosted: _aside,
    together.SessionContinued: _continued,
}
