"""Saying and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.guards import check_going_on, check_voice
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.talk import said_key

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Rule
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


def posting(hub: Hub, actor: Actor, client_msg_id: str, text: str) -> Rule:
    """Return the change that posts a message. Raises MessageEmpty, MessageTooLong."""
    message = compose(client_msg_id, text, hub.catalogue.common.sensitive_patterns)
    return lambda session: post_message(session, actor, message)


def number_of(session: Session, actor: Actor, client_msg_id: str) -> int:
    """Return the number of a message that was posted, just now or before."""
    number = session.talk.said.number(said_key(actor.role, client_msg_id))
    assert number is not None  # noqa: S101 - asked only about what was posted
    return number


async def post(hub: Hub, actor: Actor, session_id: str, client_msg_id: str, text: str) -> int:
    """Post a message; return its number, also when it was posted before."""
    outcome = await hub.journal.change(session_id, posting(hub, actor, client_msg_id, text))
    return number_of(outcome.session, actor, client_msg_id)


def reading(actor: Actor, up_to_seq: int) -> Rule:
    """Return the change that moves the reader's mark."""
    return lambda session: read_messages(session, actor, up_to_seq)


async def read(hub: Hub, actor: Actor, session_id: str, up_to_seq: int) -> int:
    """Move the reader's mark; return the session's number afterwards."""
    outcome = await hub.journal.change(session_id, reading(actor, up_to_seq))
    return outcome.session.seq


async def set_typing(hub: Hub, actor: Actor, session_id: str, *, typing: bool) -> None:
    """Tell the other side; nothing is stored."""
    session = await hub.journal.glance(session_id)
    check_voice(session, actor)
    check_going_on(session)
    hub.publisher.typing_changed(session, actor, typing=typing)
