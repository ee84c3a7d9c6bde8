"""How lines end: too slow, silent, cut, moved; nothing of them stays behind, and nobody else notices."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.sockets import websocket
from chatserver.sockets.frames import Frame
from chatserver.sockets.websocket import MOST_UNANSWERED, Line
from tests.support.clients import SECONDS
from tests.support.wire import PING, PONG, RawLine, a_turn, frame, joined, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.clients import Bureau

OURS = ("engineio", "socketio", "chatserver.sockets", "aiohttp")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[weakref.WeakSet[Line]]:
    """Every websocket that is still in memory."""
    living: weakref.WeakSet[Line] = weakref.WeakSet()
    make = Line.__init__

    def note(line: Line, *args: Any) -> None:
        make(line, *args)
        living.add(line)

    monkeypatch.setattr(Line, "__init__", note)
    yield living
    gc.enable()


async def test_a_client_that_asks_faster_than_it_is_answered_is_read_later_and_loses_nothing(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused = 0
    async with joined(bureau.url) as line:
        (protocol,) = (item._protocol for item in bureau.node.wire._lines.values())
        pause = protocol.pause_reading

        class Watched(type(protocol)):  # type: ignore[misc] # counts, and does the same
            __slots__ = ()

            def pause_reading(self) -> None:
                nonlocal paused
                paused += 1
                pause()

        protocol.__class__ = Watched
        asked = MOST_UNANSWERED * 5
        for n in range(asked):
            line.say(f'42/taxpayer,{n}["session.resume",{{}}]')
            await line.writer.drain()
        acks = [await line.acknowledged(n) for n in range(asked)]
        assert paused
        assert {ack["ok"] or ack["error"]["code"] for ack in acks} == {True, "rate_limited"}
        line.say('42/taxpayer,9999["queue.look",{"matter_id":"vat-general"}]')
        await line.acknowledged(9999)


async def test_a_client_that_floods_is_read_at_the_pace_of_a_page_and_others_are_not_held_up(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MOST_PACKETS", 50)
    monkeypatch.setattr(websocket, "PACKETS_SECONDS", 0.4)
    clock = asyncio.get_running_loop().time
    async with joined(bureau.url) as flood, joined(bureau.url, "tp2/pe1") as other:
        began = clock()
        for _ in range(3):  # three volleys, each in a segment of its own
            flood.send(frame(b"", PING) * 50)
            for _ in range(50):
                while (await flood.heard()).kind != PONG:
                    pass
            other.say('42/taxpayer,1["session.resume",{}]')
            assert (await other.acknowledged(1))["ok"]
        assert 0.7 < clock() - began < SECONDS
        assert flood.sid in bureau.node.server.eio.sockets


async def overfill(bureau: Bureau, slow: RawLine) -> None:
    """Stop reading and be sent more than the systems' buffers take."""
    slow.reader._transport.pause_reading()  # type: ignore[attr-defined]
    wire, frame = bureau.node.wire, Frame(b'2/taxpayer,["x","%s"]' % (b"x" * 50_000))
    async with asyncio.timeout(SECONDS):
        while not wire.evicted:
            wire.write(slow.sid, frame)
            await a_turn()


async def test_a_reader_that_falls_behind_is_let_go_and_told_so_and_others_notice_nothing(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MOST_UNSENT", 20_000)
    taxpayer, officer, session_id = await bureau.paired()
    async with joined(bureau.url) as slow:
        await overfill(bureau, slow)
        assert bureau.node.wire.evicted == 1
        await until(lambda: slow.sid not in bureau.node.server.eio.sockets)
        await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="还在")
        assert (await officer.expect("message.posted"))["body"]["text"] == "还在"
        slow.reader._transport.resume_reading()  # type: ignore[attr-defined]
        told = await slow.closed()
        assert (told.code, told.content[2:]) == (1013, b"slow_reader")


async def test_one_that_never_reads_again_is_forgotten_all_the_same(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, lines: weakref.WeakSet[Line]
) -> None:
    monkeypatch.setattr(websocket, "MOST_UNSENT", 20_000)
    monkeypatch.setattr(websocket, "GOODBYE_SECONDS", 0.1)
    async with joined(bureau.url) as slow:
        await overfill(bureau, slow)
        await until(lambda: not lines)
        assert not bureau.node.server.eio.sockets


async def test_a_websocket_that_answers_no_ping_is_ended_and_leaves_nothing_in_memory(
    quick: Bureau, lines: weakref.WeakSet[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "GOODBYE_SECONDS", 0.1)  # as long as the silent one is waited for, once closed
    gc.disable()  # what goes, goes without the collector
    engine = quick.node.server.eio
    async with joined(quick.url) as line:
        kept = weakref.ref(engine.sockets[line.sid])
        assert (await line.closed()).code == 1000
        await until(lambda: kept() is None and not lines)
        assert not engine.sockets
        assert not len(quick.node.edge.connections)


async def test_a_websocket_that_answers_its_pings_lives_on(quick: Bureau) -> None:
    quick.node.server.eio.ping_timeout = SECONDS
    async with joined(quick.url) as line:
        for _ in range(2):
            while (await line.heard()).content != b"2":
                pass
            line.say("3")
        line.say('42/taxpayer,1["session.resume",{}]')
        assert (await line.acknowledged(1))["ok"]


async def test_the_server_may_leave_a_namespace_and_then_close(bureau: Bureau) -> None:
    async with joined(bureau.url) as line:
        (connection,) = bureau.node.edge.connections
        await bureau.node.server.disconnect(connection.sid, namespace="/taxpayer")
        assert await line.hears() == "41/taxpayer,"
        await until(lambda: not len(bureau.node.edge.connections))
        await bureau.node.server.eio.disconnect(line.sid)
        assert await line.hears() == "1"
        assert (await line.closed()).code == 1000


async def test_comings_and_goings_leave_nothing_in_memory(bureau: Bureau, lines: weakref.WeakSet[Line]) -> None:
    engine, server = bureau.node.server.eio, bureau.node.server

    async def come_and_go(n: int) -> None:
        async with joined(bureau.url, f"tp{n}/pe1", str(n)) as line:
            line.say('42/taxpayer,1["session.resume",{}]')
            await line.acknowledged(1)

    async def rounds(first: int) -> int:
        for n in range(first, first + 20):
            await come_and_go(n)
        await until(lambda: not engine.sockets and not lines and not len(bureau.node.edge.connections))
        gc.collect()
        return sum(str(type(item).__module__).startswith(OURS) for item in gc.get_objects())

    gc.disable()
    before = await rounds(0)
    after = await rounds(20)
    assert after <= before + 5
    assert not server.environ
    assert not any(len(room) for rooms in server.manager.rooms.values() for room in rooms.values())
