"""Asking a second officer in, reading along, talking aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain import consulting as rules
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.message import compose
from chatserver.domain.talk import aside_key
from chatserver.services.guidance import lines_of
from chatserver.services.routing import find_officer_now

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Rule
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


async def start(
    hub: Hub,
    actor: Actor,
    session_id: str,
    consult_id: str,
    officer_id: str,
    *,
    introduced: bool,
    text: str | None,
    for_transfer: bool = False,
) -> Session:
    """Ask a colleague in. Raises OfficerUnknown, ColleagueAway, ConsultOpen."""
    officer, _ = await find_officer_now(hub, officer_id)
    is_there = officer.may_be_asked()
    asked = ConsultStarted(
        consult_id=consult_id,
        officer=officer.ref,
        introduced=introduced,
        text=lines_of(hub, text),
        for_transfer=for_transfer,
    )
    return await _change(hub, session_id, lambda session: rules.start_consult(session, actor, asked, is_there=is_there))


async def join(hub: Hub, actor: Actor, session_id: str, consult_id: str) -> Session:
    """Take part as the one who was asked. Raises ConsultGone."""
    return await _change(hub, session_id, lambda session: rules.join_consult(session, actor, consult_id))


async def decline(hub: Hub, actor: Actor, session_id: str, consult_id: str) -> Session:
    """Not take part. Raises ConsultGone."""
    return await _change(hub, session_id, lambda session: rules.decline_consult(session, actor, consult_id))


async def introduce(hub: Hub, actor: Actor, session_id: str, consult_id: str) -> Session:
    """Tell the taxpayer who has joined. Raises ConsultGone, ConsultNotJoined."""
    return await _change(hub, session_id, lambda session: rules.introduce_consult(session, actor, consult_id))


async def end(hub: Hub, actor: Actor, session_id: str, consult_id: str) -> Session:
    """End it, from either side. Raises ConsultGone."""
    return await _change(hub, session_id, lambda session: rules.end_consult(session, actor, consult_id))


async def post_aside(hub: Hub, actor: Actor, session_id: str, client_msg_id: str, text: str) -> int:
    """Say something that only officers see; return its number. Raises what `compose` raises, ConsultNotJoined."""
    message = compose(client_msg_id, text, hub.catalogue.common.sensitive_patterns)
    aside = AsidePosted(client_msg_id=client_msg_id, text=message.text, masked=message.masked)
    session = await _change(hub, session_id, lambda session: rules.post_aside(session, actor, aside))
    number = session.talk.said.number(aside_key(client_msg_id))
    assert number is not None  # noqa: S101 - asked only about what was posted
    return number


async def _change(hub: Hub, session_id: str, rule: Rule) -> Session:
    return (await hub.journal.change(session_id, rule)).session
