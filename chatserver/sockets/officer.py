"""The officer's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.errors import SessionUnknown
from chatserver.protocol import commands as c
from chatserver.protocol import views as v
from chatserver.protocol.around_commands import LookColleagues, LookHistory, ViewHistory
from chatserver.protocol.command import Command
from chatserver.services import colleagues, desk, earlier, guidance, history, routing, transfers
from chatserver.sockets import earlier_views, views
from chatserver.sockets.files import FILE_HANDLERS
from chatserver.sockets.floor import FLOOR_HANDLERS
from chatserver.sockets.phrases import PHRASE_HANDLERS
from chatserver.sockets.shared import SHARED_HANDLERS, Edge, Handler, resume_one
from chatserver.sockets.slips import OFFICER_SLIP_HANDLERS
from chatserver.sockets.together import TOGETHER_HANDLERS

if TYPE_CHECKING:
    from chatserver.sockets.connections import Connection


async def snapshot_desk(edge: Edge, connection: Connection, _: c.SnapshotDesk) -> v.Desk:
    """desk.snapshot; whoever comes is told what is announced."""
    edge.tell_announcement(connection)
    contents = await desk.snapshot(edge.hub, connection.principal.actor)
    return views.desk(contents, edge.hub.clock.now())


async def set_status(edge: Edge, connection: Connection, command: c.SetStatus) -> v.OfficerView:
    """status.set."""
    officer = await desk.set_status(edge.hub, connection.principal.actor, command.status, command.reason)
    _, status_at = await routing.find_officer_now(edge.hub, officer.officer_id)
    return views.officer_view(officer, status_at)


async def accept_offer(edge: Edge, connection: Connection, command: c.AcceptOffer) -> v.Resumed:
    """offer.accept."""
    actor = connection.principal.actor
    session = await routing.accept(edge.hub, actor, command.session_id, command.offer_id)
    tail = await history.tail(edge.hub, session, 0)
    return views.resumed(tail, actor.role, edge.hub.clock.now())


async def decline_offer(edge: Edge, connection: Connection, command: c.DeclineOffer) -> None:
    """offer.decline."""
    actor = connection.principal.actor
    await routing.decline(edge.hub, actor, command.session_id, command.offer_id, command.reason)


async def resume_session(edge: Edge, connection: Connection, command: c.ResumeSession) -> v.Resumed:
    """session.resume; an officer always says which one."""
    if command.session_id is None:
        raise SessionUnknown
    return await resume_one(edge, connection, command.session_id, command.after_seq)


async def resolve_question(edge: Edge, connection: Connection, command: c.ResolveQuestion) -> v.Posted:
    """question.resolve."""
    session = await desk.resolve(
        edge.hub, connection.principal.actor, command.session_id, command.question_id, command.disposition
    )
    return v.Posted(seq=session.seq)


async def wrap_up_session(edge: Edge, connection: Connection, command: c.WrapUpSession) -> v.Posted:
    """session.wrap_up."""
    session = await desk.wrap_up(
        edge.hub, connection.principal.actor, command.session_id, command.dispositions, command.note
    )
    return v.Posted(seq=session.seq)


async def highlight_field(edge: Edge, connection: Connection, command: c.HighlightField) -> v.Posted:
    """field.highlight."""
    actor, target = connection.principal.actor, (command.kind, command.target_id)
    session = await guidance.highlight(edge.hub, actor, command.session_id, command.guide_id, target, command.text)
    return v.Posted(seq=session.seq)


async def clear_highlight(edge: Edge, connection: Connection, command: c.ClearHighlight) -> v.Posted:
    """highlight.clear."""
    actor = connection.principal.actor
    session = await guidance.clear_highlight(edge.hub, actor, command.session_id, command.guide_id)
    return v.Posted(seq=session.seq)


async def propose_field(edge: Edge, connection: Connection, command: c.ProposeField) -> v.Posted:
    """field.propose."""
    session = await guidance.propose(
        edge.hub,
        connection.principal.actor,
        command.session_id,
        command.guide_id,
        command.changes,
        reason=command.reason,
        basis=command.basis,
    )
    return v.Posted(seq=session.seq)


async def withdraw_proposal(edge: Edge, connection: Connection, command: c.WithdrawProposal) -> v.Posted:
    """proposal.withdraw."""
    actor = connection.principal.actor
    session = await guidance.withdraw(edge.hub, actor, command.session_id, command.guide_id)
    return v.Posted(seq=session.seq)


async def suggest_step(edge: Edge, connection: Connection, command: c.SuggestStep) -> v.Posted:
    """step.suggest."""
    actor = connection.principal.actor
    session = await guidance.suggest_step(
        edge.hub, actor, command.session_id, command.guide_id, command.step_id, command.text
    )
    return v.Posted(seq=session.seq)


async def push_link(edge: Edge, connection: Connection, command: c.PushLink) -> v.Posted:
    """link.push."""
    actor = connection.principal.actor
    session = await guidance.push_link(edge.hub, actor, command.session_id, command.guide_id, command.kind, command.ref)
    return v.Posted(seq=session.seq)


async def explain_error(edge: Edge, connection: Connection, command: c.ExplainError) -> v.Posted:
    """error.explain."""
    actor = connection.principal.actor
    session = await guidance.explain_error(edge.hub, actor, command.session_id, command.guide_id, command.error_id)
    return v.Posted(seq=session.seq)


async def transfer_session(edge: Edge, connection: Connection, command: c.TransferSession) -> None:
    """session.transfer; the number is not told: whoever handed over takes part no longer."""
    await transfers.transfer(
        edge.hub, connection.principal.actor, command.session_id, command.kind, command.target, command.note
    )


async def add_note(edge: Edge, connection: Connection, command: c.AddNote) -> v.Posted:
    """note.add."""
    actor = connection.principal.actor
    session = await transfers.add_note(edge.hub, actor, command.session_id, command.note_id, command.text)
    return v.Posted(seq=session.seq)


async def look_colleagues(edge: Edge, connection: Connection, command: LookColleagues) -> v.Colleagues:
    """colleagues.look."""
    return views.colleagues(await colleagues.look(edge.hub, connection.principal.actor, command.session_id))


async def look_history(edge: Edge, connection: Connection, command: LookHistory) -> v.EarlierSessions:
    """history.look."""
    return earlier_views.earlier_sessions(await earlier.look(edge.hub, connection.principal.actor, command.session_id))


async def view_history(edge: Edge, connection: Connection, command: ViewHistory) -> v.EarlierTranscript:
    """history.view."""
    actor = connection.principal.actor
    return earlier_views.earlier_transcript(
        await earlier.view(edge.hub, actor, command.session_id, command.viewed_session_id)
    )


OFFICER_HANDLERS: dict[type[Command], Handler] = {
    **SHARED_HANDLERS,
    **FILE_HANDLERS,
    **TOGETHER_HANDLERS,
    c.ResumeSession: resume_session,
    c.SnapshotDesk: snapshot_desk,
    c.SetStatus: set_status,
    c.AcceptOffer: accept_offer,
    c.DeclineOffer: decline_offer,
    c.ResolveQuestion: resolve_question,
    c.WrapUpSession: wrap_up_session,
    c.HighlightField: highlight_field,
    c.ClearHighlight: clear_highlight,
    c.ProposeField: propose_field,
    c.WithdrawProposal: withdraw_proposal,
    c.SuggestStep: suggest_step,
    c.PushLink: push_link,
    c.ExplainError: explain_error,
    c.TransferSession: transfer_session,
    c.AddNote: add_note,
    LookColleagues: look_colleagues,
    LookHistory: look_history,
    ViewHistory: view_history,
    **PHRASE_HANDLERS,
    **FLOOR_HANDLERS,
    **OFFICER_SLIP_HANDLERS,
}
