"""The official JavaScript client against the hub, and where it matters against stock python-socketio beside it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import socketio
from aiohttp import web

from chatserver.sockets import websocket
from chatserver.sockets.frames import Frame
from tests.support.wire import a_turn, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.clients import Bureau
    from tests.support.javascript import JavaScript

TAXPAYER = {"token": "tp1/pe1/js", "protocol": 1, "client_key": "k" * 22}
WAYS = [("websocket",), ("polling",), ("polling", "websocket")]


@pytest.fixture
async def stock() -> AsyncIterator[str]:
    """Stock python-socketio, which echoes; its address."""
    server = socketio.AsyncServer(async_mode="aiohttp", ping_interval=1, ping_timeout=1)
    server.on("echo", lambda _, payload: payload, namespace="/taxpayer")
    server.on("connect", lambda *_: None, namespace="/taxpayer")
    application = web.Application()
    server.attach(application)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await server.shutdown()
    await runner.cleanup()


@pytest.mark.parametrize("ways", WAYS, ids="+".join)
async def test_it_connects_asks_and_hears_over_every_transport(
    bureau: Bureau, javascript: JavaScript, ways: tuple[str, ...]
) -> None:
    officer = await bureau.officer()
    await javascript.open(bureau.url, *ways)
    await javascript.join("/taxpayer", TAXPAYER)
    _, transport = await javascript.hear("connect")
    assert transport in ways
    opened = await javascript.ask("session.open", {"context": {"matter_id": "vat-general"}})
    session_id = opened["result"]["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    await javascript.hear("session.assigned")
    if len(ways) == 2:
        assert await javascript.do("upgraded", "s") == "websocket"
    texts = [f"第{n}句" for n in range(30)]
    acks = await asyncio.gather(
        *(
            javascript.ask("message.post", {"session_id": session_id, "client_msg_id": f"m{n}", "text": text})
            for n, text in enumerate(texts)
        )
    )
    assert all(ack["ok"] for ack in acks)
    heard = [(await javascript.hear("message.posted"))[0] for _ in texts]
    assert [event["body"]["text"] for event in heard] == texts
    assert [event["seq"] for event in heard] == [ack["result"]["seq"] for ack in acks]


@pytest.mark.parametrize("ways", WAYS, ids="+".join)
async def test_binary_content_gets_a_code_and_the_line_goes_on(
    bureau: Bureau, javascript: JavaScript, ways: tuple[str, ...]
) -> None:
    await javascript.open(bureau.url, *ways)
    await javascript.join("/taxpayer", TAXPAYER)
    await javascript.hear("connect")
    for size in (0, 1, 70_000):
        ack = await javascript.do("askBinary", "s", "message.post", size)
        assert ack["error"]["code"] == "command_invalid"
    assert (await javascript.ask("session.resume", {}))["ok"]


async def test_a_refusal_says_why_with_everything_a_client_needs(bureau: Bureau, javascript: JavaScript) -> None:
    await javascript.open(bureau.url, "websocket", reconnection=False)
    await javascript.join("/taxpayer", {**TAXPAYER, "token": "forged"})
    message, data = await javascript.hear("connect_error")
    assert (message, data["code"], data["retryable"]) == ("ticket_invalid", "ticket_invalid", False)


async def test_an_unknown_namespace_is_told_as_by_the_official_server_which_stock_does_not(
    bureau: Bureau, stock: str, javascript: JavaScript
) -> None:
    told = {}
    for name, url in (("hub", bureau.url), ("stock", stock)):
        await javascript.open(url, "websocket", manager=name, reconnection=False)
        await javascript.join("/nowhere", {}, name=name, manager=name)
        told[name] = await javascript.hear("connect_error", name=name)
    assert told == {"hub": ["Invalid namespace", None], "stock": ["", None]}


async def test_both_namespaces_share_one_line(bureau: Bureau, javascript: JavaScript) -> None:
    officer = await bureau.officer()
    await officer.close()
    cookie: dict[str, Any] = {"extraHeaders": {"Cookie": "daoban_login=login-of-of1"}}
    await javascript.open(bureau.url, "websocket", **cookie)
    await javascript.join("/officer", {"protocol": 1}, name="officer")
    await javascript.join("/taxpayer", TAXPAYER, name="taxpayer")
    for name in ("officer", "taxpayer"):
        await javascript.hear("connect", name=name)
    assert len(bureau.node.server.eio.sockets) == 1
    assert (await javascript.ask("status.set", {"status": "available"}, name="officer"))["ok"]
    opened = await javascript.ask("session.open", {"context": {"matter_id": "vat-general"}}, name="taxpayer")
    (shown,) = await javascript.hear("offer.made", name="officer")
    assert shown["offer"]["session_id"] == opened["result"]["session"]["session_id"]
    await javascript.do("leave", "officer")
    await until(lambda: len(bureau.node.edge.connections) == 1)
    assert (await javascript.ask("session.resume", {}, name="taxpayer"))["ok"]


@pytest.mark.parametrize("ways", WAYS[:2], ids="+".join)
async def test_it_comes_back_by_itself_after_a_cut_and_misses_nothing(
    bureau: Bureau, javascript: JavaScript, ways: tuple[str, ...]
) -> None:
    await javascript.open(bureau.url, *ways)
    await javascript.join("/taxpayer", TAXPAYER)
    before, _ = await javascript.hear("connect")
    opened = await javascript.ask("session.open", {"context": {"matter_id": "vat-general"}})
    (connection,) = bureau.node.edge.connections
    bureau.node.wire.cut(connection.eio_sid)
    reason, *_ = await javascript.hear("disconnect")
    assert reason in {"transport close", "transport error"}
    after, _ = await javascript.hear("connect")
    assert after != before
    again = await javascript.ask("session.resume", {})
    assert again["result"]["session"]["session_id"] == opened["result"]["session"]["session_id"]
    assert len(bureau.node.edge.connections) == 1


async def test_a_command_that_takes_too_long_for_the_client_harms_nothing(
    bureau: Bureau, javascript: JavaScript, monkeypatch: pytest.MonkeyPatch
) -> None:
    await javascript.open(bureau.url, "websocket")
    await javascript.join("/taxpayer", TAXPAYER)
    await javascript.hear("connect")
    verify, go_on = bureau.node.edge.verify_ticket, asyncio.Event()

    async def slowly(token: str) -> Any:
        await go_on.wait()
        return await verify(token)

    monkeypatch.setattr(bureau.node.edge, "verify_ticket", slowly)
    assert await javascript.ask("ticket.refresh", {"token": "tp1/pe1/new"}, 0.05) == {
        "failed": "operation has timed out"
    }
    go_on.set()
    assert (await javascript.ask("session.resume", {}))["ok"]


async def test_a_slow_reader_sees_why_it_was_let_go(
    bureau: Bureau, javascript: JavaScript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MOST_UNSENT", 20_000)
    await javascript.open(bureau.url, "websocket", reconnection=False)
    await javascript.join("/taxpayer", TAXPAYER)
    await javascript.hear("connect")
    await javascript.do("stopReading", "s")
    (connection,) = bureau.node.edge.connections
    wire, frame = bureau.node.wire, Frame(b'2/taxpayer,["x","%s"]' % (b"x" * 50_000))
    while not wire.evicted:
        wire.write(connection.eio_sid, frame)
        await a_turn()
    await javascript.do("readOn", "s")
    assert await javascript.hear("disconnect") == ["transport close", 1013, "slow_reader"]


async def test_the_server_may_end_it_by_a_packet(bureau: Bureau, javascript: JavaScript) -> None:
    await javascript.open(bureau.url, "websocket")
    await javascript.join("/taxpayer", TAXPAYER)
    await javascript.hear("connect")
    (connection,) = bureau.node.edge.connections
    await bureau.node.server.disconnect(connection.sid, namespace="/taxpayer")
    assert (await javascript.hear("disconnect"))[0] == "io server disconnect"
    await until(lambda: not len(bureau.node.edge.connections))


async def test_more_commands_than_stock_takes_in_one_post_all_arrive(
    bureau: Bureau, stock: str, javascript: JavaScript
) -> None:
    answers = {}
    for name, url, event in (("hub", bureau.url, "queue.look"), ("stock", stock, "echo")):
        await javascript.open(url, "polling", manager=name)
        await javascript.join("/taxpayer", TAXPAYER, name=name, manager=name)
        await javascript.hear("connect", name=name)
        acks = await asyncio.gather(*(javascript.ask(event, {"n": n}, 1, name=name) for n in range(40)))
        answers[name] = sum("failed" not in ack for ack in acks)
    assert answers["hub"] == 40
    assert answers["stock"] < 40
