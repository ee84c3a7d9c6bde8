"""What was said, in numbers, and how events change it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatserver.domain.actors import Role
from chatserver.domain.records import changed
from chatserver.domain.said import Said

if TYPE_CHECKING:
    from chatserver.domain.events import LoggedEvent, MessagePosted, MessageRead
    from chatserver.domain.events_together import AsidePosted


@dataclass(frozen=True, kw_only=True)  # no slots, for `changed`
class Talk:
    """Who wrote how often, how far each side has read, which sends are known."""

    said: Said = field(default_factory=Said)
    last_seq: int = 0
    taxpayer_messages: int = 0
    officer_messages: int = 0
    first_answer_at: dt.datetime | None = None
    taxpayer_read: int = 0
    officer_read: int = 0


def said_key(role: Role, client_msg_id: str) -> str:
    """Return the key under which a send is known; each side draws its ids alone."""
    return role + ":" + client_msg_id  # a role is text; a third of what an f-string and .value cost


def aside_key(client_msg_id: str) -> str:
    """Return the key under which a message among officers is known."""
    return "aside:" + client_msg_id


def with_message(talk: Talk, logged: LoggedEvent, event: MessagePosted, *, by_second: bool) -> Talk:
    """Return the talk after one more message; `by_second`: of an officer who is not the one responsible.

    Who writes has read; what a second officer wrote, the one responsible has still to read.
    """
    role = logged.actor.role
    said = talk.said.plus(said_key(role, event.client_msg_id), logged.seq)
    if role is Role.OFFICER:
        return changed(
            talk,
            said=said,
            last_seq=logged.seq,
            officer_messages=talk.officer_messages + 1,
            officer_read=talk.officer_read if by_second else logged.seq,
            first_answer_at=talk.first_answer_at or logged.at,
        )
    return changed(
        talk,
        said=said,
        last_seq=logged.seq,
        taxpayer_messages=talk.taxpayer_messages + 1,
        taxpayer_read=logged.seq,
    )


def with_aside(talk: Talk, logged: LoggedEvent, event: AsidePosted) -> Talk:
    """Return the talk after something was said aside: only the send is known, nothing is to be read of it."""
    return changed(talk, said=talk.said.plus(aside_key(event.client_msg_id), logged.seq))


def with_read(talk: Talk, logged: LoggedEvent, event: MessageRead) -> Talk:
    """Return the talk after one side has read on."""
    if logged.actor.role is Role.OFFICER:
        return changed(talk, officer_read=max(talk.officer_read, event.up_to_seq))
    return changed(talk, taxpayer_read=max(talk.taxpayer_read, event.up_to_seq))
