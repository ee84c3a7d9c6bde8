"""Earlier sessions of a taxpayer → what an officer is shown of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Role
from chatserver.domain.earlier import is_done
from chatserver.protocol import views as v
from chatserver.sockets.views import event_view

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.services.earlier import Earlier
    from chatserver.services.history import Tail


def earlier_session(session: Session) -> v.EarlierSession:
    """Return what an officer sees of an ended session of the taxpayer whom they serve."""
    ending = session.ending
    assert ending and session.opened_at and session.person  # noqa: S101, PT018 - only ended ones are listed
    return v.EarlierSession(
        session_id=session.session_id,
        opened_at=session.opened_at,
        ended_at=ending.at,
        end_reason=ending.reason,
        person=session.person,
        matter_id=session.matter_id,
        questions=session.questions,
        officer=session.officer,
        done=is_done(session),
        slips=tuple(
            v.EarlierSlip(slip_id=one.slip_id, no=one.no, title=one.title, state=one.state.value, at=one.at)
            for one in session.slips
        ),
    )


def earlier_sessions(found: Earlier) -> v.EarlierSessions:
    """Return what the taxpayer asked before."""
    return v.EarlierSessions(sessions=tuple(map(earlier_session, found.sessions)), more=found.more)


def earlier_transcript(tail: Tail) -> v.EarlierTranscript:
    """Return an earlier session to be read."""
    events = tuple(event_view(stored, Role.OFFICER) for stored in tail.events)
    return v.EarlierTranscript(session=earlier_session(tail.session), events=events)
