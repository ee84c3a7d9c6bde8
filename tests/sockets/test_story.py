"""The hub over real sockets: the story, and everything that people and programs get wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import socketio

from tests.support.clients import Refusal

if TYPE_CHECKING:
    from tests.support.clients import Bureau, Client

CONTEXT = {"matter_id": "vat-general", "step_id": "s6", "error_id": "vatg-cmp-output"}
TRANSPORTS = [["websocket"], ["polling"], ["polling", "websocket"]]


@pytest.mark.parametrize("transports", TRANSPORTS, ids="+".join)
async def test_both_sides_see_the_same_order_and_hidden_events_leave_no_gap(
    bureau: Bureau, transports: list[str]
) -> None:
    officer = await bureau.officer(transports=transports)
    taxpayer = await bureau.taxpayer(transports=transports)
    opened = await taxpayer.send("session.open", context=CONTEXT)
    session_id = opened["session"]["session_id"]
    assert [event["seq"] for event in opened["events"]] == [1, 2, 3, 4]
    offer = (await officer.expect("offer.made"))["offer"]
    assert offer["error_id"] == "vatg-cmp-output"
    taken = await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    assert [event["seq"] for event in taken["events"]] == [1, 2, 3, 4, 5, 6]
    hidden = await taxpayer.expect("event.hidden")
    assert hidden == {"session_id": session_id, "seq": 5, "type": "event.hidden"}
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of1"
    for n in range(5):
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"t{n}", text=f"t{n}")
        await officer.send("message.post", session_id=session_id, client_msg_id=f"o{n}", text=f"o{n}")
    seen = {}
    for client in (taxpayer, officer):
        posted = [await client.expect("message.posted") for _ in range(10)]
        seen[client.namespace] = [(event["seq"], event["body"]["text"]) for event in posted]
    assert seen["/taxpayer"] == seen["/officer"]
    assert [seq for seq, _ in seen["/officer"]] == list(range(7, 17))


async def test_resume_brings_exactly_what_was_missed(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    await taxpayer.close()
    for n in range(3):
        await officer.send("message.post", session_id=session_id, client_msg_id=f"o{n}", text=f"o{n}")
    back = await bureau.taxpayer()
    resumed = await back.send("session.resume", session_id=session_id, after_seq=6)
    assert [event["body"]["text"] for event in resumed["events"]] == ["o0", "o1", "o2"]
    everything = await back.send("session.resume")
    assert [event["seq"] for event in everything["events"]] == list(range(1, 10))
    assert everything["session"] == resumed["session"]


async def test_a_repeated_message_is_answered_with_the_first_answer(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    sends = [taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="您好") for _ in range(5)]
    assert {answer["seq"] for answer in await asyncio.gather(*sends)} == {7}
    await officer.expect("message.posted")
    await officer.send("message.post", session_id=session_id, client_msg_id="o1", text="在")
    assert (await officer.expect("message.posted"))["body"]["text"] == "在"


async def test_an_answer_on_one_tab_is_seen_on_the_other(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    second = await bureau.taxpayer()
    assert (await second.send("session.open", context=CONTEXT))["session"]["session_id"] == session_id
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="这里")
    for client in (taxpayer, second, officer):
        assert (await client.expect("message.posted"))["body"]["text"] == "这里"


async def test_typing_and_presence_reach_the_other_side(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    await taxpayer.send("typing.set", session_id=session_id, typing=True)
    assert (await officer.expect("typing"))["role"] == "taxpayer"
    await taxpayer.close()
    assert (await officer.expect("presence.changed"))["present"] is False
    await bureau.taxpayer()
    assert (await officer.expect("presence.changed"))["present"] is True


MALFORMED: list[tuple[str, Any, str]] = [
    ("message.post", None, "command_invalid"),
    ("message.post", [], "command_invalid"),
    ("message.post", "text", "command_invalid"),
    ("message.post", {}, "command_invalid"),
    ("message.post", {"session_id": 1, "client_msg_id": "a", "text": "x"}, "command_invalid"),
    ("message.post", {"session_id": "s", "client_msg_id": "", "text": "x"}, "command_invalid"),
    ("message.post", {"session_id": "s", "client_msg_id": "a", "text": "x", "as": "officer"}, "command_invalid"),
    ("message.post", {"session_id": "s", "client_msg_id": "a", "text": "x"}, "session_unknown"),
    ("message.post", {"session_id": "s", "client_msg_id": "a", "text": "税" * 100_000}, "message_too_long"),
    ("message.read", {"session_id": "s", "up_to_seq": -1}, "command_invalid"),
    ("session.open", {"context": {"matter_id": "vat-general", "surprise": 1}}, "command_invalid"),
    ("session.open", {"context": {"matter_id": "vat-general", "fields": [{"id": "a"}]}}, "command_invalid"),
    ("session.open", {"context": {"matter_id": "nonsense"}}, "matter_unknown"),
    (
        "session.open",
        {"context": {"matter_id": "vat-general", "fields": [{"id": f"f{n}", "value": "1"} for n in range(10_000)]}},
        "context_too_large",
    ),
    ("session.resume", {"session_id": "../../etc/passwd", "after_seq": 0}, "session_unknown"),
    ("session.resume", {"session_id": "\x00"}, "command_invalid"),
    (
        "session.open",
        {"context": {"matter_id": "vat-general", "fields": [{"id": "f1_13_zp", "value": "1" * 1_000}] * 400}},
        "context_too_large",
    ),
    ("session.rate", {"session_id": "s", "score": "5"}, "command_invalid"),
    ("offer.accept", {"session_id": "s", "offer_id": "o"}, "command_unknown"),
    ("no.such", {}, "command_unknown"),
    ("connect", {}, "command_unknown"),
    ("disconnect", {}, "command_unknown"),
    ("__class__", {}, "command_unknown"),
]


@pytest.mark.parametrize(("name", "payload", "code"), MALFORMED, ids=lambda value: str(value)[:40])
async def test_bad_commands_get_their_code_and_the_line_stays(
    bureau: Bureau, name: str, payload: Any, code: str
) -> None:
    taxpayer = await bureau.taxpayer()
    ack = await taxpayer.raw(name, payload) if name not in {"connect", "disconnect"} else await raw_event(bureau, name)
    assert ack["ok"] is False
    assert ack["error"]["code"] == code
    assert (await taxpayer.send("session.resume"))["session"] is None


async def raw_event(bureau: Bureau, name: str) -> Any:
    """A hand-made packet: the client library will not send reserved names."""
    import json  # noqa: PLC0415

    async with aiohttp.ClientSession() as http:
        url = f"{bureau.url}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as socket:
            await socket.receive()
            auth = {"token": f"tp9/pe9/{name}", "protocol": 1, "client_key": "k" * 22}
            await socket.send_str("40/taxpayer," + json.dumps(auth))
            await socket.receive()
            await socket.send_str(f'42/taxpayer,7["{name}",{{}}]')
            while True:
                text = (await socket.receive(timeout=10)).data
                if text.startswith("43/taxpayer,7"):
                    return json.loads(text.removeprefix("43/taxpayer,7"))[0]


GARBAGE = [
    "",
    "4",
    "42",
    "42/taxpayer,",
    "42/taxpayer,[",
    '42/taxpayer,1["',
    '42/taxpayer,1[{"a":1}]',
    "42/taxpayer,1[1]",
    "42/taxpayer,1[]",
    "42/taxpayer,99999999999999999999[]",
    "42/nowhere,[]",
    "45-1/taxpayer,[]",
    "9",
    "x" * 1_000,
    "42/taxpayer,1" + "[" * 50_000,
    "4\x00\x01",
]


@pytest.mark.parametrize("text", GARBAGE, ids=lambda text: repr(text[:24]))
async def test_garbage_ends_at_most_its_own_line(bureau: Bureau, text: str) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    async with aiohttp.ClientSession() as http:
        url = f"{bureau.url}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as socket:
            await socket.receive()
            await socket.send_str('40/taxpayer,{"token":"tp8/pe8/1","protocol":1,"client_key":"kkkkkkkkkkkkkkkkkkkk"}')
            await socket.receive()
            await socket.send_str(text)
            await socket.send_bytes(text.encode())
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="还在")
    assert (await officer.expect("message.posted"))["body"]["text"] == "还在"


@pytest.mark.parametrize(
    ("namespace", "auth", "code"),
    [
        ("/taxpayer", None, "command_invalid"),
        ("/taxpayer", {"protocol": 1}, "ticket_invalid"),
        ("/taxpayer", {"protocol": 2, "token": "a/b/c", "client_key": "k" * 22}, "client_outdated"),
        ("/taxpayer", {"protocol": 1, "token": "forged", "client_key": "k" * 22}, "ticket_invalid"),
        ("/taxpayer", {"protocol": 1, "token": "a/b/c", "client_key": "short"}, "ticket_invalid"),
        ("/officer", {"protocol": 1}, "login_required"),
    ],
)
async def test_strangers_are_refused_with_a_code(bureau: Bureau, namespace: str, auth: Any, code: str) -> None:
    answers: list[Any] = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("connect_error", answers.append, namespace=namespace)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(bureau.url, auth=auth, namespaces=[namespace], transports=["websocket"], wait_timeout=5)
    assert answers[0]["message"] == code
    assert answers[0]["data"]["code"] == code
    await client.disconnect()


async def test_a_ticket_works_again_for_its_page_and_for_no_other(bureau: Bureau) -> None:
    first = await bureau.taxpayer(auth={"token": "tp1/pe1/fixed"})
    await first.close()
    await bureau.taxpayer(auth={"token": "tp1/pe1/fixed"})
    with pytest.raises(socketio.exceptions.ConnectionError):
        await bureau.taxpayer(auth={"token": "tp1/pe1/fixed", "client_key": "another-page-altogether"})


async def test_a_ticket_of_somebody_else_cannot_be_slipped_in(bureau: Bureau) -> None:
    taxpayer = await bureau.taxpayer()
    await taxpayer.send("ticket.refresh", token="tp1/pe1/fresh")
    with pytest.raises(Refusal) as refused:
        await taxpayer.send("ticket.refresh", token="tp2/pe2/fresh")
    assert refused.value.code == "not_permitted"


async def test_sessions_of_others_look_like_none(bureau: Bureau) -> None:
    _, officer, session_id = await bureau.paired()
    stranger, colleague = await bureau.taxpayer("tp2", "pe2"), await bureau.officer("of2")
    for client, name, fields in foreign_attempts(stranger, colleague):
        with pytest.raises(Refusal) as refused:
            await client.send(name, session_id=session_id, **fields)
        assert refused.value.code in {"session_unknown", "offer_gone"}, name
    assert officer.pushes.empty() or all(event != "message.posted" for event, _ in list(officer.pushes._queue))  # type: ignore[attr-defined]


def foreign_attempts(stranger: Client, colleague: Client) -> list[tuple[Client, str, dict[str, Any]]]:
    return [
        (stranger, "message.post", {"client_msg_id": "x", "text": "x"}),
        (stranger, "session.resume", {"after_seq": 0}),
        (stranger, "session.end", {}),
        (stranger, "session.cancel", {}),
        (stranger, "session.rate", {"score": 1}),
        (stranger, "context.update", {"context": CONTEXT}),
        (stranger, "typing.set", {"typing": True}),
        (colleague, "message.post", {"client_msg_id": "x", "text": "x"}),
        (colleague, "session.resume", {"after_seq": 0}),
        (colleague, "session.end", {}),
        (colleague, "session.wrap_up", {"note": "x"}),
        (colleague, "offer.accept", {"offer_id": "x"}),
        (colleague, "typing.set", {"typing": True}),
    ]


async def test_a_person_who_hammers_is_slowed_and_nobody_else(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await bureau.paired()
    sends = [
        taxpayer.raw("message.post", {"session_id": session_id, "client_msg_id": f"m{n}", "text": "x"})
        for n in range(200)
    ]
    acks = await asyncio.gather(*sends)
    refused = [ack["error"] for ack in acks if not ack["ok"]]
    assert refused
    assert {error["code"] for error in refused} == {"rate_limited"}
    assert all(error["details"]["retry_after_seconds"] > 0 for error in refused)
    await officer.send("message.post", session_id=session_id, client_msg_id="o", text="ok")


async def test_a_node_that_stops_has_everything_on_disk(bureau: Bureau) -> None:
    taxpayer, _, session_id = await bureau.paired()
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="记下了")
    tail = await bureau.node.hub.journal.load(session_id)
    assert tail.talk.taxpayer_messages == 1
