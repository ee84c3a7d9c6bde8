"""Putting the talk on hold, and sending a matter to the hall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain import hall, holding
from chatserver.domain.guards import check_reader
from chatserver.services.guidance import form_of, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


async def hold(hub: Hub, actor: Actor, session_id: str, minutes: int, reason: str | None) -> Session:
    """Say that one looks something up, and for how long. Raises HoldInvalid."""
    now, words = hub.clock.now(), words_of(hub, reason)
    outcome = await hub.journal.change(
        session_id, lambda session: holding.hold_session(session, actor, minutes, words, now)
    )
    return outcome.session


async def go_on(hub: Hub, actor: Actor, session_id: str) -> Session:
    """Say that one is back."""
    outcome = await hub.journal.change(session_id, lambda session: holding.continue_session(session, actor))
    return outcome.session


async def refer(
    hub: Hub, actor: Actor, session_id: str, guide_id: str, items: Sequence[str] | None, text: str | None
) -> Session:
    """Tell the taxpayer to come to the hall. Raises MaterialUnknown, GuideLimit."""
    words = words_of(hub, text)

    def rule(session: Session) -> Decision:
        check_reader(session, actor)  # before its form is looked at: that says that it exists
        return hall.refer_to_hall(session, actor, guide_id, items, form_of(hub, session), words)

    return (await hub.journal.change(session_id, rule)).session
