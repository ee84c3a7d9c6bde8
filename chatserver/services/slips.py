"""Service confirmation slips: starting, filling, checking, concluding, and finding them again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain import slip_rules as rules
from chatserver.domain.actors import Role
from chatserver.domain.earlier import check_serving, prefix_of, view_slips
from chatserver.domain.errors import SessionUnknown
from chatserver.domain.guards import check_part
from chatserver.domain.slip_errors import SlipUnknown
from chatserver.services.calendar import today
from chatserver.services.guidance import form_of, words_of
from chatserver.services.history import find
from storage.slips import Owner, load_place, load_slips

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision, Rule
    from chatserver.domain.session import Session
    from chatserver.domain.slip import Slip
    from chatserver.services.hub import Hub

PAGE = 20
"""Slips of one answer."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 2, 4


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip and the session that it belongs to."""

    session: Session
    slip: Slip


@dataclass(frozen=True, slots=True)
class SlipPage:
    """Slips, newest first; `more`: there are older ones."""

    slips: list[FoundSlip]
    more: bool


def new_number(now: dt.datetime) -> str:
    """Return a number for people: the bureau's day and eight letters, none of which looks like another.

    With 10,000 slips a day, two of one day are alike once in sixty years; the key of a slip is its id.
    """
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join((today(now).strftime("%Y%m%d"), *groups))


async def start(hub: Hub, actor: Actor, session_id: str, slip_id: str, optional: Collection[str]) -> Session:
    """Start a slip from the list of the matter that the page shows. Raises SlipRunning, SlipLimit, SlipInvalid."""
    no = new_number(hub.clock.now())
    return await _change(
        hub,
        actor,
        session_id,
        lambda s: rules.start_slip(s, actor, slip_id, no, form_of(hub, s), optional),
    )


async def add_item(
    hub: Hub, actor: Actor, session_id: str, slip_id: str, item_id: str, *, paper: str, reason: str
) -> Session:
    """Ask for one more paper. Raises what `rules.add_item` raises."""
    name, why = words_of(hub, paper), words_of(hub, reason)
    return await _change(hub, actor, session_id, lambda s: rules.add_item(s, actor, slip_id, item_id, name, why))


async def strike_item(hub: Hub, actor: Actor, session_id: str, slip_id: str, item_id: str, reason: str) -> Session:
    """Do without a paper. Raises what `rules.strike_item` raises."""
    why = words_of(hub, reason)
    return await _change(hub, actor, session_id, lambda s: rules.strike_item(s, actor, slip_id, item_id, why))


async def fill_item(
    hub: Hub, actor: Actor, session_id: str, slip_id: str, item_id: str, file_ids: Sequence[str]
) -> Session:
    """Put shared files to an item. Raises what `rules.fill_item` raises."""
    return await _change(hub, actor, session_id, lambda s: rules.fill_item(s, actor, slip_id, item_id, file_ids))


async def confirm(hub: Hub, actor: Actor, session_id: str, slip_id: str) -> Session:
    """Confirm the papers. Raises SlipUnknown, SlipClosed, SlipEmpty, SlipIncomplete."""
    return await _change(hub, actor, session_id, lambda s: rules.confirm_slip(s, actor, slip_id))


async def check_item(
    hub: Hub,
    actor: Actor,
    session_id: str,
    slip_id: str,
    item_id: str,
    *,
    verdict: str,
    reason: str | None,
    seen: Sequence[str] | None = None,
) -> Session:
    """Accept a paper or ask for it again. Raises what `rules.check_item` raises."""
    why = words_of(hub, reason)
    return await _change(
        hub, actor, session_id, lambda s: rules.check_item(s, actor, slip_id, item_id, verdict, why, seen=seen)
    )


async def conclude(hub: Hub, actor: Actor, session_id: str, slip_id: str, *, outcome: str, result: str) -> Session:
    """Write the result. Raises what `rules.conclude_slip` raises."""
    told = words_of(hub, result)
    return await _change(hub, actor, session_id, lambda s: rules.conclude_slip(s, actor, slip_id, outcome, told))


async def cancel(hub: Hub, actor: Actor, session_id: str, slip_id: str, reason: str) -> Session:
    """Take a slip back. Raises SlipUnknown, SlipClosed, ReasonMissing."""
    why = words_of(hub, reason)
    return await _change(hub, actor, session_id, lambda s: rules.cancel_slip(s, actor, slip_id, why))


async def look(hub: Hub, actor: Actor, session_id: str | None, after_no: str | None) -> SlipPage:
    """Return the person's own slips, or to an officer those of the session's taxpayer; they always say of which."""
    if actor.role is Role.TAXPAYER:
        return await look_own(hub, actor, after_no)
    if session_id is None:
        raise SessionUnknown
    return await look_of(hub, actor, session_id, after_no)


async def look_own(hub: Hub, actor: Actor, after_no: str | None) -> SlipPage:
    """Return the person's own slips behind number `after_no`. Raises SlipUnknown."""
    return await _look(hub, Owner(person_key=actor.id), after_no)


async def look_of(hub: Hub, actor: Actor, session_id: str, after_no: str | None) -> SlipPage:
    """Return the slips of the session's taxpayer at this bureau, whoever acted for it: for who serves them now.

    Each that is not of this session is in its log as read before it is shown. Raises SessionUnknown, NotPermitted,
    SessionNotActive, SlipUnknown, HistoryLimit.
    """
    session = await find(hub, actor, session_id)
    check_serving(session, actor)
    assert session.taxpayer is not None  # noqa: S101 - nobody takes part in a session that was not opened
    owner = Owner(taxpayer_id=session.taxpayer.taxpayer_id, prefix=prefix_of(session))
    page = await _look(hub, owner, after_no)
    read = [(found.session.session_id, found.slip.slip_id) for found in page.slips]
    await hub.journal.change(session_id, lambda now: view_slips(now, actor, read))
    return page


async def _look(hub: Hub, owner: Owner, after_no: str | None) -> SlipPage:
    place = None
    if after_no is not None:
        place = await hub.database.read(lambda connection: load_place(connection, owner, after_no))
        if place is None:
            raise SlipUnknown(no=after_no)
    rows = await hub.database.read(lambda connection: load_slips(connection, owner, place, PAGE + 1))
    return SlipPage([FoundSlip(session, slip) for session, slip in rows[:PAGE]], more=len(rows) > PAGE)


async def _change(hub: Hub, actor: Actor, session_id: str, rule: Rule) -> Session:
    """Change the session, but look at nothing of it for a stranger."""

    def guarded(session: Session) -> Decision:
        check_part(session, actor)
        return rule(session)

    return (await hub.journal.change(session_id, guarded)).session
