"""Rules for the service confirmation slip: the officer asks for papers, the taxpayer gives them, the officer decides.

Ids are the caller's and repeats are nothing. Papers come from the matter's list; what is added or struck has a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors import NotPermitted, ReasonMissing, SessionNotActive
from chatserver.domain.file_errors import FileUnknown
from chatserver.domain.guards import check_active, check_open, check_part
from chatserver.domain.session import SessionState
from chatserver.domain.slip import CHECKABLE, FILLABLE, MISSING, ItemState, Slip, SlipItem, SlipState
from chatserver.domain.slip_errors import (
    SlipClosed,
    SlipEmpty,
    SlipIncomplete,
    SlipInvalid,
    SlipItemChanged,
    SlipItemClosed,
    SlipItemUnknown,
    SlipLimit,
    SlipRunning,
    SlipUnchecked,
    SlipUnknown,
)
from chatserver.domain.slip_events import (
    SlipCancelled,
    SlipConcluded,
    SlipConfirmed,
    SlipItemAdded,
    SlipItemChecked,
    SlipItemFilled,
    SlipItemStruck,
    SlipStarted,
    WantedPaper,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from chatserver.domain.catalogue import Matter
    from chatserver.domain.session import Session

MAX_SLIPS = 10
"""Most slips of one session; with the next two, bounds memory and replay."""
MAX_ITEMS = 30
"""Most items of one slip: the longest list of the catalogue has seven."""
MAX_FILES = 20
"""Most files of one item."""
VERDICTS = frozenset({ItemState.ACCEPTED.value, ItemState.REDO.value})
OUTCOMES = frozenset({SlipState.HANDLED.value, SlipState.NOT_HANDLED.value})


def start_slip(
    session: Session, actor: Actor, slip_id: str, no: str, matter: Matter, optional: Collection[str]
) -> Decision:
    """Start a slip with every required paper of the matter's list, and those of the others that are named.

    Raises SlipRunning, SlipLimit, SlipInvalid.
    """
    _check_officer(session, actor)
    if _find(session, slip_id) is not None:
        return NOTHING
    check_active(session, actor)
    running = next((slip for slip in session.slips if slip.is_running), None)
    if running is not None:
        raise SlipRunning(slip_id=running.slip_id)
    if len(session.slips) >= MAX_SLIPS:
        raise SlipLimit(limit=MAX_SLIPS)
    if not {material.id for material in matter.materials}.issuperset(optional):
        raise SlipInvalid(part="optional")
    assert session.officer is not None  # noqa: S101 - an active session has one
    papers = tuple(
        WantedPaper(
            item_id=material.id,
            name=material.name.for_display(session.locale),
            when=material.when.for_display(session.locale) or None,
            original=material.original,
        )
        for material in matter.materials
        if material.required or material.id in optional
    )
    event = SlipStarted(
        slip_id=slip_id,
        no=no,
        matter_id=matter.id,
        title=matter.name.for_display(session.locale),
        officer=session.officer,
        papers=papers,
    )
    return Decision(((actor, event),))


def add_item(
    session: Session, actor: Actor, slip_id: str, item_id: str, name: str | None, reason: str | None
) -> Decision:
    """Ask for one more paper. Raises SlipUnknown, SlipClosed, SlipInvalid, ReasonMissing, SlipLimit."""
    slip = _of_officer(session, actor, slip_id)
    if slip.item(item_id) is not None:
        return NOTHING
    check_active(session, actor)
    _check_running(slip)
    if name is None:
        raise SlipInvalid(part="paper")
    if reason is None:
        raise ReasonMissing
    if len(slip.items) >= MAX_ITEMS:
        raise SlipLimit(limit=MAX_ITEMS)
    return Decision(((actor, SlipItemAdded(slip_id=slip_id, item_id=item_id, name=name, reason=reason)),))


def strike_item(session: Session, actor: Actor, slip_id: str, item_id: str, reason: str | None) -> Decision:
    """Do without a paper. Raises SlipUnknown, SlipItemUnknown, SlipClosed, ReasonMissing, SlipEmpty."""
    slip = _of_officer(session, actor, slip_id)
    item = _item(slip, item_id)
    if item.state is ItemState.STRUCK:
        return NOTHING
    check_active(session, actor)
    _check_running(slip)
    if reason is None:
        raise ReasonMissing
    if len(slip.wanted) == 1:
        raise SlipEmpty
    return Decision(((actor, SlipItemStruck(slip_id=slip_id, item_id=item_id, reason=reason)),))


def fill_item(session: Session, actor: Actor, slip_id: str, item_id: str, file_ids: Sequence[str]) -> Decision:
    """Put files of the session, the taxpayer's own, to an item in place of what is there; none: take them away.

    Raises SlipUnknown, SlipItemUnknown, SlipItemClosed, SlipClosed, SlipInvalid, FileUnknown.
    """
    slip = _of_taxpayer(session, actor, slip_id)
    item = _item(slip, item_id)
    files = tuple(file_ids)
    if item.file_ids == files and item.state in {ItemState.FILLED, ItemState.GIVEN, ItemState.ACCEPTED}:
        return NOTHING
    check_open(session, actor)
    _check_running(slip)
    if item.state not in FILLABLE:
        raise SlipItemClosed(item_id=item_id, state=item.state.value)
    if len(set(files)) != len(files) or len(files) > MAX_FILES:
        raise SlipInvalid(part="files", limit=MAX_FILES)
    for file_id in files:
        shared = session.file(file_id)
        if shared is None or shared.by is not Role.TAXPAYER:
            raise FileUnknown(file_id=file_id)
    if not files and item.state is not ItemState.FILLED:
        return NOTHING
    return Decision(((actor, SlipItemFilled(slip_id=slip_id, item_id=item_id, file_ids=files)),))


def confirm_slip(session: Session, actor: Actor, slip_id: str) -> Decision:
    """Confirm the papers; again, it changes nothing. Raises SlipUnknown, SlipClosed, SlipEmpty, SlipIncomplete."""
    slip = _of_taxpayer(session, actor, slip_id)
    if slip.state in {SlipState.CONFIRMED, SlipState.CHECKING}:
        return NOTHING
    check_open(session, actor)
    _check_running(slip)
    if not slip.wanted:
        raise SlipEmpty
    missing = [item.item_id for item in slip.wanted if item.state in MISSING]
    if missing:
        raise SlipIncomplete(missing=missing)
    return Decision(((actor, SlipConfirmed(slip_id=slip_id)),))


def check_item(
    session: Session,
    actor: Actor,
    slip_id: str,
    item_id: str,
    verdict: str,
    reason: str | None,
    *,
    seen: Sequence[str] | None = None,
) -> Decision:
    """Accept a confirmed paper, or ask for it again with a reason; while wrapping up, too. Nothing is not accepted.

    `seen`: the files that were looked at; a verdict that is late must not be one on others. None: not said.
    Raises SlipUnknown, SlipItemUnknown, SlipInvalid, SlipClosed, SlipItemClosed, SlipItemChanged, ReasonMissing.
    """
    slip = _of_officer(session, actor, slip_id)
    item = _item(slip, item_id)
    if verdict not in VERDICTS:
        raise SlipInvalid(part="verdict")
    why = reason if verdict == ItemState.REDO else None
    if item.state == verdict and item.reason == why:
        return NOTHING
    _check_at_work(session)
    _check_running(slip)
    taken_away = verdict == ItemState.ACCEPTED and not item.file_ids
    if item.state not in CHECKABLE or taken_away:
        raise SlipItemClosed(item_id=item_id, state=item.state.value)
    if seen is not None and tuple(seen) != item.file_ids:
        raise SlipItemChanged(item_id=item_id)
    if verdict == ItemState.REDO:
        check_open(session, actor)  # after the end nobody could give it again
        if why is None:
            raise ReasonMissing
    return Decision(((actor, SlipItemChecked(slip_id=slip_id, item_id=item_id, verdict=verdict, reason=why)),))


def conclude_slip(session: Session, actor: Actor, slip_id: str, outcome: str, result: str | None) -> Decision:
    """Write the result; `handled` needs every paper accepted. While wrapping up, too.

    Raises SlipUnknown, SlipInvalid, SlipClosed, ReasonMissing, SlipEmpty, SlipUnchecked.
    """
    slip = _of_officer(session, actor, slip_id)
    if outcome not in OUTCOMES:
        raise SlipInvalid(part="outcome")
    if slip.state == outcome:
        return NOTHING
    _check_at_work(session)
    _check_running(slip)
    if result is None:
        raise ReasonMissing
    if outcome == SlipState.HANDLED:
        _check_accepted(slip)
    assert session.officer is not None  # noqa: S101 - whoever takes part as an officer is this one
    event = SlipConcluded(slip_id=slip_id, outcome=outcome, result=result, officer=session.officer)
    return Decision(((actor, event),))


def cancel_slip(session: Session, actor: Actor, slip_id: str, reason: str | None) -> Decision:
    """Take the slip back; while wrapping up, too. Raises SlipUnknown, SlipClosed, ReasonMissing."""
    slip = _of_officer(session, actor, slip_id)
    if slip.state is SlipState.CANCELLED:
        return NOTHING
    _check_at_work(session)
    _check_running(slip)
    if reason is None:
        raise ReasonMissing
    return Decision(((actor, SlipCancelled(slip_id=slip_id, reason=reason)),))


def _check_officer(session: Session, actor: Actor) -> None:
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted


def _of_officer(session: Session, actor: Actor, slip_id: str) -> Slip:
    _check_officer(session, actor)
    return _known(session, slip_id)


def _of_taxpayer(session: Session, actor: Actor, slip_id: str) -> Slip:
    check_part(session, actor)
    if actor.role is not Role.TAXPAYER:
        raise NotPermitted
    return _known(session, slip_id)


def _find(session: Session, slip_id: str) -> Slip | None:
    return next((slip for slip in session.slips if slip.slip_id == slip_id), None)


def _known(session: Session, slip_id: str) -> Slip:
    slip = _find(session, slip_id)
    if slip is None:
        raise SlipUnknown(slip_id=slip_id)
    return slip


def _item(slip: Slip, item_id: str) -> SlipItem:
    item = slip.item(item_id)
    if item is None:
        raise SlipItemUnknown(item_id=item_id)
    return item


def _check_running(slip: Slip) -> None:
    if not slip.is_running:
        raise SlipClosed(slip_id=slip.slip_id, state=slip.state.value)


def _check_at_work(session: Session) -> None:
    """The officer works on until the session is closed: what was given in the talk may be handled after it."""
    if session.state not in {SessionState.ACTIVE, SessionState.WRAP_UP}:
        raise SessionNotActive(session_id=session.session_id)


def _check_accepted(slip: Slip) -> None:
    if not slip.wanted:
        raise SlipEmpty
    unchecked = [item.item_id for item in slip.wanted if item.state is not ItemState.ACCEPTED]
    if unchecked:
        raise SlipUnchecked(item_ids=unchecked)
