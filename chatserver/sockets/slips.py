"""The commands about service confirmation slips, of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.protocol import slip_commands as c
from chatserver.protocol import views as v
from chatserver.services import earlier, slips
from chatserver.sockets.views import found_slip, slip_page

if TYPE_CHECKING:
    from chatserver.protocol.command import Command
    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge, Handler


async def look(edge: Edge, connection: Connection, command: c.LookSlips) -> v.SlipPage:
    """slip.look; an officer always says of which session."""
    actor = connection.principal.actor
    return slip_page(await slips.look(edge.hub, actor, command.session_id, command.after_no))


async def fill_item(edge: Edge, connection: Connection, command: c.FillSlipItem) -> v.Posted:
    """slip.fill_item."""
    actor = connection.principal.actor
    session = await slips.fill_item(
        edge.hub, actor, command.session_id, command.slip_id, command.item_id, command.file_ids
    )
    return v.Posted(seq=session.seq)


async def confirm(edge: Edge, connection: Connection, command: c.ConfirmSlip) -> v.Posted:
    """slip.confirm."""
    session = await slips.confirm(edge.hub, connection.principal.actor, command.session_id, command.slip_id)
    return v.Posted(seq=session.seq)


async def start(edge: Edge, connection: Connection, command: c.StartSlip) -> v.Posted:
    """slip.start."""
    actor = connection.principal.actor
    session = await slips.start(edge.hub, actor, command.session_id, command.slip_id, command.optional_ids)
    return v.Posted(seq=session.seq)


async def add_item(edge: Edge, connection: Connection, command: c.AddSlipItem) -> v.Posted:
    """slip.add_item."""
    session = await slips.add_item(
        edge.hub,
        connection.principal.actor,
        command.session_id,
        command.slip_id,
        command.item_id,
        paper=command.paper,
        reason=command.reason,
    )
    return v.Posted(seq=session.seq)


async def strike_item(edge: Edge, connection: Connection, command: c.StrikeSlipItem) -> v.Posted:
    """slip.strike_item."""
    actor = connection.principal.actor
    session = await slips.strike_item(
        edge.hub, actor, command.session_id, command.slip_id, command.item_id, command.reason
    )
    return v.Posted(seq=session.seq)


async def check_item(edge: Edge, connection: Connection, command: c.CheckSlipItem) -> v.Posted:
    """slip.check_item."""
    session = await slips.check_item(
        edge.hub,
        connection.principal.actor,
        command.session_id,
        command.slip_id,
        command.item_id,
        verdict=command.verdict,
        reason=command.reason,
        seen=command.file_ids,
    )
    return v.Posted(seq=session.seq)


async def conclude(edge: Edge, connection: Connection, command: c.ConcludeSlip) -> v.Posted:
    """slip.conclude."""
    session = await slips.conclude(
        edge.hub,
        connection.principal.actor,
        command.session_id,
        command.slip_id,
        outcome=command.outcome,
        result=command.result,
    )
    return v.Posted(seq=session.seq)


async def cancel(edge: Edge, connection: Connection, command: c.CancelSlip) -> v.Posted:
    """slip.cancel."""
    actor = connection.principal.actor
    session = await slips.cancel(edge.hub, actor, command.session_id, command.slip_id, command.reason)
    return v.Posted(seq=session.seq)


async def view(edge: Edge, connection: Connection, command: c.ViewSlip) -> v.FoundSlip:
    """slip.view."""
    actor = connection.principal.actor
    return found_slip(
        await earlier.view_slip(edge.hub, actor, command.session_id, command.viewed_session_id, command.slip_id)
    )


TAXPAYER_SLIP_HANDLERS: dict[type[Command], Handler] = {
    c.LookSlips: look,
    c.FillSlipItem: fill_item,
    c.ConfirmSlip: confirm,
}
OFFICER_SLIP_HANDLERS: dict[type[Command], Handler] = {
    c.LookSlips: look,
    c.StartSlip: start,
    c.AddSlipItem: add_item,
    c.StrikeSlipItem: strike_item,
    c.CheckSlipItem: check_item,
    c.ConcludeSlip: conclude,
    c.CancelSlip: cancel,
    c.ViewSlip: view,
}
