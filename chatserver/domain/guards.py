"""Who may do what to a session: the checks that every rule begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import SessionEnded, SessionNotActive, SessionUnknown

if TYPE_CHECKING:
    from chatserver.domain.session import Session


def person_key(taxpayer_id: str, person_id: str) -> str:
    """Return the address of a person acting for a taxpayer; the same person for another taxpayer is another one."""
    return f"{taxpayer_id}:{person_id}"


def key_of(session: Session) -> str:
    """Return the address of the person whose session it is; empty before it is opened."""
    if session.taxpayer is None or session.person is None:
        return ""
    return person_key(session.taxpayer.taxpayer_id, session.person.person_id)


def may_read(session: Session, actor: Actor) -> bool:
    """Tell whether `actor` takes part: the person who asked, or the officer responsible for it."""
    if session.seq == 0:
        return False
    if actor.role is Role.TAXPAYER:
        return key_of(session) == actor.id
    return session.officer is not None and session.officer.officer_id == actor.id


def lies_on_desk(session: Session, officer_id: str) -> bool:
    """Tell whether the session is on the officer's desk: offered to them, or theirs and not yet closed."""
    if session.offer is not None:
        return session.offer.officer.officer_id == officer_id
    return session.officer is not None and session.officer.officer_id == officer_id and session.closed_at is None


def check_part(session: Session, actor: Actor) -> None:
    """Raise SessionUnknown for strangers: to them a foreign session and a missing one look the same."""
    if not may_read(session, actor):
        raise SessionUnknown(session_id=session.session_id)


def check_open(session: Session, actor: Actor) -> None:
    """Raise unless `actor` takes part and the talk goes on."""
    check_part(session, actor)
    if session.ending is not None:
        raise SessionEnded(session_id=session.session_id)


def check_active(session: Session, actor: Actor) -> None:
    """Raise unless `actor` takes part and an officer is responsible."""
    check_open(session, actor)
    if session.officer is None:
        raise SessionNotActive(session_id=session.session_id)
