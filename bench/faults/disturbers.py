"""Clients that no real library would be: one reads nothing, one comes anew ten times a second."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from typing import TYPE_CHECKING

import aiohttp

from bench.people import HOST
from bench.wire import Line, Refused

if TYPE_CHECKING:
    from bench.faults.client import Client
    from bench.faults.stage import Stage

_LONG = "您" * 1900
_POSTS, _ASKS = 25, 90
_RECEIVES_BYTES = 8_192
_ENDED_SECONDS = 8.0
_PERIOD = 0.1


class Deaf:
    """A taxpayer who fills the session with long messages, asks for all of them ninety times, and never reads."""

    def __init__(self, stage: Stage) -> None:
        """It talks in a session of its own."""
        self.page = stage.crowd.stranger()
        self.was_ended = False
        self._port = stage.ports[0]

    async def play(self) -> None:
        """Return when the hub has ended it, or has not for long."""
        auth, headers = self.page.handshake()
        line = _Narrow(self.page.namespace, auth, headers=headers)
        await line.open(HOST, self._port)
        line.narrow()
        opened = await line.call("session.open", {"context": self.page.context})
        session_id = opened["result"]["session"]["session_id"]
        for number in range(_POSTS):
            said = {"session_id": session_id, "client_msg_id": f"deaf-{number:06d}", "text": _LONG}
            await line.call("message.post", said)
        before = await _evictions(self._port)
        line.stop_reading()
        for _ in range(_ASKS):
            line.post(b"session.resume", b'{"session_id":"%s","after_seq":0}' % session_id.encode())
        until = time.monotonic() + _ENDED_SECONDS
        while time.monotonic() < until and not self.was_ended:
            await asyncio.sleep(0.2)
            self.was_ended = await _evictions(self._port) > before
        line.close()


class _Narrow(Line):
    """A line with little room in the kernel. Who does not read does not see that the other side is gone, either."""

    def narrow(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVES_BYTES)

    def stop_reading(self) -> None:
        assert self._transport is not None
        self._transport.pause_reading()

    @property
    def _socket(self) -> socket.socket:
        assert self._transport is not None
        found: socket.socket = self._transport.get_extra_info("socket")
        return found


async def _evictions(port: int) -> float:
    """Ask the node how many it has cut off because they did not read."""
    async with aiohttp.ClientSession() as http, http.get(f"http://{HOST}:{port}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("daoban_evictions_total "))


class Fidget:
    """Connects and hangs up, ten times a second, as somebody who is also there in earnest."""

    def __init__(self, stage: Stage, client: Client) -> None:
        """`client` lends its name only; its own line stays."""
        self.times = 0
        self._client, self._ports = client, stage.ports

    async def play(self, seconds: float) -> None:
        """Fidget for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            due = time.monotonic() + _PERIOD
            auth, headers = self._client.handshake()
            line = Line(self._client.namespace, auth, headers=headers)
            with contextlib.suppress(OSError, Refused, TimeoutError):
                await line.open(HOST, self._ports[self.times % len(self._ports)])
            line.close()
            self.times += 1
            await asyncio.sleep(max(0.0, due - time.monotonic()))
