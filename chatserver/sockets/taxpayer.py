"""The taxpayer's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.errors import NotPermitted, TicketReplayed
from chatserver.domain.events import SessionRated
from chatserver.domain.session import SessionState
from chatserver.protocol import commands as c
from chatserver.protocol import views as v
from chatserver.protocol.command import Command
from chatserver.services import guidance, history, opening, presence, routing
from chatserver.services.principal import TaxpayerPrincipal
from chatserver.sockets.files import FILE_HANDLERS
from chatserver.sockets.shared import SHARED_HANDLERS, Edge, Handler
from chatserver.sockets.slips import TAXPAYER_SLIP_HANDLERS
from chatserver.sockets.views import place_view, proposal_answer, resumed
from storage.logins import use_ticket

if TYPE_CHECKING:
    from chatserver.protocol.command import Command
    from chatserver.sockets.connections import Connection


def principal_of(connection: Connection) -> TaxpayerPrincipal:
    """Return the taxpayer behind the connection. Raises NotPermitted for an officer's."""
    if not isinstance(connection.principal, TaxpayerPrincipal):
        raise NotPermitted
    return connection.principal


async def open_session(edge: Edge, connection: Connection, command: c.OpenSession) -> v.Resumed:
    """session.open."""
    tail = await opening.open_session(
        edge.hub,
        principal_of(connection),
        command.context,
        locale=command.locale,
        explained=command.explained,
    )
    await presence.opened(edge.hub, connection.principal.actor, edge.connections)
    return await _resumed(edge, connection, tail)


async def resume_session(edge: Edge, connection: Connection, command: c.ResumeSession) -> v.Resumed:
    """session.resume; whoever comes is told what is announced."""
    actor = connection.principal.actor
    edge.tell_announcement(connection)
    if command.session_id is None:
        session = await opening.find_current(edge.hub, actor)
        if session is None:
            return v.Resumed(session=None, now=edge.hub.clock.now())
    else:
        session = await history.find(edge.hub, actor, command.session_id)
    return await _resumed(edge, connection, await history.tail(edge.hub, session, command.after_seq))


async def _resumed(edge: Edge, connection: Connection, tail: history.Tail) -> v.Resumed:
    session, place = tail.session, None
    if session.state in {SessionState.QUEUED, SessionState.OFFERED} and session.waiting:
        found = await routing.place(edge.hub, session.session_id)
        place = place_view(found, session.waiting.boost_reason) if found else None
    return resumed(tail, connection.principal.actor.role, edge.hub.clock.now(), place)


async def cancel_session(edge: Edge, connection: Connection, command: c.CancelSession) -> v.Posted:
    """session.cancel."""
    session = await opening.cancel(edge.hub, connection.principal.actor, command.session_id)
    return v.Posted(seq=session.seq)


async def rate_session(edge: Edge, connection: Connection, command: c.RateSession) -> v.Posted:
    """session.rate."""
    rating = SessionRated(
        score=command.score, reasons=command.reasons, achieved=command.achieved, comment=command.comment
    )
    session = await opening.rate(edge.hub, connection.principal.actor, command.session_id, rating)
    return v.Posted(seq=session.seq)


async def update_context(edge: Edge, connection: Connection, command: c.UpdateContext) -> v.Posted:
    """context.update."""
    session = await opening.update_context(edge.hub, principal_of(connection), command.session_id, command.context)
    return v.Posted(seq=session.seq)


async def confirm_question(edge: Edge, connection: Connection, command: c.ConfirmQuestion) -> v.Posted:
    """question.confirm."""
    session = await opening.confirm_question(
        edge.hub, connection.principal.actor, command.session_id, command.question_id, solved=command.solved
    )
    return v.Posted(seq=session.seq)


async def look_ahead(edge: Edge, connection: Connection, command: c.LookAhead) -> v.PlaceView:
    """queue.look."""
    principal_of(connection)
    place, boost_reason = await routing.look_ahead(edge.hub, command.matter_id, command.error_id, command.deadline)
    return place_view(place, boost_reason)


async def refresh_ticket(edge: Edge, connection: Connection, command: c.RefreshTicket) -> None:
    """ticket.refresh: the same person, a later end."""
    fresh = await edge.verify_ticket(command.token)
    if fresh.actor != connection.principal.actor:
        raise NotPermitted
    first = await edge.hub.database.write(
        lambda sql: use_ticket(sql, fresh.ticket_id, connection.client_key, fresh.expires_at)
    )
    if not first:
        raise TicketReplayed
    connection.principal = fresh
    connection.warned = False


async def see_highlight(edge: Edge, connection: Connection, command: c.SeeHighlight) -> v.Posted:
    """highlight.see."""
    actor = connection.principal.actor
    session = await guidance.see_highlight(edge.hub, actor, command.session_id, command.guide_id)
    return v.Posted(seq=session.seq)


async def accept_proposal(edge: Edge, connection: Connection, command: c.AcceptProposal) -> v.ProposalAnswer:
    """proposal.accept."""
    actor, shown = connection.principal.actor, {item.field_id: item.value for item in command.shown}
    session = await guidance.accept(edge.hub, actor, command.session_id, command.guide_id, shown)
    return proposal_answer(session, command.guide_id)


async def decline_proposal(edge: Edge, connection: Connection, command: c.DeclineProposal) -> v.Posted:
    """proposal.decline."""
    actor = connection.principal.actor
    session = await guidance.decline(edge.hub, actor, command.session_id, command.guide_id, command.reason)
    return v.Posted(seq=session.seq)


async def report_proposal(edge: Edge, connection: Connection, command: c.ReportProposal) -> v.Posted:
    """proposal.report."""
    session = await guidance.report(
        edge.hub,
        connection.principal.actor,
        command.session_id,
        command.guide_id,
        command.outcomes,
        command.recalculated,
    )
    return v.Posted(seq=session.seq)


TAXPAYER_HANDLERS: dict[type[Command], Handler] = {
    **SHARED_HANDLERS,
    **FILE_HANDLERS,
    c.OpenSession: open_session,
    c.ResumeSession: resume_session,
    c.CancelSession: cancel_session,
    c.RateSession: rate_session,
    c.UpdateContext: update_context,
    c.ConfirmQuestion: confirm_question,
    c.LookAhead: look_ahead,
    c.RefreshTicket: refresh_ticket,
    c.SeeHighlight: see_highlight,
    c.AcceptProposal: accept_proposal,
    c.DeclineProposal: decline_proposal,
    c.ReportProposal: report_proposal,
    **TAXPAYER_SLIP_HANDLERS,
}
