"""Pressing help, and everything that the taxpayer alone may do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chatserver.domain import ending, opening
from chatserver.domain.context import FormContext, admit
from chatserver.domain.errors import ClaimLost, MatterUnknown
from chatserver.domain.events import SessionRated
from chatserver.domain.masking import mask_words
from chatserver.domain.routing import boost_for
from chatserver.services.calendar import today
from chatserver.services.history import Tail, tail
from chatserver.services.hub import codes
from chatserver.services.routing import tell_desks
from storage.sessions import find_held, find_last_ended

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.decision import Rule
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from chatserver.services.principal import Principal, TaxpayerPrincipal


async def open_session(
    hub: Hub, principal: TaxpayerPrincipal, context: FormContext, *, locale: str, explained: bool
) -> Tail:
    """Open and queue a session, or find the one that the person has open; return it with all its events.

    Raises MatterUnknown, ContextTooLarge.
    """
    matter = _matter(hub, principal, context.matter_id)
    now = hub.clock.now()
    admitted = _admitted(hub, context, matter)
    error = matter.find_error(admitted.error_id)
    request = opening.HelpRequest(
        taxpayer=principal.taxpayer,
        person=principal.person,
        context=admitted,
        tier=error.start_tier if error else 1,
        boost=boost_for(admitted.deadline, today(now)),
        locale=locale,
        explained=explained,
        question_id=hub.new_id(),
    )
    try:
        outcome = await hub.journal.begin(hub.new_id(), lambda session: opening.open_session(session, request, now))
    except ClaimLost:  # the person has one open already
        held = await find_open(hub, principal.actor)
        if held is None:
            raise
        return await tail(hub, held, 0)
    hub.desks.want()
    return Tail(outcome.session, list(outcome.events))


async def find_open(hub: Hub, actor: Actor) -> Session | None:
    """Return the person's open session, or None."""
    session_id = await hub.database.read(lambda connection: find_held(connection, actor.id))
    return await hub.journal.load(session_id) if session_id else None


async def find_current(hub: Hub, actor: Actor) -> Session | None:
    """Return the open session, else the last one for as long as it can be rated, rated or not, else None."""
    if held := await find_open(hub, actor):
        return held
    since = hub.clock.now() - hub.rating_term
    session_id = await hub.database.read(lambda connection: find_last_ended(connection, actor.id, since))
    last = await hub.journal.load(session_id) if session_id else None
    return last if last and last.first_assigned_at else None


async def cancel(hub: Hub, actor: Actor, session_id: str) -> Session:
    """Leave the queue. Raises SessionNotWaiting."""
    outcome = await hub.journal.change(
        session_id, lambda session: opening.leave_queue(session, actor, reason="cancelled")
    )
    tell_desks(hub, outcome)
    return outcome.session


async def update_context(hub: Hub, principal: TaxpayerPrincipal, session_id: str, context: FormContext) -> Session:
    """Record what changed on the page, as far as the catalogue allows."""
    return (await hub.journal.change(session_id, updating(hub, principal, context))).session


def updating(hub: Hub, principal: TaxpayerPrincipal, context: FormContext) -> Rule:
    """Return the rule that does so."""
    matter = _matter(hub, principal, context.matter_id)
    admitted = _admitted(hub, context, matter)
    return lambda session: opening.update_context(session, principal.actor, admitted, matter)


async def open_question(
    hub: Hub, principal: Principal, session_id: str, *, question_id: str, about: FormContext, text: str | None
) -> Session:
    """Add a question. Raises MatterUnknown, QuestionLimit."""
    admitted = admit(about, _matter(hub, principal, about.matter_id))
    words = mask_words(text, hub.catalogue.common.sensitive_patterns)
    outcome = await hub.journal.change(
        session_id, lambda session: opening.open_question(session, principal.actor, question_id, admitted, words)
    )
    return outcome.session


async def confirm_question(hub: Hub, actor: Actor, session_id: str, question_id: str, *, solved: bool) -> Session:
    """Say whether a question is solved."""
    outcome = await hub.journal.change(
        session_id, lambda session: opening.confirm_question(session, actor, question_id, solved)
    )
    return outcome.session


async def rate(hub: Hub, actor: Actor, session_id: str, rating: SessionRated) -> Session:
    """Rate an ended session, once and in time."""
    since = hub.clock.now() - hub.rating_term
    reasons = codes(hub.catalogue.common.negative_rating_reasons)
    cleaned = SessionRated(
        score=rating.score,
        reasons=rating.reasons,
        achieved=rating.achieved,
        comment=mask_words(rating.comment, hub.catalogue.common.sensitive_patterns),
    )
    outcome = await hub.journal.change(
        session_id, lambda session: ending.rate_session(session, actor, cleaned, reasons, since)
    )
    return outcome.session


async def end(hub: Hub, actor: Actor, session_id: str) -> Session:
    """End the talk."""
    outcome = await hub.journal.change(session_id, lambda session: ending.end_session(session, actor))
    tell_desks(hub, outcome)
    return outcome.session


def _admitted(hub: Hub, context: FormContext, matter: Matter) -> FormContext:
    """Return what may be kept of a context. What was tried has words of the page's own in it: a reason, a receipt."""
    admitted = admit(context, matter)
    patterns = hub.catalogue.common.sensitive_patterns
    return replace(admitted, tried=tuple(mask_words(item, patterns) or "" for item in admitted.tried))


def _matter(hub: Hub, principal: Principal, matter_id: str) -> Matter:
    matter = hub.catalogue.find_matter(matter_id)
    if matter is None or not principal.may_ask(matter_id):
        raise MatterUnknown(matter_id=matter_id)
    return matter
