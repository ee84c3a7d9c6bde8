"""How lines end: too slow, silent, cut, moved; nothing of them stays behind, and nobody else notices."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from chatserver.sockets import websocket
from chatserver.sockets.frames import Frame
from chatserver.sockets.websocket import MOST_UNANSWERED, Line
from tests.support.clients import SECONDS
from tests.support.wire import PATH, RawLine, a_turn, handshake, joined, raw_line, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.support.clients import Bureau

OURS = ("engineio", "socketio", "chatserver.sockets", "aiohttp")
POLLING = "/socket.io/?EIO=4&transport=polling"
JOIN = '40/taxpayer,{{"token":"{}/1","protocol":1,"client_key":"kkkkkkkkkkkkkkkkkkkkkk"}}'


@pytest.fixture
def quick(bureau: Bureau) -> Bureau:
    """A hub that pings at once and waits a moment for the answer."""
    engine = bureau.node.server.eio
    engine.ping_interval, engine.ping_timeout = 0.05, 0.2
    return bureau


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


class Poller:
    """A polling client made of HTTP requests."""

    def __init__(self, bureau: Bureau, http: aiohttp.ClientSession) -> None:
        self._url = bureau.url + POLLING
        self._http = http
        self.sid = ""

    async def poll(self) -> tuple[int, str]:
        async with asyncio.timeout(SECONDS), self._http.get(f"{self._url}&sid={self.sid}") as answered:
            return answered.status, await answered.text()

    async def post(self, body: str) -> int:
        async with asyncio.timeout(SECONDS), self._http.post(f"{self._url}&sid={self.sid}", data=body) as answered:
            return answered.status

    async def join(self, person: str = "tp1/pe1") -> None:
        async with self._http.get(self._url) as opened:
            self.sid = json.loads((await opened.text())[1:])["sid"]
        assert await self.post(JOIN.format(person)) == 200
        assert (await self.poll())[1].startswith("40/taxpayer,{")


@pytest.fixture
async def poller(bureau: Bureau) -> AsyncIterator[Poller]:
    async with aiohttp.ClientSession() as http:
        made = Poller(bureau, http)
        await made.join()
        yield made


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
    async with joined(quick.url) as line:
        for _ in range(4):
            while (await line.heard()).content != b"2":
                pass
            line.say("3")
        line.say('42/taxpayer,1["session.resume",{}]')
        assert (await line.acknowledged(1))["ok"]


async def test_a_polling_session_that_answers_no_ping_ends_with_its_poll(quick: Bureau, poller: Poller) -> None:
    assert await poller.poll() == (200, "2")
    assert await poller.poll() == (200, "1")
    assert (await poller.poll())[0] == 400
    assert not quick.node.server.eio.sockets
    assert not len(quick.node.edge.connections)


async def test_a_forced_close_ends_the_poll(bureau: Bureau, poller: Poller) -> None:
    engine = bureau.node.server.eio

    async def cut() -> None:
        await until(lambda: engine.sockets[poller.sid].queue._getters)
        bureau.node.wire.cut(poller.sid)

    polled, _ = await asyncio.gather(poller.poll(), cut())
    assert polled == (200, "1")
    assert (await poller.poll())[0] == 400
    assert await poller.post("3") == 400
    assert not engine.sockets


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


async def test_a_line_cut_while_it_joins_is_not_kept(
    bureau: Bureau, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the poller has joined; a second one is cut while its ticket is looked at
    edge, engine = bureau.node.edge, bureau.node.server.eio
    asked, go_on = asyncio.Event(), asyncio.Event()
    verify = edge.verify_ticket

    async def slowly(token: str) -> Any:
        asked.set()
        await go_on.wait()
        return await verify(token)

    monkeypatch.setattr(edge, "verify_ticket", slowly)
    async with aiohttp.ClientSession() as http:
        late = Poller(bureau, http)

        async def cut() -> None:
            await asked.wait()
            bureau.node.wire.cut(late.sid)
            await until(lambda: late.sid not in engine.sockets)
            go_on.set()

        outcome, _ = await asyncio.gather(late.join("tp2/pe2"), cut(), return_exceptions=True)
        assert isinstance(outcome, AssertionError)
        await until(lambda: len(edge.connections) == 1)


class TestUpgrade:
    """A polling connection that moves to a websocket."""

    async def move(self, bureau: Bureau, poller: Poller, line: RawLine) -> None:
        line.send(handshake(f"{PATH}&sid={poller.sid}"))
        assert (await line.answered()).status == 101

    async def test_it_moves_and_nothing_is_lost(self, bureau: Bureau, poller: Poller) -> None:
        async with raw_line(bureau.url) as line:
            await self.move(bureau, poller, line)
            line.say("2probe")
            assert await line.hears() == "3probe"
            assert await poller.poll() == (200, "6")
            assert await poller.post('42/taxpayer,1["session.resume",{}]') == 200
            line.say("5")
            assert (await line.acknowledged(1))["ok"]
            assert await poller.post("3") == 400
            assert (await poller.poll())[0] == 400

    async def test_of_two_at_once_one_is_refused(self, bureau: Bureau, poller: Poller) -> None:
        async with raw_line(bureau.url) as line, raw_line(bureau.url) as second:
            await self.move(bureau, poller, line)
            line.say("2probe")
            assert await line.hears() == "3probe"
            second.send(handshake(f"{PATH}&sid={poller.sid}"))
            assert (await second.answered()).status == 400
            line.say("5", '42/taxpayer,1["session.resume",{}]')
            assert (await line.acknowledged(1))["ok"]

    @pytest.mark.parametrize("words", [["nonsense"], ["2probe", "nonsense"], ["2"], ["5"], ["40/taxpayer,"]])
    async def test_one_that_fails_leaves_the_polling_as_it_was(
        self, bureau: Bureau, poller: Poller, words: list[str]
    ) -> None:
        async with raw_line(bureau.url) as line:
            await self.move(bureau, poller, line)
            line.say(*words)
            await line.closed()
        assert await poller.post('42/taxpayer,1["session.resume",{}]') == 200
        answer = ""
        while "43/taxpayer,1" not in answer:
            status, answer = await poller.poll()
            assert status == 200

    async def test_one_that_never_comes_to_the_point_is_given_up(
        self, bureau: Bureau, poller: Poller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(websocket, "UPGRADE_SECONDS", 0.05)
        async with raw_line(bureau.url) as line:
            await self.move(bureau, poller, line)
            await line.closed()
        assert await poller.post("3") == 200


class TestPosts:
    """What a polling client sends."""

    async def test_a_body_may_come_a_byte_at_a_time(self, bureau: Bureau, poller: Poller) -> None:
        body = '42/taxpayer,1["session.resume",{}]'
        head = f"POST {POLLING}&sid={poller.sid} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        async with raw_line(bureau.url) as line:
            line.send(head.encode())
            await line.trickle(body.encode())
            assert (await line.answered()).body == b"OK"
        assert "43/taxpayer,1" in (await poller.poll())[1]

    async def test_a_body_may_come_without_its_length(self, bureau: Bureau, poller: Poller) -> None:
        body = '42/taxpayer,1["session.resume",{}]'
        head = f"POST {POLLING}&sid={poller.sid} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        async with raw_line(bureau.url) as line:
            line.send(f"{head}{len(body):x}\r\n{body}\r\n0\r\n\r\n".encode())
            assert (await line.answered()).body == b"OK"
        assert "43/taxpayer,1" in (await poller.poll())[1]

    async def test_a_hundred_commands_may_come_at_once(self, poller: Poller) -> None:
        assert await poller.post("\x1e".join(f'42/taxpayer,{n}["queue.look",{{}}]' for n in range(100))) == 200
        heard = ""
        while "43/taxpayer,99" not in heard:
            heard = (await poller.poll())[1]

    @pytest.mark.parametrize(
        ("body", "status"),
        [("x" * 1_000_001, 413), ("4\x1e\x1e", 400), ("\x1e" * 5_000, 400), ("b!!", 400), ("bAAAA", 400), ("42[", 400)],
        ids=lambda value: str(value)[:8],
    )
    async def test_nonsense_ends_the_connection(
        self, bureau: Bureau, poller: Poller, body: str, status: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert await poller.post(body) == status
        await until(lambda: not bureau.node.server.eio.sockets)
        assert not [record for record in caplog.records if record.exc_info]

    async def test_what_is_no_text_ends_it_too(self, bureau: Bureau, poller: Poller) -> None:
        head = f"POST {POLLING}&sid={poller.sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"
        async with raw_line(bureau.url) as line:
            line.send(head.encode(), b"\xff\xfe")
            assert (await line.answered()).status == 400

    async def test_a_client_that_says_good_bye_is_gone(self, bureau: Bureau, poller: Poller) -> None:
        async def leave() -> int:
            await until(lambda: bureau.node.server.eio.sockets[poller.sid].queue._getters)
            return await poller.post("1")

        polled, posted = await asyncio.gather(poller.poll(), leave())
        assert (polled, posted) == ((200, "1"), 200)
        assert not bureau.node.server.eio.sockets
        assert not len(bureau.node.edge.connections)
