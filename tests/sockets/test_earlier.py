"""Earlier sessions between real clients: who serves the taxpayer reads them; nobody else may, nor is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.clients import Refusal

if TYPE_CHECKING:
    from tests.support.clients import Bureau, Client


async def twice(bureau: Bureau) -> tuple[Client, Client, str, str]:
    """The taxpayer was served, rated badly, and is served again by the same officer."""
    taxpayer, officer, before = await bureau.paired()
    await taxpayer.send("message.post", session_id=before, client_msg_id="m1", text="第 6 步过不去")
    await taxpayer.send("session.end", session_id=before)
    await taxpayer.send("session.rate", session_id=before, score=1, achieved=True)
    resumed = await officer.send("session.resume", session_id=before, after_seq=0)
    outcomes = {item["question_id"]: "resolved" for item in resumed["session"]["questions"]}
    await officer.send("session.wrap_up", session_id=before, dispositions=outcomes)
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s2"})
    now = opened["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    if offer["session_id"] != now:
        offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=now, offer_id=offer["offer_id"])
    return taxpayer, officer, before, now


async def test_who_serves_a_taxpayer_reads_what_was_and_the_log_tells(bureau: Bureau) -> None:
    taxpayer, officer, before, now = await twice(bureau)
    found = await officer.send("history.look", session_id=now)
    (one,) = found["sessions"]
    assert (one["session_id"], one["done"], one["officer"]["officer_id"]) == (before, True, "of1")
    assert one["questions"][0]["disposition"] == "resolved"
    assert "score" not in str(found)
    read = await officer.send("history.view", session_id=now, viewed_session_id=before)
    assert [event["body"]["text"] for event in read["events"] if event["type"] == "message.posted"] == ["第 6 步过不去"]
    assert not {"session.rated", "context.updated", "message.read"} & {event["type"] for event in read["events"]}
    logged = await officer.expect("history.viewed")
    assert logged["body"] == {"viewed_session_id": before, "slip_id": None}
    hidden = await taxpayer.expect("event.hidden")
    while hidden["seq"] != logged["seq"]:
        hidden = await taxpayer.expect("event.hidden")
    assert before not in str(hidden)


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("history.look", {"session_id": "nonsense"}, "session_unknown"),
        ("history.look", {"session_id": "s1", "taxpayer_id": "tp2"}, "command_invalid"),
        ("history.look", {}, "command_invalid"),
        ("history.view", {"session_id": "nonsense", "viewed_session_id": "s1"}, "session_unknown"),
        ("history.view", {"session_id": "s1", "viewed_session_id": "a\x00b"}, "command_invalid"),
        ("history.view", {"session_id": "s1"}, "command_invalid"),
    ],
)
async def test_hostile_looks_get_their_code(bureau: Bureau, name: str, fields: dict[str, Any], code: str) -> None:
    officer = await bureau.officer()
    with pytest.raises(Refusal) as refused:
        await officer.send(name, **fields)
    assert refused.value.code == code


async def test_nobody_else_reads(bureau: Bureau) -> None:
    taxpayer, officer, before, now = await twice(bureau)
    stranger = await bureau.officer("of9")
    for client, code in ((taxpayer, "command_unknown"), (stranger, "session_unknown")):
        for name, more in (("history.look", {}), ("history.view", {"viewed_session_id": before})):
            with pytest.raises(Refusal) as refused:
                await client.send(name, session_id=now, **more)
            assert refused.value.code == code
    with pytest.raises(Refusal) as refused:  # theirs once, and closed: no reason to read any more
        await officer.send("history.look", session_id=before)
    assert refused.value.code == "session_not_active"
