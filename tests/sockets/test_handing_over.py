"""Handing over between real clients: what the first officer sees of colleagues, and what each side hears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.clients import Refusal

if TYPE_CHECKING:
    from tests.support.clients import Bureau


async def test_an_officer_looks_round_and_hands_over_to_the_one_they_chose(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    other = await bureau.officer("of2")
    around = await officer.send("colleagues.look", session_id=session_id)
    (colleague,) = around["officers"]
    assert (colleague["officer"]["name"], colleague["handles"], colleague["barrier"]) == ("导办of2", True, None)
    assert around["more"] == 0
    assert [line["tier"] for line in around["tiers"]] == [1, 2, 3]
    target = colleague["officer"]["officer_id"]
    await officer.send("session.transfer", session_id=session_id, kind="officer", target=target, note="请看退税额")
    assert (await officer.expect("session.lost"))["reason"] == "transferred"
    moved = await taxpayer.expect("session.transferred")
    to = {"kind": "officer", "target": "of2", "target_name": "导办of2", "target_name_en": None}
    assert moved["body"] == {**to, "by_supervisor": False}
    offer = (await other.expect("offer.made"))["offer"]
    resumed = await other.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    noted = [event for event in resumed["events"] if event["type"] == "note.added"]
    assert [event["body"]["text"] for event in noted] == ["请看退税额"]
    seen = await taxpayer.send("session.resume", session_id=session_id, after_seq=0)
    assert "请看退税额" not in str(seen)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"session_id": "nonsense"}, "session_unknown"),
        ({"session_id": ""}, "command_invalid"),
        ({"session_id": None}, "command_invalid"),
        ({"session_id": "s1", "all": True}, "command_invalid"),
        ({}, "command_invalid"),
    ],
)
async def test_hostile_looks_get_their_code(bureau: Bureau, fields: dict[str, Any], code: str) -> None:
    officer = await bureau.officer()
    with pytest.raises(Refusal) as refused:
        await officer.send("colleagues.look", **fields)
    assert refused.value.code == code


async def test_taxpayers_and_strangers_learn_nothing_of_colleagues(bureau: Bureau) -> None:
    taxpayer, _, session_id = await bureau.paired()
    stranger = await bureau.officer("of9")
    for client, code in ((taxpayer, "command_unknown"), (stranger, "session_unknown")):
        with pytest.raises(Refusal) as refused:
            await client.send("colleagues.look", session_id=session_id)
        assert refused.value.code == code
