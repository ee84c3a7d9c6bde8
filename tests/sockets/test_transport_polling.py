"""Long-polling, and its move to a websocket: what is posted, how it ends, and that nothing is lost on the way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from chatserver.sockets import transport, websocket
from chatserver.sockets.frames import Frame
from tests.support.polling import POLLING, Poller
from tests.support.wire import PATH, RawLine, handshake, raw_line, until

if TYPE_CHECKING:
    from tests.support.clients import Bureau


async def test_a_polling_session_that_answers_no_ping_ends_with_its_poll(quick: Bureau, poller: Poller) -> None:
    assert await poller.poll() == (200, "2")
    assert await poller.poll() == (200, "1")
    assert (await poller.poll())[0] == 400
    assert not quick.node.server.eio.sockets
    assert not len(quick.node.edge.connections)


async def test_a_poller_that_does_not_come_for_its_packets_is_let_go_once(
    bureau: Bureau, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MOST_QUEUED", 5)
    wire = bureau.node.wire
    for _ in range(10):
        wire.write(poller.sid, Frame(b'2/taxpayer,["x",{}]'))
    await until(lambda: poller.sid not in bureau.node.server.eio.sockets)
    assert wire.evicted == 1
    assert not len(bureau.node.edge.connections)
    assert (await poller.poll())[0] == 400


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
            await until(lambda: not bureau.node.wire.moving)
        assert await poller.post("3") == 200
        assert bureau.node.server.eio.sockets[poller.sid].queue.empty()  # it was not told to stop polling


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
