"""Rules for messages: plain text, said once, in one order for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors import MessageEmpty, MessageLimit, MessageTooLong
from chatserver.domain.events import MessagePosted, MessageRead
from chatserver.domain.events_together import SessionContinued
from chatserver.domain.guards import check_going_on, check_part, check_voice, has_joined
from chatserver.domain.masking import SensitivePattern, mask_text
from chatserver.domain.session import is_responsible
from chatserver.domain.talk import said_key
from chatserver.domain.text import clean_text, is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.session import Session

MAX_CHARACTERS = 4_000
"""Longest message in characters: two screens of text, and far below the transport's frame limit."""
MAX_MESSAGES = 2_000
"""Most messages of one session: 20 times the longest seen in practice; bounds memory and replay."""


def compose(client_msg_id: str, text: str, patterns: Sequence[SensitivePattern]) -> MessagePosted:
    """Return the message as it will be stored: cleaned and masked. Raises MessageEmpty, MessageTooLong."""
    if len(text) > MAX_CHARACTERS * 2:  # before cleaning: no work for 100 kB of text
        raise MessageTooLong(limit=MAX_CHARACTERS, length=len(text))
    cleaned = clean_text(text)
    if is_blank(cleaned):
        raise MessageEmpty
    if len(cleaned) > MAX_CHARACTERS:
        raise MessageTooLong(limit=MAX_CHARACTERS, length=len(cleaned))
    masked, kinds = mask_text(cleaned, patterns)
    return MessagePosted(client_msg_id=client_msg_id, text=masked, masked=kinds)


def post_message(session: Session, actor: Actor, message: MessagePosted) -> Decision:
    """Add a message; the same `client_msg_id` again changes nothing, even after the end.

    Whoever had put the talk on hold is back with their first word to the taxpayer.
    """
    check_voice(session, actor)
    if session.talk.said.number(said_key(actor.role, message.client_msg_id)) is not None:
        return NOTHING
    check_going_on(session)
    if len(session.talk.said) >= MAX_MESSAGES:
        raise MessageLimit(limit=MAX_MESSAGES)
    if session.hold is not None and actor.role is Role.OFFICER and is_responsible(session, actor.id):
        return Decision(((actor, SessionContinued()), (actor, message)))
    return Decision(((actor, message),))


def read_messages(session: Session, actor: Actor, up_to_seq: int) -> Decision:
    """Move the reader's mark forward; it never moves back, nor beyond what was said. A second officer has none."""
    if has_joined(session, actor):
        return NOTHING
    check_part(session, actor)
    talk = session.talk
    mark = min(up_to_seq, talk.last_seq)
    known = talk.officer_read if actor.role is Role.OFFICER else talk.taxpayer_read
    if mark <= known:
        return NOTHING
    return Decision(((actor, MessageRead(up_to_seq=mark)),))
