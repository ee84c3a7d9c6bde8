"""A client that behaves as the real library does: comes back by itself, catches up, says again what was not answered.

Its clocks are those of `chatserver/client/src/{connection,line,outbox}.ts`.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import random
import time
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bench.faults.book import Book
from bench.faults.store import Entry, Store
from bench.people import HOST
from bench.wire import Line, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

_CONNECT_SECONDS = 10.0
_ACK_SECONDS = 12.0
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 20.0
_STABLE_SECONDS = 10.0
_PRESSES_AGAIN_SECONDS = 3.0
"""Where the page says that the hub refused for good and shows a button, a person takes this long to press it."""
_RUSH = asyncio.Semaphore(40)
"""How many connect at once: four hundred handshakes in one turn of this one process would measure itself."""
_SERVER_SIDE = ("internal",)


class Told(Exception):
    """The hub refused a command."""

    def __init__(self, error: dict[str, Any]) -> None:
        """Keep code and whether it is worth another try."""
        super().__init__(error["code"])
        self.code: str = error["code"]
        self.retryable: bool = error["retryable"]
        self.after = float(error["details"].get("retry_after_seconds") or 0)


class _Wire(Line):
    """A line whose end can be waited for, and which can go deaf and mute without ending."""

    def __init__(self, namespace: str, auth: Any, *, headers: str = "") -> None:
        super().__init__(namespace, auth, headers=headers)
        self.ended = asyncio.Event()

    def freeze(self) -> None:
        """Read nothing any more, answer no ping and send no farewell, as a closed laptop does."""
        assert self._transport is not None
        self._transport.pause_reading()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.ended.set()


class Client:
    """One person's page. Subclasses say who connects and what is done with a new line."""

    role = ""
    namespace = ""

    def __init__(self, name: str, ports: Sequence[int], book: Book) -> None:
        """`ports` are tried in turn, as a balancer in front of the nodes would."""
        self.name, self.book = name, book
        self.stores: dict[str, Store] = {}
        self.outbox: collections.deque[tuple[str, str]] = collections.deque()
        self.line: _Wire | None = None
        self._ports, self._at = ports, 0
        self._said = 0
        self._attempt = 0
        self._troubled_since = time.monotonic()
        self._moves = False
        self.has_held = False
        """Whether the line counts as one that has been good for long, however old it is."""
        self._flushing = asyncio.Lock()
        self._jobs: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_asleep = False

    # what subclasses say

    def handshake(self) -> tuple[dict[str, Any], str]:
        """Return the handshake's auth and more header lines."""
        raise NotImplementedError

    async def arrive(self) -> None:
        """Do what follows a new line, before catching up."""

    def hear(self, name: str, signal: dict[str, Any]) -> None:
        """Take a signal."""

    # life

    def start(self) -> None:
        """Come, or come back, and stay until `leave`."""
        self.is_asleep = False
        for work in (self._stay(), self._work()):
            self._tasks.add(asyncio.create_task(work))

    async def leave(self) -> None:
        """Close the page; nothing is expected of who is gone."""
        self.is_asleep = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        if self.line is not None:
            self.line.close()
            self.line = None
        for store in self.stores.values():
            store.close()

    def sleep(self) -> None:
        """Close the lid: nothing is read, said or answered, and nobody is told."""
        self.is_asleep = True
        if self.line is not None:
            self.line.freeze()

    def wake(self) -> None:
        """Open the lid: the library suspects the line and takes a new one."""
        self.is_asleep = False
        if self.line is not None:
            self.line.close()

    # commands

    async def send(self, name: str, payload: dict[str, Any]) -> Any:
        """Send a command and return its result. Raises Told, or Refused without a line or answer."""
        line = self.line
        if line is None or line.closed or self.is_asleep:
            raise Refused("offline")
        try:
            async with asyncio.timeout(_ACK_SECONDS):
                ack = await line.call(name, payload)
        except TimeoutError:
            self.book.silent_commands += 1
            if not self.is_asleep:
                line.close()  # a line that takes commands and answers none has lost one direction
            raise Refused("no answer") from None
        if ack["ok"]:
            return ack["result"]
        told = Told(ack["error"])
        self.book.refusals[f"{name} {told.code}"] += 1
        if told.code in _SERVER_SIDE and not told.retryable:
            self.book.wrong_answers[f"{name} {told.code}"] += 1
        if told.code in {"ticket_expired", "login_required"}:
            line.close()
        raise told

    def say(self, session_id: str) -> None:
        """Write a message; it is sent when it can be."""
        self._said += 1
        client_msg_id = f"{self.name}-{self._said:06d}"
        self.book.say(client_msg_id)
        self.outbox.append((session_id, client_msg_id))
        self.later(self.flush)

    def later(self, job: Callable[[], Awaitable[None]]) -> None:
        """Do something when what is under way is done."""
        self._jobs.put_nowait(job)

    async def flush(self) -> None:
        """Send what waits, one at a time; stop at the first that must wait for a better moment."""
        async with self._flushing:
            while self.outbox and self.line is not None:
                session_id, client_msg_id = self.outbox[0]
                fields = {"session_id": session_id, "client_msg_id": client_msg_id, "text": f"{client_msg_id} 您好"}
                try:
                    posted = await self.send("message.post", fields)
                except Told as told:
                    if told.retryable:
                        asyncio.get_running_loop().call_later(told.after or 1.0, self.later, self.flush)
                        return
                    self.outbox.popleft()  # the session went to somebody else, and so does the talk
                    self.drop(session_id)
                else:
                    self.outbox.popleft()
                    self.book.acknowledge(client_msg_id, session_id, posted["seq"], self.role)
                    if session_id in self.stores:
                        self.stores[session_id].expect(posted["seq"])

    # sessions

    def open(self, session_id: str) -> Store:
        """Return the session's store, made when there is none."""
        if session_id not in self.stores:

            def ask() -> None:
                self.later(lambda: self.catch_up(session_id))

            self.stores[session_id] = Store(session_id, ask, self._show)
        return self.stores[session_id]

    def drop(self, session_id: str) -> Store | None:
        """Forget a session that is no longer ours."""
        store = self.stores.pop(session_id, None)
        if store is not None:
            store.close()
        return store

    async def catch_up(self, session_id: str) -> None:
        """Ask for everything after what is known."""
        store = self.stores.get(session_id)
        if store is None:
            return
        try:
            store.accept(await self.send("session.resume", {"session_id": session_id, "after_seq": store.seq}))
        except Told as told:
            if not told.retryable:
                self.drop(session_id)
        finally:
            store.asked()

    def _show(self, session_id: str, entry: Entry) -> None:
        self.book.see(session_id, entry, self.role)

    # the line

    async def _stay(self) -> None:
        while True:
            line = await self._connect()
            up_at = time.monotonic()
            self.line = line
            self.later(self._greet)
            await line.ended.wait()
            self.line = None
            self.book.broken_lines += 1
            if self._moves:
                self._moves = False
                continue
            if self.has_held or time.monotonic() - up_at > _STABLE_SECONDS:
                self.has_held = False
                self._attempt, self._troubled_since = 0, time.monotonic()
            await self._wait()

    async def _connect(self) -> _Wire:
        """Try until there is a line; a balancer asks every node before it says that none answers."""
        while True:
            for _ in self._ports:
                if (line := await self._try(self._port())) is not None:
                    return line
            await self._wait()

    async def _try(self, port: int) -> _Wire | None:
        auth, headers = self.handshake()
        line = _Wire(self.namespace, auth, headers=headers)
        line.heard = self._heard
        try:
            async with _RUSH, asyncio.timeout(_CONNECT_SECONDS):
                await line.open(HOST, port)
            return line
        except (OSError, Refused, TimeoutError) as error:
            line.close()
            if '"retryable":false' in str(error):
                self.book.refusals[f"connect {_code_in(str(error))}"] += 1
                await asyncio.sleep(_PRESSES_AGAIN_SECONDS)
            return None

    def _move(self) -> None:
        """Take a new line: the node is about to stop."""
        if self.line is not None and not self.is_asleep:
            self._moves = True
            self.line.close()

    async def _wait(self) -> None:
        while self.is_asleep:  # noqa: ASYNC110 - a laptop that is opened again polls nothing either, but costs nothing
            await asyncio.sleep(0.1)
        troubled = time.monotonic() - self._troubled_since
        longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2**self._attempt, max(_FIRST_WAIT, troubled))
        self._attempt += 1
        await asyncio.sleep(random.random() * longest)

    def _port(self) -> int:
        self._at += 1
        return self._ports[self._at % len(self._ports)]

    async def _greet(self) -> None:
        """First what was missed, then what was not sent."""
        try:
            await self.arrive()
        except Told:
            asyncio.get_running_loop().call_later(2.0, self.later, self._greet)
            return
        for session_id in list(self.stores):
            with contextlib.suppress(Told):
                await self.catch_up(session_id)
        await self.flush()

    async def _work(self) -> None:
        while True:
            job = await self._jobs.get()
            with contextlib.suppress(Refused, Told):  # the next line does it all again
                await job()

    def _heard(self, _: Line, packet: bytes) -> None:
        name, payload = json.loads(packet[packet.index(b"[") :])
        if name == "node.leaving":
            asyncio.get_running_loop().call_later(payload["seconds"], self._move)
        elif "seq" not in payload:
            self.hear(name, payload)
        elif (store := self.stores.get(payload["session_id"])) is not None:
            store.apply(payload)


def _code_in(text: str) -> str:
    return text.partition('"code":"')[2].partition('"')[0] or text[:40]
