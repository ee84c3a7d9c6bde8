"""The supervisor between real clients: silent for the taxpayer, true for everybody else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.clients import Refusal

if TYPE_CHECKING:
    from tests.support.clients import Bureau

UNTIL = "2099-01-01T00:00:00Z"


def soon(bureau: Bureau, minutes: int = 30) -> str:
    return (bureau.node.hub.clock.now() + dt.timedelta(minutes=minutes)).isoformat()


async def test_a_session_is_read_silently_and_live(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    lead = await bureau.supervisor()
    with pytest.raises(Refusal) as refused:
        await lead.send("session.resume", session_id=session_id)
    assert refused.value.code == "session_unknown"
    read = await lead.send("monitor.start", session_id=session_id, reason="新人旁听")
    assert read["events"][-1]["type"] == "monitor.started"
    assert (await officer.expect("monitor.started"))["body"]["reason"] == "新人旁听"
    while (await taxpayer.expect("event.hidden"))["seq"] < read["session"]["seq"]:
        pass
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="在吗")
    assert (await lead.expect("message.posted"))["body"]["text"] == "在吗"
    for name, fields in (
        ("message.post", {"client_msg_id": "m2", "text": "我来"}),
        ("message.read", {"up_to_seq": 1}),
        ("note.add", {"note_id": "n1", "text": "记"}),
        ("session.end", {}),
        ("field.highlight", {"guide_id": "g1", "kind": "step", "target_id": "s2"}),
        ("session.transfer", {"kind": "tier", "target": "2"}),
    ):
        with pytest.raises(Refusal) as refused:
            await lead.send(name, session_id=session_id, **fields)
        assert refused.value.code == "not_permitted", name
    await lead.send("aside.post", session_id=session_id, client_msg_id="w1", text="先红冲")
    assert (await officer.expect("aside.posted"))["body"]["text"] == "先红冲"
    assert "aside.posted" not in [name for name, _ in taxpayer.told]
    await lead.send("monitor.stop", session_id=session_id)
    await lead.expect("monitor.stopped")
    with pytest.raises(Refusal) as refused:
        await lead.send("session.resume", session_id=session_id)
    assert refused.value.code == "session_unknown"


async def test_the_form_is_read_along_live_as_the_officer_has_it_and_no_more(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    lead = await bureau.supervisor()
    read = await lead.send("monitor.start", session_id=session_id, reason="新人旁听")
    assert (
        read["session"]["context"]
        == (await officer.send("session.resume", session_id=session_id))["session"]["context"]
    )
    secret, shown = {"id": "acct", "value": "6222020000001234567"}, {"id": "bank", "value": "示例银行"}
    form = {"matter_id": "payment", "step_id": "s3", "fields": [secret, shown]}
    await taxpayer.send("context.update", session_id=session_id, context=form)
    seen, had = await lead.expect("context.updated"), await officer.expect("context.updated")
    assert seen == had
    assert [field["id"] for field in seen["body"]["context"]["fields"]] == ["bank"]
    await taxpayer.send("context.update", session_id=session_id, context={**form, "fields": [], "shared": False})
    assert (await lead.expect("context.updated"))["body"]["context"]["shared"] is False
    assert not [payload for _, payload in lead.told if secret["value"] in str(payload)]
    await lead.send("monitor.stop", session_id=session_id)
    await lead.expect("monitor.stopped")
    heard = len(lead.told)
    await taxpayer.send("context.update", session_id=session_id, context=form)
    await lead.send("floor.look")
    assert [name for name, _ in lead.told[heard:] if name == "context.updated"] == []


async def test_the_floor_says_since_when_the_taxpayer_of_a_session_read_along_is_away(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    lead = await bureau.supervisor()
    await taxpayer.close()
    await officer.expect("presence.changed")
    assert (await lead.send("floor.look"))["sessions"][0]["absent_since"] is None
    await lead.send("monitor.start", session_id=session_id, reason="新人旁听")
    floor = await lead.send("floor.look")
    assert floor["sessions"][0]["absent_since"] <= floor["now"]
    await bureau.taxpayer()
    await officer.expect("presence.changed")
    assert (await lead.send("floor.look"))["sessions"][0]["absent_since"] is None


async def test_who_reads_a_waiting_session_along_misses_no_number(bureau: Bureau) -> None:
    lead, taxpayer = await bureau.supervisor(), await bureau.taxpayer()
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
    session_id = opened["session"]["session_id"]
    read = await lead.send("monitor.start", session_id=session_id, reason="等了很久")
    officer = await bureau.officer()
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    await lead.expect("session.assigned")
    heard = [payload["seq"] for _, payload in lead.told if payload.get("session_id") == session_id and "seq" in payload]
    assert heard == list(range(heard[0], heard[-1] + 1))
    assert heard[0] <= read["session"]["seq"] + 1
    assert "offer.made" in [name for name, payload in lead.told if "seq" in payload]
    assert not [payload for name, payload in officer.told if name == "offer.made" and "seq" in payload]


async def test_the_floor_agrees_with_itself(bureau: Bureau) -> None:
    _, _, session_id = await bureau.paired()
    lead = await bureau.supervisor()
    floor = await lead.send("floor.look")
    (line,) = floor["sessions"]
    assert (line["session_id"], line["officer_id"], line["state"]) == (session_id, "of1", "active")
    (officer,) = floor["officers"]
    assert (officer["officer_id"], officer["in_hand"], officer["capacity"]) == ("of1", 1, 3)
    assert floor["off_duty"] == 1
    queue = next(item for item in floor["queues"] if item["queue_id"] == "vat-general")
    assert (queue["waiting"], queue["free"], queue["busy"], queue["away"]) == (0, 1, 0, 0)


async def test_a_session_is_given_to_somebody_else(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    lead = await bureau.supervisor()
    other = await bureau.officer("of4")
    await lead.send("session.reassign", session_id=session_id, kind="officer", target="of4")
    lost = await officer.expect("session.lost")
    assert (lost["session_id"], lost["reason"]) == (session_id, "reassigned")
    offer = (await other.expect("offer.made"))["offer"]
    await other.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    handed = await taxpayer.expect("session.transferred")
    assert handed["body"]["by_supervisor"]
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of4"


async def test_who_waits_is_given_to_one_officer_and_the_offer_of_the_other_goes(bureau: Bureau) -> None:
    taxpayer, officer, lead = await bureau.taxpayer(), await bureau.officer(), await bureau.supervisor()
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
    session_id = opened["session"]["session_id"]
    first = (await officer.expect("offer.made"))["offer"]
    assert first["origin"] is None
    (line,) = (await lead.send("floor.look"))["waiting"]
    assert (line["session_id"], line["offered_to"]["officer_id"]) == (session_id, "of1")
    other = await bureau.officer("of4")
    to = {"session_id": session_id, "kind": "officer", "target": "of4", "waiting": True}
    for reason in (None, " "):
        assert (await lead.raw("session.reassign", {**to, "reason": reason}))["error"]["code"] == "reason_missing"
    await lead.send("session.reassign", **to, reason="老客户")
    gone = await officer.expect("offer.withdrawn")
    assert (gone["offer_id"], gone["reason"]) == (first["offer_id"], "reassigned")
    card = (await other.expect("offer.made"))["offer"]
    assert (card["origin"]["kind"], card["origin"]["officer"]["name"], card["origin"]["reason"]) == (
        "reassigned",
        "班组长01",
        "老客户",
    )
    await other.send("offer.accept", session_id=session_id, offer_id=card["offer_id"])
    late = await lead.raw("session.reassign", {**to, "target": "of1", "reason": "换"})
    assert late["error"]["code"] == "session_not_waiting"
    seen = await taxpayer.send("session.resume", session_id=session_id)
    assert "老客户" not in str(seen)
    assert "session.reassigned" not in [event["type"] for event in seen["events"]]


async def test_all_are_told_at_once_and_who_comes_later_too(bureau: Bureau) -> None:
    taxpayer, officer = await bureau.taxpayer(), await bureau.officer()
    lead = await bureau.supervisor()
    until = soon(bureau)
    said = await lead.send("announcement.post", announcement_id="an1", text="缴款系统维护", until_at=until)
    for client in (taxpayer, officer, lead):
        assert (await client.expect("announcement.changed"))["announcement"] == said
    late = await bureau.taxpayer("tp2", "pe2")
    await late.send("session.resume")
    assert (await late.expect("announcement.changed"))["announcement"]["text"] == "缴款系统维护"
    await lead.send("announcement.withdraw", announcement_id="an1")
    for client in (taxpayer, late):
        assert (await client.expect("announcement.changed"))["announcement"] is None
    for client, command in ((await bureau.taxpayer(), "session.resume"), (await bureau.officer(), "desk.snapshot")):
        await client.send(command)  # whoever was away meanwhile may show it still
        assert (await client.expect("announcement.changed"))["announcement"] is None


HOSTILE: list[tuple[str, dict[str, Any], str]] = [
    ("monitor.start", {"session_id": "ghost", "reason": "x"}, "session_unknown"),
    ("monitor.start", {"session_id": "ghost", "reason": ""}, "command_invalid"),
    ("monitor.start", {"session_id": "ghost"}, "command_invalid"),
    ("monitor.stop", {"session_id": "ghost"}, "session_unknown"),
    ("monitor.join", {"session_id": "ghost", "consult_id": "k1"}, "session_unknown"),
    ("session.reassign", {"session_id": "ghost", "kind": "tier", "target": "9"}, "transfer_invalid"),
    ("session.reassign", {"session_id": "ghost", "kind": "tier", "target": "2"}, "session_unknown"),
    ("session.reassign", {"session_id": "ghost", "kind": "tier", "target": "2", "waiting": True}, "session_unknown"),
    ("session.reassign", {"session_id": "ghost", "kind": "tier", "target": "2", "waiting": "x"}, "command_invalid"),
    ("announcement.post", {"announcement_id": "a", "text": "x", "until_at": UNTIL}, "announcement_invalid"),
    ("announcement.post", {"announcement_id": "a", "text": "\u202e", "until_at": UNTIL}, "announcement_invalid"),
    ("announcement.post", {"announcement_id": "a", "text": "x" * 201, "until_at": UNTIL}, "command_invalid"),
    ("announcement.post", {"announcement_id": "a", "text": "x", "until_at": "15:00"}, "command_invalid"),
    ("announcement.withdraw", {"announcement_id": "ghost"}, "announcement_unknown"),
    ("floor.look", {"queue_id": "x"}, "command_invalid"),
]


async def test_hostile_frames_get_their_code_and_officers_none_of_it(bureau: Bureau) -> None:
    lead, officer, taxpayer = await bureau.supervisor(), await bureau.officer(), await bureau.taxpayer()
    for name, fields, code in HOSTILE:
        assert (await lead.raw(name, fields))["error"]["code"] == code, (name, fields)
        refused = (await officer.raw(name, fields))["error"]["code"]
        assert refused in {"not_permitted", "command_invalid"}, (name, fields)
        assert (await taxpayer.raw(name, fields))["error"]["code"] == "command_unknown"
