"""Each side hears when the other one's line goes and when it is back, for as long as they talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.context import FormContext
from chatserver.protocol.commands import OpenSession
from chatserver.sockets.connections import Connection
from chatserver.sockets.taxpayer import open_session
from storage.presence import find_gone
from tests.support.clients import verify_for_tests

if TYPE_CHECKING:
    from tests.support.clients import Bureau


async def test_taxpayer_hears_of_the_officers_line(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    told = {"session_id": session_id, "role": "officer"}
    await officer.close()
    assert await taxpayer.expect("presence.changed") == {**told, "present": False}
    await bureau.officer(available=False)
    assert await taxpayer.expect("presence.changed") == {**told, "present": True}


async def test_officer_hears_of_the_taxpayers_line(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    told = {"session_id": session_id, "role": "taxpayer"}
    await taxpayer.close()
    assert await officer.expect("presence.changed") == {**told, "present": False}
    await bureau.taxpayer()
    assert await officer.expect("presence.changed") == {**told, "present": True}


async def test_a_second_window_of_the_officer_keeps_them_present(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    other = await bureau.officer(available=False)
    await officer.close()
    await other.send("message.post", session_id=session_id, client_msg_id="m1", text="还在")
    heard = [await taxpayer.expect("presence.changed", "message.posted") for _ in range(2)]
    assert [item.get("present") for item in heard] == [True, None]


async def test_the_desk_says_since_when_a_taxpayer_is_away(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    assert (await officer.send("desk.snapshot"))["absences"] == []
    await taxpayer.close()
    await officer.expect("presence.changed")
    (absence,) = (await officer.send("desk.snapshot"))["absences"]
    assert absence["session_id"] == session_id
    assert absence["since"] <= (await officer.send("desk.snapshot"))["now"]
    await bureau.taxpayer()
    await officer.expect("presence.changed")
    assert (await officer.send("desk.snapshot"))["absences"] == []


async def test_a_session_opened_while_the_only_line_ends_starts_without_its_person(bureau: Bureau) -> None:
    node = bureau.node
    principal = await verify_for_tests("tp1/pe1/1")
    ended = Connection(sid="gone", eio_sid="gone", namespace="/taxpayer", principal=principal, address="127.0.0.1")
    command = OpenSession(context=FormContext(matter_id="vat-general"))
    await open_session(node.edge, ended, command)
    assert await node.hub.database.read(find_gone) == [principal.actor.id]


async def test_a_session_opened_over_a_living_line_starts_with_its_person(bureau: Bureau) -> None:
    taxpayer = await bureau.taxpayer()
    await taxpayer.send("session.open", context={"matter_id": "vat-general"})
    assert await bureau.node.hub.database.read(find_gone) == []
