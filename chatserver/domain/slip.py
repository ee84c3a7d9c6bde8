"""The service confirmation slip (业务办理服务确认单): which papers are wanted, given, accepted, and the result.

Records, and how events change them. A slip stays with its session: a transfer keeps it, the end leaves it as it is.
Its state while it runs follows from its items alone, so nothing can be confirmed that has changed since.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chatserver.domain import slip_events as ev
from chatserver.domain.actors import OfficerRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.events import Event, LoggedEvent


class ItemState(StrEnum):
    """Where one paper stands: `filled` is put there and not yet confirmed, `given` is confirmed and not yet checked."""

    WANTED = "wanted"
    FILLED = "filled"
    GIVEN = "given"
    ACCEPTED = "accepted"
    REDO = "redo"
    STRUCK = "struck"


class SlipState(StrEnum):
    """Where a slip stands: `open` to the taxpayer, `confirmed` by them, `checking` once a paper is accepted."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CHECKING = "checking"
    HANDLED = "handled"
    NOT_HANDLED = "not_handled"
    CANCELLED = "cancelled"


RUNNING = frozenset({SlipState.OPEN, SlipState.CONFIRMED, SlipState.CHECKING})
FILLABLE = frozenset({ItemState.WANTED, ItemState.FILLED, ItemState.REDO})
"""States in which a paper is the taxpayer's: they may put files there."""
CHECKABLE = frozenset({ItemState.GIVEN, ItemState.ACCEPTED, ItemState.REDO})
"""States in which it is the officer's; a verdict may be corrected until new files are put there."""
MISSING = frozenset({ItemState.WANTED, ItemState.REDO})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipItem:
    """One paper. `added`: why the officer asks for it besides the list; `reason`: why to give it again, or struck."""

    item_id: str
    name: str
    when: str | None = None
    original: bool = False
    added: str | None = None
    state: ItemState = ItemState.WANTED
    state_at: dt.datetime | None = None
    reason: str | None = None
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip. `officer` started it; `result` says what was done, or why not, or why it was cancelled."""

    slip_id: str
    no: str
    matter_id: str
    title: str
    officer: OfficerRef
    at: dt.datetime
    items: tuple[SlipItem, ...]
    state: SlipState = SlipState.OPEN
    state_at: dt.datetime | None = None
    confirmed_at: dt.datetime | None = None
    result: str | None = None
    concluded_by: OfficerRef | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has neither result nor been cancelled."""
        return self.state in RUNNING

    @property
    def wanted(self) -> tuple[SlipItem, ...]:
        """The items that are not struck."""
        return tuple(item for item in self.items if item.state is not ItemState.STRUCK)

    def item(self, item_id: str) -> SlipItem | None:
        """Return the item with this id, or None."""
        return next((item for item in self.items if item.item_id == item_id), None)


def fold_slips(slips: tuple[Slip, ...], logged: LoggedEvent) -> tuple[Slip, ...]:
    """Return `slips` after one more event about one of them."""
    event: Any = logged.event
    if isinstance(event, ev.SlipStarted):
        return (*slips, _started(logged, event))
    return tuple(_changed(slip, logged) if slip.slip_id == event.slip_id else slip for slip in slips)


def _started(logged: LoggedEvent, event: ev.SlipStarted) -> Slip:
    items = tuple(
        SlipItem(item_id=paper.item_id, name=paper.name, when=paper.when, original=paper.original)
        for paper in event.papers
    )
    return Slip(
        slip_id=event.slip_id,
        no=event.no,
        matter_id=event.matter_id,
        title=event.title,
        officer=event.officer,
        at=logged.at,
        items=items,
    )


def _changed(slip: Slip, logged: LoggedEvent) -> Slip:
    changed = _FOLD[type(logged.event)](slip, logged, logged.event)
    state = _state_of(changed)
    return changed if state is slip.state else replace(changed, state=state, state_at=logged.at)


def _state_of(slip: Slip) -> SlipState:
    states = {item.state for item in slip.wanted}
    if not slip.is_running:
        return slip.state
    if not states or states & FILLABLE:
        return SlipState.OPEN
    return SlipState.CHECKING if ItemState.ACCEPTED in states else SlipState.CONFIRMED


def _added(slip: Slip, _: LoggedEvent, event: ev.SlipItemAdded) -> Slip:
    item = SlipItem(item_id=event.item_id, name=event.name, added=event.reason)
    return replace(slip, items=(*slip.items, item))


def _struck(slip: Slip, logged: LoggedEvent, event: ev.SlipItemStruck) -> Slip:
    return _with(slip, event.item_id, logged, state=ItemState.STRUCK, reason=event.reason)


def _filled(slip: Slip, logged: LoggedEvent, event: ev.SlipItemFilled) -> Slip:
    item = slip.item(event.item_id)
    emptied = ItemState.REDO if item and item.reason else ItemState.WANTED
    state = ItemState.FILLED if event.file_ids else emptied
    return _with(slip, event.item_id, logged, state=state, file_ids=event.file_ids)


def _confirmed(slip: Slip, logged: LoggedEvent, _: ev.SlipConfirmed) -> Slip:
    for item in slip.items:
        if item.state is ItemState.FILLED:
            slip = _with(slip, item.item_id, logged, state=ItemState.GIVEN, reason=None)
    return replace(slip, confirmed_at=logged.at)


def _checked(slip: Slip, logged: LoggedEvent, event: ev.SlipItemChecked) -> Slip:
    return _with(slip, event.item_id, logged, state=ItemState(event.verdict), reason=event.reason)


def _concluded(slip: Slip, logged: LoggedEvent, event: ev.SlipConcluded) -> Slip:
    state = SlipState(event.outcome)
    return replace(slip, state=state, state_at=logged.at, result=event.result, concluded_by=event.officer)


def _cancelled(slip: Slip, logged: LoggedEvent, event: ev.SlipCancelled) -> Slip:
    return replace(slip, state=SlipState.CANCELLED, state_at=logged.at, result=event.reason)


def _with(slip: Slip, item_id: str, logged: LoggedEvent, **changes: object) -> Slip:
    items = tuple(
        replace(item, state_at=logged.at, **changes) if item.item_id == item_id else item  # type: ignore[arg-type]
        for item in slip.items
    )
    return replace(slip, items=items)


_FOLD: dict[type[Event], Callable[[Slip, LoggedEvent, Any], Slip]] = {
    ev.SlipItemAdded: _added,
    ev.SlipItemStruck: _struck,
    ev.SlipItemFilled: _filled,
    ev.SlipConfirmed: _confirmed,
    ev.SlipItemChecked: _checked,
    ev.SlipConcluded: _concluded,
    ev.SlipCancelled: _cancelled,
}
