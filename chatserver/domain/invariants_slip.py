"""What must be true of slips in every log: one at a time, confirmed when whole, checked when confirmed, one result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatserver.domain import slip_events as ev
from chatserver.domain.actors import Role
from chatserver.domain.session import Session, SessionState
from chatserver.domain.slip import CHECKABLE, FILLABLE, MISSING, ItemState, Slip, SlipState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatserver.domain.events import Event

_TALK = frozenset({SessionState.ACTIVE})
_TALK_AND_AFTER = frozenset({SessionState.ACTIVE, SessionState.WRAP_UP})
_BEFORE_THE_END = frozenset({SessionState.QUEUED, SessionState.OFFERED, SessionState.ACTIVE})
MAY_HAPPEN_IN: dict[type[Event], frozenset[SessionState]] = {
    ev.SlipStarted: _TALK,
    ev.SlipItemAdded: _TALK,
    ev.SlipItemStruck: _TALK,
    ev.SlipItemFilled: _BEFORE_THE_END,
    ev.SlipConfirmed: _BEFORE_THE_END,
    ev.SlipItemChecked: _TALK_AND_AFTER,
    ev.SlipConcluded: _TALK_AND_AFTER,
    ev.SlipCancelled: _TALK_AND_AFTER,
}
NOT_AFTER_THE_END = frozenset(kind for kind, states in MAY_HAPPEN_IN.items() if SessionState.WRAP_UP not in states)
_TAXPAYERS = {ev.SlipItemFilled, ev.SlipConfirmed}
MAY_DO: dict[type[Event], frozenset[Role]] = {
    kind: frozenset({Role.TAXPAYER if kind in _TAXPAYERS else Role.OFFICER}) for kind in ev.SLIP_EVENTS
}


def broken_slips(session: Session, event: Event) -> Iterator[str]:
    """Tell what is wrong with `event`, given the session before it; any other event is fine."""
    if isinstance(event, ev.SlipStarted):
        yield from _started(session, event)
    elif rule := _RULES.get(type(event)):
        about: Any = event
        slip = next((slip for slip in session.slips if slip.slip_id == about.slip_id), None)
        if slip is None:
            yield f"{event.type} of {about.slip_id}, which was never started"
        elif not slip.is_running:
            yield f"{event.type} of {about.slip_id}, which is {slip.state.value}"
        else:
            yield from rule(session, slip, event)


def _started(session: Session, event: ev.SlipStarted) -> Iterator[str]:
    for slip in session.slips:
        if slip.slip_id == event.slip_id:
            yield f"slip {event.slip_id} was started twice"
        elif slip.is_running:
            yield f"slip {event.slip_id} was started while {slip.slip_id} was {slip.state.value}"
    if session.officer and event.officer != session.officer:
        yield f"slip {event.slip_id} says that {event.officer.officer_id} started it"
    items = [paper.item_id for paper in event.papers]
    if len(set(items)) != len(items):
        yield f"slip {event.slip_id} asks for one paper twice"


def _added(_: Session, slip: Slip, event: ev.SlipItemAdded) -> Iterator[str]:
    if slip.item(event.item_id):
        yield f"item {event.item_id} of {slip.slip_id} was added twice"


def _struck(_: Session, slip: Slip, event: ev.SlipItemStruck) -> Iterator[str]:
    yield from _stands(slip, event, frozenset(ItemState) - {ItemState.STRUCK})
    if len(slip.wanted) == 1:
        yield f"the last item of {slip.slip_id} was struck"


def _filled(session: Session, slip: Slip, event: ev.SlipItemFilled) -> Iterator[str]:
    yield from _stands(slip, event, FILLABLE)
    for file_id in event.file_ids:
        shared = session.file(file_id)
        if shared is None or shared.by is not Role.TAXPAYER:
            yield f"item {event.item_id} of {slip.slip_id} holds file {file_id}, which the taxpayer has not shared"


def _confirmed(_: Session, slip: Slip, __: ev.SlipConfirmed) -> Iterator[str]:
    missing = [item.item_id for item in slip.wanted if item.state in MISSING]
    if missing or not slip.wanted:
        yield f"{slip.slip_id} was confirmed without {', '.join(missing) or 'any paper'}"
    if slip.state is not SlipState.OPEN:
        yield f"{slip.slip_id} was confirmed while {slip.state.value}"


def _checked(_: Session, slip: Slip, event: ev.SlipItemChecked) -> Iterator[str]:
    yield from _stands(slip, event, CHECKABLE)
    if event.verdict not in {ItemState.ACCEPTED, ItemState.REDO}:
        yield f"item {event.item_id} of {slip.slip_id} was found {event.verdict}"
    item = slip.item(event.item_id)
    if event.verdict == ItemState.ACCEPTED and item is not None and not item.file_ids:
        yield f"item {event.item_id} of {slip.slip_id} was accepted without any file"
    if (event.verdict == ItemState.REDO) != (event.reason is not None):
        yield f"item {event.item_id} of {slip.slip_id} is to be redone without reason, or accepted with one"


def _concluded(session: Session, slip: Slip, event: ev.SlipConcluded) -> Iterator[str]:
    if event.outcome not in {SlipState.HANDLED, SlipState.NOT_HANDLED}:
        yield f"{slip.slip_id} was concluded as {event.outcome}"
    open_items = [item.item_id for item in slip.wanted if item.state is not ItemState.ACCEPTED]
    if event.outcome == SlipState.HANDLED and (open_items or not slip.wanted):
        yield f"{slip.slip_id} was handled though {', '.join(open_items) or 'nothing'} was not accepted"
    if session.officer and event.officer != session.officer:
        yield f"{slip.slip_id} says that {event.officer.officer_id} concluded it"


def _cancelled(*_: object) -> Iterator[str]:
    return iter(())


def _stands(slip: Slip, event: Any, states: frozenset[ItemState]) -> Iterator[str]:
    item = slip.item(event.item_id)
    if item is None:
        yield f"{event.type} of {event.item_id}, which {slip.slip_id} does not ask for"
    elif item.state not in states:
        yield f"{event.type} of {event.item_id} in {slip.slip_id} while {item.state.value}"


_RULES: dict[type[Event], Callable[[Session, Slip, Any], Iterator[str]]] = {
    ev.SlipItemAdded: _added,
    ev.SlipItemStruck: _struck,
    ev.SlipItemFilled: _filled,
    ev.SlipConfirmed: _confirmed,
    ev.SlipItemChecked: _checked,
    ev.SlipConcluded: _concluded,
    ev.SlipCancelled: _cancelled,
}
