"""The officer's desk: what is on it, the declared status, and closing sessions."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain import ending
from chatserver.domain.errors import ReasonUnknown, StatusUnknown
from chatserver.domain.guards import lies_on_desk
from chatserver.domain.masking import mask_words
from chatserver.domain.offer import give_back
from chatserver.domain.officer import OfficerStatus
from chatserver.services.calendar import start_of_day
from chatserver.services.hub import codes
from chatserver.services.routing import declare, find_officer_now, queue_lengths, tell_officer, tell_officer_soon
from storage.consults import find_consults
from storage.desk import Today, load_today
from storage.presence import find_absences
from storage.sessions import find_desk, find_unassigned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub, QueueLength


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskContents:
    """Everything on an officer's desk at one moment."""

    officer: Officer
    status_at: dt.datetime
    sessions: list[Session]
    absences: dict[str, dt.datetime]
    """Since when the taxpayer of a session is absent; who is connected is left out."""
    queues: list[QueueLength]
    today: Today


async def snapshot(hub: Hub, actor: Actor) -> DeskContents:
    """Return the officer's desk: sessions in hand, on offer and consulted in, queues, the day so far."""
    since = start_of_day(hub.clock.now())
    officer, status_at = await find_officer_now(hub, actor.id)
    ids, waiting, today = await hub.database.read(
        lambda c: (
            [*find_desk(c, actor.id), *find_consults(c, actor.id)],
            find_unassigned(c),
            load_today(c, actor.id, since),
        )
    )
    sessions = [await hub.journal.load(session_id) for session_id in ids]
    absences = await hub.database.read(lambda connection: find_absences(connection, ids))
    return DeskContents(
        officer=officer,
        status_at=status_at,
        sessions=[session for session in sessions if lies_on_desk(session, actor.id)],  # some may have left meanwhile
        absences=absences,
        queues=queue_lengths(waiting),
        today=today,
    )


async def set_status(hub: Hub, actor: Actor, status: str, reason: str | None) -> Officer:
    """Declare a status. Raises StatusUnknown, ReasonUnknown."""
    if status not in set(OfficerStatus):
        raise StatusUnknown(status=status)
    wanted = OfficerStatus(status)
    if wanted is OfficerStatus.AWAY:
        if reason not in codes(hub.catalogue.common.away_reasons):
            raise ReasonUnknown(reason=reason)
    elif reason is not None:
        raise ReasonUnknown(reason=reason)
    officer = await declare(hub, actor.id, wanted, reason=reason, cause="officer")
    return officer if wanted is OfficerStatus.AVAILABLE else await _give_back(hub, actor, wanted)


async def _give_back(hub: Hub, actor: Actor, wanted: OfficerStatus) -> Officer:
    """Whoever takes no more sessions does not keep one ringing; who finishes what they have may still give advice."""
    find_asked = find_consults if wanted is not OfficerStatus.FINISHING else _none
    for session_id in await hub.database.read(lambda c: (*find_desk(c, actor.id), *find_asked(c, actor.id))):
        await hub.journal.change(session_id, lambda session: give_back(session, actor))
    tell_officer_soon(hub, actor.id)
    return await tell_officer(hub, actor.id)


def _none(_: Connection, __: str) -> list[str]:
    return []


async def resolve(hub: Hub, actor: Actor, session_id: str, question_id: str, disposition: str) -> Session:
    """Give a question its disposition."""
    known = codes(hub.catalogue.common.dispositions)
    outcome = await hub.journal.change(
        session_id, lambda session: ending.resolve_question(session, actor, question_id, disposition, known)
    )
    return outcome.session


async def wrap_up(hub: Hub, actor: Actor, session_id: str, dispositions: Mapping[str, str], note: str) -> Session:
    """Close an ended session; its slot is free for the next."""
    known = codes(hub.catalogue.common.dispositions)
    words = mask_words(note, hub.catalogue.common.sensitive_patterns) or ""
    outcome = await hub.journal.change(
        session_id, lambda session: ending.wrap_up(session, actor, dispositions, words, known)
    )
    tell_officer_soon(hub, actor.id)
    return outcome.session


def median_seconds(today: Today) -> float | None:
    """Return the median time to the first answer today, in seconds, or None without one."""
    return statistics.median(today.first_answer_seconds) if today.first_answer_seconds else None
