"""Consults over real sockets: who hears what, in which order, and what hostile frames get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.clients import Bureau, Client, Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ASK = {"consult_id": "k1", "officer_id": "of2", "introduced": False, "text": "请看红字发票"}


async def a_talk(bureau: Bureau) -> tuple[Client, Client, Client, str]:
    taxpayer, officer, session_id = await bureau.paired()
    second = await bureau.officer("of2")
    return taxpayer, officer, second, session_id


async def a_consult(bureau: Bureau, *, introduced: bool = False) -> tuple[Client, Client, Client, str]:
    taxpayer, officer, second, session_id = await a_talk(bureau)
    await officer.send("consult.start", session_id=session_id, **{**ASK, "introduced": introduced})
    await second.expect("consult.asked")
    await second.send("consult.join", session_id=session_id, consult_id="k1")
    return taxpayer, officer, second, session_id


def heard(client: Client, name: str) -> list[dict[str, Any]]:
    return [payload for event, payload in client.told if event == name]


async def test_a_colleague_is_asked_joins_unseen_and_reads_everything(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_talk(bureau)
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="请稍等")
    await officer.send("consult.start", session_id=session_id, **ASK)
    card = (await second.expect("consult.asked"))["consult"]
    assert (card["asked_by"]["officer_id"], card["text"]) == ("of1", "请看红字发票")
    resumed = await second.send("consult.join", session_id=session_id, consult_id="k1")
    assert resumed["session"]["consult"]["officer"]["officer_id"] == "of2"
    assert "message.posted" in [event["type"] for event in resumed["events"]]
    await officer.expect("consult.joined")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="t1", text="好的")
    assert (await second.expect("message.posted"))["body"]["text"] == "好的"
    assert [name for name, _ in taxpayer.told if name.startswith("consult")] == []
    view = (await taxpayer.send("session.resume", session_id=session_id))["session"]
    assert view["consult"] is None


async def test_aside_the_taxpayer_gets_a_number_and_nothing_else(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_consult(bureau)
    answer = await second.send("aside.post", session_id=session_id, client_msg_id="a1", text="要先红冲")
    assert (await officer.expect("aside.posted"))["body"]["text"] == "要先红冲"
    hidden = await taxpayer.expect("event.hidden")
    while hidden["seq"] < answer["seq"]:
        hidden = await taxpayer.expect("event.hidden")
    assert hidden == {"session_id": session_id, "seq": answer["seq"], "type": "event.hidden"}
    assert "红冲" not in str(taxpayer.told)
    assert "of2" not in str(taxpayer.told)


async def test_introduced_the_third_one_speaks_and_points_to_all(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_consult(bureau)
    with pytest.raises(Refusal, match="not_permitted"):
        await second.send("message.post", session_id=session_id, client_msg_id="k1", text="您好")
    await officer.send("consult.introduce", session_id=session_id, consult_id="k1")
    assert (await taxpayer.expect("consult.introduced"))["body"]["officer"]["officer_id"] == "of2"
    await second.send("message.post", session_id=session_id, client_msg_id="k1", text="您好")
    said = await taxpayer.expect("message.posted")
    assert said["actor"] == {"role": "officer", "id": "of2"}
    assert (await officer.expect("message.posted"))["seq"] == said["seq"]
    await second.send("field.highlight", session_id=session_id, guide_id="g1", kind="step", target_id="s2")
    assert (await taxpayer.expect("field.highlighted"))["actor"]["id"] == "of2"
    await second.send("consult.end", session_id=session_id, consult_id="k1")
    assert (await taxpayer.expect("consult.ended"))["body"]["reason"] == "left"
    assert (await second.expect("consult.closed"))["reason"] in {"joined", "left"}


async def test_typing_of_an_unseen_officer_is_heard_by_nobody(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_consult(bureau)
    with pytest.raises(Refusal, match="not_permitted"):
        await second.send("typing.set", session_id=session_id, typing=True)
    await taxpayer.send("typing.set", session_id=session_id, typing=True)
    assert (await second.expect("typing"))["role"] == "taxpayer"
    assert (await officer.expect("typing"))["role"] == "taxpayer"
    assert heard(taxpayer, "typing") == []


async def test_two_officers_of_one_session_on_one_node_both_hear_everything(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_consult(bureau, introduced=True)
    for number in range(5):
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"t{number}", text=str(number))
    for client in (officer, second):
        assert [(await client.expect("message.posted"))["body"]["text"] for _ in range(5)] == list("01234")


async def test_taking_over_moves_the_session_from_one_desk_to_the_other(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_consult(bureau)
    await officer.send("session.transfer", session_id=session_id, kind="officer", target="of2")
    assert (await officer.expect("session.lost"))["reason"] == "transferred"
    assigned = await second.expect("session.assigned")
    assert assigned["body"]["offer_id"] is None
    await taxpayer.expect("session.transferred")
    assert (await taxpayer.expect("session.assigned"))["seq"] == assigned["seq"]
    with pytest.raises(Refusal, match="session_unknown"):
        await officer.send("session.resume", session_id=session_id)
    await second.send("message.post", session_id=session_id, client_msg_id="m1", text="我接着办")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "我接着办"
    desk = await second.send("desk.snapshot")
    assert (desk["officer"]["in_hand"], [one["session_id"] for one in desk["sessions"]]) == (1, [session_id])


async def test_the_desk_shows_what_one_is_asked_into_and_has_joined(bureau: Bureau) -> None:
    _, officer, second, session_id = await a_talk(bureau)
    await officer.send("consult.start", session_id=session_id, **ASK)
    desk = await second.send("desk.snapshot")
    assert ([card["consult_id"] for card in desk["consults"]], desk["sessions"]) == (["k1"], [])
    await second.send("consult.join", session_id=session_id, consult_id="k1")
    desk = await second.send("desk.snapshot")
    assert (desk["consults"], [one["session_id"] for one in desk["sessions"]]) == ([], [session_id])
    assert desk["officer"]["in_hand"] == 0


async def test_a_hold_and_the_way_to_the_hall_reach_the_taxpayer(bureau: Bureau) -> None:
    taxpayer, officer, _, session_id = await a_talk(bureau)
    await officer.send("session.hold", session_id=session_id, minutes=5, reason="查政策")
    assert (await taxpayer.expect("session.held"))["body"]["minutes"] == 5
    assert (await taxpayer.send("session.resume", session_id=session_id))["session"]["hold"]["reason"] == "查政策"
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="久等了")
    await taxpayer.expect("session.continued")
    await taxpayer.expect("message.posted")
    await officer.send("hall.refer", session_id=session_id, guide_id="h1")
    assert (await taxpayer.expect("hall.referred"))["body"]["guide_id"] == "h1"


FIRST: list[tuple[str, dict[str, Any], str]] = [
    ("consult.start", {"consult_id": "k2", "officer_id": "of2", "introduced": True}, "consult_open"),
    ("consult.start", {"consult_id": "k2", "officer_id": "nobody", "introduced": True}, "officer_unknown"),
    ("consult.start", {"consult_id": "k2", "officer_id": "of2"}, "command_invalid"),
    ("consult.start", {"consult_id": "k2", "officer_id": "of2", "introduced": "yes"}, "command_invalid"),
    ("consult.start", {**ASK, "text": "x" * 501}, "command_invalid"),
    ("consult.start", {**ASK, "by": "of2"}, "command_invalid"),
    ("consult.join", {"consult_id": "k1"}, "consult_gone"),
    ("consult.introduce", {"consult_id": "k9"}, "consult_gone"),
    ("consult.end", {"consult_id": "k9"}, "consult_gone"),
    ("consult.end", {"consult_id": "\x00"}, "command_invalid"),
    ("aside.post", {"client_msg_id": "a1", "text": " "}, "message_empty"),
    ("aside.post", {"client_msg_id": "a1", "text": "x" * 4_001}, "message_too_long"),
    ("session.hold", {"minutes": 0}, "hold_invalid"),
    ("session.hold", {"minutes": 10**12}, "hold_invalid"),
    ("session.hold", {"minutes": 1.5}, "command_invalid"),
    ("session.hold", {"minutes": True}, "command_invalid"),
    ("hall.refer", {"guide_id": "h1", "items": ["gold"]}, "material_unknown"),
    ("hall.refer", {"guide_id": "h1", "items": ["x"] * 51}, "command_invalid"),
    ("hall.refer", {"guide_id": "h1", "items": "invoices"}, "command_invalid"),
    ("session.transfer", {"kind": "officer", "target": "of1"}, "transfer_invalid"),
]
SECOND: list[tuple[str, dict[str, Any], str]] = [
    ("message.post", {"client_msg_id": "m1", "text": "您好"}, "not_permitted"),
    ("session.end", {}, "not_permitted"),
    ("session.transfer", {"kind": "tier", "target": "2"}, "not_permitted"),
    ("session.hold", {"minutes": 5}, "not_permitted"),
    ("session.continue", {}, "not_permitted"),
    ("consult.introduce", {"consult_id": "k1"}, "not_permitted"),
    ("consult.start", {**ASK, "consult_id": "k2", "officer_id": "of1"}, "not_permitted"),
    ("field.highlight", {"guide_id": "g1", "kind": "step", "target_id": "s2"}, "not_permitted"),
    ("field.propose", {"guide_id": "p1", "changes": [], "reason": "x"}, "not_permitted"),
    ("hall.refer", {"guide_id": "h1"}, "not_permitted"),
    ("note.add", {"note_id": "n1", "text": "x"}, "not_permitted"),
    ("question.resolve", {"question_id": "q1", "disposition": "resolved"}, "not_permitted"),
    ("session.wrap_up", {}, "not_permitted"),
]
TAXPAYERS: list[tuple[str, dict[str, Any], str]] = [
    (name, fields, "command_unknown")
    for name, fields in (
        ("consult.start", ASK),
        ("consult.join", {"consult_id": "k1"}),
        ("consult.end", {"consult_id": "k1"}),
        ("aside.post", {"client_msg_id": "a1", "text": "x"}),
        ("session.hold", {"minutes": 5}),
        ("session.continue", {}),
        ("hall.refer", {"guide_id": "h1"}),
        ("colleagues.look", {}),
    )
]


async def test_hostile_frames_get_their_code_and_write_nothing(bureau: Bureau) -> None:
    taxpayer, officer, second, session_id = await a_consult(bureau)
    before = (await officer.send("session.resume", session_id=session_id))["session"]["seq"]
    for client, frames in ((officer, FIRST), (second, SECOND), (taxpayer, TAXPAYERS)):
        for name, fields, code in frames:
            ack = await client.raw(name, {"session_id": session_id} | fields)
            assert ack.get("error", {}).get("code") == code, (name, str(fields)[:80], str(ack)[:200])
    assert (await officer.send("session.resume", session_id=session_id))["session"]["seq"] == before


async def test_a_third_officer_meets_a_consult_as_if_there_were_none(bureau: Bureau) -> None:
    *_, session_id = await a_consult(bureau)
    stranger = await bureau.officer("of3")

    def asking(name: str, **fields: Any) -> Callable[[str], Awaitable[Any]]:
        return lambda where: stranger.send(name, session_id=where, **fields)

    attempts = {
        "session_unknown": [
            asking("session.resume"),
            asking("aside.post", client_msg_id="a1", text="x"),
            asking("consult.introduce", consult_id="k1"),
            asking("session.hold", minutes=5),
            asking("session.continue"),
            asking("hall.refer", guide_id="h1", items=["x"]),
        ],
        "consult_gone": [
            asking("consult.join", consult_id="k1"),
            asking("consult.decline", consult_id="k1"),
            asking("consult.end", consult_id="k1"),
        ],
    }
    for code, asked in attempts.items():
        for attempt in asked:
            for where in (session_id, "nonsense"):
                with pytest.raises(Refusal) as refused:
                    await attempt(where)
                assert refused.value.code == code
