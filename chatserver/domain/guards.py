"""Who may do what to a session: the checks that every rule begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import NotPermitted, SessionEnded, SessionNotActive, SessionUnknown

if TYPE_CHECKING:
    from chatserver.domain.session import Session


def person_key(taxpayer_id: str, person_id: str) -> str:
    """Return the address of a person acting for a taxpayer; the same person for another taxpayer is another one."""
    return f"{taxpayer_id}:{person_id}"


def taxpayer_prefix(taxpayer_id: str, person_id: str) -> str:
    """Return how the addresses (`person_key`) of all begin who act for the same taxpayer at the same bureau.

    Ids of people are `bureau|person` where several bureaus share a hub; two bureaus may have the same taxpayer's id.
    """
    bureau, bar, _ = person_id.partition("|")
    return person_key(taxpayer_id, bureau + bar if bar else "")


def key_of(session: Session) -> str:
    """Return the address of the person whose session it is; empty before it is opened."""
    if session.taxpayer is None or session.person is None:
        return ""
    return person_key(session.taxpayer.taxpayer_id, session.person.person_id)


def takes_part(session: Session, actor: Actor) -> bool:
    """Tell whether it is theirs: the person who asked, or the officer responsible for it."""
    if session.seq == 0:
        return False
    if actor.role is Role.TAXPAYER:
        return key_of(session) == actor.id
    return session.officer is not None and session.officer.officer_id == actor.id


def may_read(session: Session, actor: Actor) -> bool:
    """Tell whether they may see it: whoever takes part, a second officer who has joined, a supervisor reading along."""
    return takes_part(session, actor) or has_joined(session, actor) or is_monitoring(session, actor)


def may_speak(session: Session, actor: Actor) -> bool:
    """Tell whether they may speak to all: whoever takes part, and a second officer of whom the taxpayer knows."""
    consult = session.consult
    return takes_part(session, actor) or (has_joined(session, actor) and consult is not None and consult.may_speak)


def has_joined(session: Session, actor: Actor) -> bool:
    """Tell whether they are the second officer at this session."""
    consult = session.consult
    is_second = consult is not None and consult.has_joined and consult.officer.officer_id == actor.id
    return is_second and actor.role is Role.OFFICER


def is_monitoring(session: Session, actor: Actor) -> bool:
    """Tell whether they are a supervisor who reads the session along, and does nothing in it."""
    return actor.role is Role.OFFICER and actor.id in session.monitors


def officers_of(session: Session) -> tuple[str, ...]:
    """Return the ids of the officers whose desk it may lie on: responsible, or asked in or joined as the second one."""
    consult, officer = session.consult, session.officer
    first = (officer.officer_id,) if officer else ()
    return (*first, consult.officer.officer_id) if consult and consult.is_open else first


def lies_on_desk(session: Session, officer_id: str) -> bool:
    """Tell whether the session is on the officer's desk: offered to them, theirs and not yet closed, or a consult."""
    if session.consult is not None and session.consult.is_open and session.consult.officer.officer_id == officer_id:
        return True
    if session.offer is not None:
        return session.offer.officer.officer_id == officer_id
    return session.officer is not None and session.officer.officer_id == officer_id and session.closed_at is None


def check_reader(session: Session, actor: Actor) -> None:
    """Raise SessionUnknown for strangers: to them a foreign session and a missing one look the same."""
    if not may_read(session, actor):
        raise SessionUnknown(session_id=session.session_id)


def check_voice(session: Session, actor: Actor) -> None:
    """Raise unless they may speak to all: NotPermitted for a second officer who is not introduced."""
    check_reader(session, actor)
    if not may_speak(session, actor):
        raise NotPermitted


def check_part(session: Session, actor: Actor) -> None:
    """Raise unless it is theirs: SessionUnknown for strangers, NotPermitted for a second officer."""
    check_reader(session, actor)
    if not takes_part(session, actor):
        raise NotPermitted


def check_open(session: Session, actor: Actor) -> None:
    """Raise unless `actor` takes part and the talk goes on."""
    check_part(session, actor)
    check_going_on(session)


def check_going_on(session: Session) -> None:
    """Raise SessionEnded once the talk is over."""
    if session.ending is not None:
        raise SessionEnded(session_id=session.session_id)


def check_active(session: Session, actor: Actor) -> None:
    """Raise unless `actor` takes part and an officer is responsible."""
    check_open(session, actor)
    check_with_officer(session)


def check_with_officer(session: Session) -> None:
    """Raise SessionEnded, SessionNotActive unless the talk goes on and an officer is responsible."""
    check_going_on(session)
    if session.officer is None:
        raise SessionNotActive(session_id=session.session_id)
