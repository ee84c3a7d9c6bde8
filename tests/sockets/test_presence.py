"""Each side hears when the other one's line goes and when it is back, for as long as they talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
