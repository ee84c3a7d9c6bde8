"""The websocket as bytes: what RFC 6455 asks of a server, and what only a hostile or broken client does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.wire import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PATH,
    PING,
    PONG,
    PROOF,
    TEXT,
    frame,
    handshake,
    joined,
    raw_line,
    until,
)

if TYPE_CHECKING:
    from tests.support.clients import Bureau

RESUME = '42/taxpayer,{}["session.resume",{{}}]'
NOBODY = {"ok": True, "result": {"session": None}}


def resume(packet_id: int) -> str:
    return RESUME.format(packet_id)


async def test_the_proof_of_the_handshake_is_that_of_the_standards_example(bureau: Bureau) -> None:
    async with raw_line(bureau.url) as line:
        line.send(handshake())
        answered = await line.answered()
    assert answered.status == 101
    assert answered.headers["sec-websocket-accept"] == PROOF
    assert "sec-websocket-extensions" not in answered.headers


BROKEN = [
    {"Sec-WebSocket-Key": None},
    {"Sec-WebSocket-Key": "short"},
    {"Sec-WebSocket-Key": "ÿÿÿÿ"},
    {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==="},
    {"Sec-WebSocket-Version": None},
    {"Sec-WebSocket-Version": "8"},
    {"Connection": "keep-alive"},
    {"Connection": None},
    {"Upgrade": None},
    {"Upgrade": "h2c"},
]


@pytest.mark.parametrize("changes", BROKEN, ids=str)
async def test_a_broken_handshake_is_refused_and_leaves_nothing_behind(
    bureau: Bureau, changes: dict[str, str | None], caplog: pytest.LogCaptureFixture
) -> None:
    async with raw_line(bureau.url) as line:
        line.send(handshake(changes=changes))
        answered = await line.answered()
        assert answered.status == 400
        line.send(handshake())  # the connection is still good for another request
        assert (await line.answered()).status == 101
        await line.hears()
        assert len(bureau.node.server.eio.sockets) == 1
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("header", ["keep-alive, Upgrade", "upgrade", "UPGRADE"])
async def test_the_ways_in_which_browsers_and_proxies_ask_are_understood(bureau: Bureau, header: str) -> None:
    async with raw_line(bureau.url) as line:
        line.send(handshake(changes={"Connection": header, "Upgrade": "WebSocket"}))
        assert (await line.answered()).status == 101


async def test_frames_sent_together_with_the_handshake_are_heard(bureau: Bureau) -> None:
    auth = json.dumps({"token": "tp1/pe1/early", "protocol": 1, "client_key": "k" * 22})
    async with raw_line(bureau.url) as line:
        line.send(handshake(), frame(f"40/taxpayer,{auth}".encode()), frame(resume(5).encode()))
        assert (await line.answered()).status == 101
        assert (await line.hears()).startswith("0")
        assert (await line.hears()).startswith("40/taxpayer,")
        assert (await line.acknowledged(5))["ok"]


async def test_a_frame_may_come_a_byte_at_a_time(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        await line.trickle(frame(resume(1).encode()))
        assert (await line.acknowledged(1))["ok"]


async def test_many_frames_in_one_segment_are_answered_in_order(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        line.say(*(resume(n) for n in range(100)))
        for n in range(100):
            assert (await line.acknowledged(n))["ok"]


async def test_fragments_are_put_together_with_pings_between_them(bureau: Bureau) -> None:
    text = resume(3).encode()
    async with joined(bureau.url) as line:
        line.send(
            frame(text[:5], last=False),
            frame(b"still there?", PING),
            frame(text[5:20], CONTINUATION, last=False),
            frame(text[20:], CONTINUATION),
        )
        pong = await line.heard()
        assert (pong.kind, pong.content) == (PONG, b"still there?")
        assert (await line.acknowledged(3))["ok"]


async def test_a_client_that_does_not_mask_is_put_up_with(bureau: Bureau) -> None:
    # aiohttp's parser takes both, as under stock python-socketio; the standard would have it refused
    async with joined(bureau.url) as line:
        line.send(frame(resume(1).encode(), masked=False))
        assert (await line.acknowledged(1))["ok"]


async def test_an_unasked_pong_of_either_protocol_means_nothing(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        line.send(frame(b"", PONG), frame(b"3"), frame(b"3"), frame(resume(1).encode()))
        assert (await line.acknowledged(1))["ok"]


PROTOCOL_ERRORS = {
    "reserved bit": (frame(b"x", bits=0x40), 1002),
    "unknown opcode": (frame(b"x", 3), 1002),
    "unknown control frame": (frame(b"", 11), 1002),
    "control frame in fragments": (frame(b"x", PING, last=False), 1002),
    "long control frame": (frame(b"x" * 126, PING), 1002),
    "end without a beginning": (frame(b"x", CONTINUATION), 1002),
    "beginning within a message": (frame(b"4", last=False) + frame(b"x"), 1002),
    "close with half a code": (frame(b"\x03", CLOSE), 1002),
    "close with a code of no meaning": (frame(b"\x03\xec", CLOSE), 1002),
    "close with a reason that is no text": (frame(b"\x03\xe8\xff", CLOSE), 1007),
    "text that is no text": (frame(b"4\xff\xfe"), 1007),
    "text that is no text, in a command": (
        frame(b'42/taxpayer,1["message.post",{"session_id":"\xff","client_msg_id":"a","text":"b"}]'),
        1007,
    ),
    "unexpected binary": (frame(b"\x00\x01", BINARY), 1002),
    "no packet": (frame(b""), 1002),
    "unknown packet": (frame(b"9"), 1002),
    "ping of a client": (frame(b"2"), 1002),
    "unknown Socket.IO packet": (frame(b"49"), 1002),
    "event of no namespace": (frame(b'42["x"]'), 1002),
    "event of another namespace": (frame(b'42/officer,1["desk.snapshot",{}]'), 1002),
    "binary event of another namespace": (frame(b'451-/officer,1["x",{"_placeholder":true,"num":0}]'), 1002),
    "endless attachments": (frame(b'45999-/taxpayer,1["x"]'), 1002),
    "joining that is no JSON": (frame(b"40/taxpayer,{"), 1002),
    "joining twice": (
        frame(b'40/taxpayer,{"token":"tp1/pe1/2","protocol":1,"client_key":"kkkkkkkkkkkkkkkkkkkkkk"}'),
        1002,
    ),
    "deep JSON": (frame(b"40/taxpayer," + b"[" * 50_000), 1002),
    "too big": (frame(b"4" * 1_000_001), 1009),
    "too big, only announced": (b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 1009),
    "too big in fragments": (frame(b"4" * 600_000, last=False) + frame(b"4" * 600_000, CONTINUATION), 1009),
}


@pytest.mark.parametrize("name", PROTOCOL_ERRORS)
async def test_a_breach_of_the_protocol_is_told_by_its_code_and_ends_this_line_only(
    bureau: Bureau, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    content, code = PROTOCOL_ERRORS[name]
    async with joined(bureau.url, "tp2/pe2") as other, joined(bureau.url) as line:
        line.send(content)
        assert (await line.closed()).code == code
        other.say(resume(1))
        assert (await other.acknowledged(1))["ok"]
        assert len(bureau.node.edge.connections) == 1
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(("content", "code"), [(b"", 1000), (b"\x03\xe9", 1001), (b"\x0f\xa0bye", 4000)])
async def test_a_close_is_answered_with_its_code_behind_what_was_asked_before(
    bureau: Bureau, content: bytes, code: int
) -> None:
    async with joined(bureau.url) as line:
        line.send(frame(resume(1).encode()), frame(content, CLOSE), frame(resume(2).encode()))
        assert (await line.acknowledged(1))["ok"]
        heard = await line.heard()
        assert (heard.kind, heard.code) == (CLOSE, code)
        await line.hung_up()


async def test_the_other_side_may_end_its_way_without_a_word(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        line.writer.write_eof()
        await line.hung_up()
        await until(lambda: not bureau.node.server.eio.sockets and not len(bureau.node.edge.connections))


async def test_posts_then_an_end_are_done_in_this_order(bureau: Bureau) -> None:
    *_, session_id = await bureau.paired()
    post = '42/taxpayer,{0}["message.post",{{"session_id":"{1}","client_msg_id":"m{0}","text":"{0}"}}]'
    posts = [post.format(n, session_id) for n in range(10)]
    async with joined(bureau.url) as line:
        line.say(*posts, f'42/taxpayer,10["session.end",{{"session_id":"{session_id}"}}]', post.format(11, session_id))
        acks = [await line.acknowledged(n) for n in range(12)]
    seqs = [ack["result"]["seq"] for ack in acks[:11]]
    assert seqs == sorted(seqs)
    assert acks[11]["error"]["code"] == "session_ended"


async def test_a_slow_command_holds_back_the_posts_behind_it(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        opened = '42/taxpayer,1["session.open",{"context":{"matter_id":"vat-general"}}]'
        line.say(opened, *(resume(n) for n in range(2, 9)))
        order: list[int] = []
        while len(order) < 8:
            head, _, body = (await line.hears()).partition("[")
            if head.startswith("43"):
                assert json.loads("[" + body)[0]["result"]["session"] is not None
                order.append(int(head.rpartition(",")[2]))
    assert order == list(range(1, 9))


async def test_a_namespace_that_does_not_exist_is_told_as_the_official_server_does(bureau: Bureau) -> None:
    async with raw_line(bureau.url) as line:
        await line.open()
        for namespace in ("/nowhere,", "/officers,", ""):
            line.say(f"40{namespace}")
            assert await line.hears() == f'44{namespace}{{"message":"Invalid namespace"}}'


async def test_a_binary_event_is_answered_with_a_code_and_its_parts_are_passed_over(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        event = b'452-/taxpayer,7["message.post",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'
        line.send(frame(event), frame(b"\x00", BINARY), frame(b"\x01", BINARY), frame(resume(8).encode()))
        ack = await line.acknowledged(7)
        assert ack["error"]["code"] == "command_invalid"
        assert (await line.acknowledged(8))["ok"]
        line.send(frame(b"\x02", BINARY))
        assert (await line.closed()).code == 1002


async def test_a_repeated_upgrade_is_refused_and_the_first_goes_on(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        async with raw_line(bureau.url) as second:
            second.send(handshake(f"{PATH}&sid={line.sid}"))
            assert (await second.answered()).status == 400
        line.say(resume(1))
        assert (await line.acknowledged(1))["ok"]


async def test_an_unknown_connection_is_refused(bureau: Bureau) -> None:
    async with raw_line(bureau.url) as line:
        line.send(handshake(f"{PATH}&sid=nobody"))
        assert (await line.answered()).status == 400


async def test_text_frames_are_what_the_hub_speaks(bureau: Bureau) -> None:
    async with raw_line(bureau.url) as line:
        line.send(handshake())
        await line.answered()
        assert (await line.heard()).kind == TEXT
