"""Saying and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.guards import check_open
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.session import said_key

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.services.hub import Hub


async def post(hub: Hub, actor: Actor, session_id: str, client_msg_id: str, text: str) -> int:
    """Post a message; return its number, also when it was posted before."""
    message = compose(client_msg_id, text, hub.catalogue.common.sensitive_patterns)
    outcome = await hub.journal.change(session_id, lambda session: post_message(session, actor, message))
    return outcome.session.talk.said[said_key(actor.role, client_msg_id)]


async def read(hub: Hub, actor: Actor, session_id: str, up_to_seq: int) -> int:
    """Move the reader's mark; return the session's number afterwards."""
    outcome = await hub.journal.change(session_id, lambda session: read_messages(session, actor, up_to_seq))
    return outcome.session.seq


async def set_typing(hub: Hub, actor: Actor, session_id: str, *, typing: bool) -> None:
    """Tell the other side; nothing is stored."""
    session = await hub.journal.load(session_id)
    check_open(session, actor)
    hub.publisher.typing_changed(session, actor, typing=typing)
