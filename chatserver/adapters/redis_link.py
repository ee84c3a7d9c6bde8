"""One connection to Redis or Valkey (RESP3): commands and what is heard share it, and it is written once a turn.

redis-py takes 30 to 50 µs for a publish that comes back (`python -m bench.bus`); at thousands of them a second that is
much of a node. Here one takes 3, and what is heard is handled in the turn in which it is read. Since answers and news
come over one connection, they come in the order in which the server did things.
"""

from __future__ import annotations

import asyncio
import collections
import logging
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import hiredis
from typing_extensions import override

if TYPE_CHECKING:
    from chatserver.redis_address import RedisAddress

_log = logging.getLogger(__name__)

MOST_UNSENT = 8_388_608
"""Bytes that wait for a server which does not read; then the link is given up, and what it held is looked up."""
_NOTHING = object()
_MESSAGES = (b"message", b"smessage")

Answer: TypeAlias = Callable[[Any], None]
Heard: TypeAlias = Callable[[bytes, bytes], None]


class LinkError(Exception):
    """The server said no; the text is its own."""


class Link(asyncio.Protocol):
    """A connection, open until `lost` is done."""

    def __init__(self, heard: Heard) -> None:
        """`heard(channel, payload)` is called for what is published on channels that this link is subscribed to."""
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(notEnoughData=_NOTHING)
        self._expected: collections.deque[Answer] = collections.deque()
        self._unwritten: list[bytes] = []
        self._transport: asyncio.WriteTransport | None = None
        self.lost: asyncio.Future[None] = self._loop.create_future()

    def send(self, command: bytes, answer: Answer) -> None:
        """Send an encoded command with whatever else is sent in this turn; `answer` is called once, or never."""
        if not self._unwritten:
            self._loop.call_soon(self._write)
        self._unwritten.append(command)
        self._expected.append(answer)

    async def ask(self, *words: str | bytes) -> Any:
        """Send a command and return the answer. Raises LinkError."""
        answer: asyncio.Future[Any] = self._loop.create_future()
        self.send(encode(*words), answer.set_result)
        await asyncio.wait((answer, self.lost), return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise LinkError("the connection was lost")
        if isinstance(answer.result(), hiredis.ReplyError):
            raise LinkError(str(answer.result()))
        return answer.result()

    def abort(self) -> None:
        """Give the connection up."""
        if self._transport is not None:
            self._transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)

    @override
    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _NOTHING:
                if type(reply) is hiredis.PushNotification and reply[0] in _MESSAGES:
                    self._heard(reply[1], reply[2])
                else:  # in RESP3 a subscription is confirmed by a push: one each, in its turn
                    self._expected.popleft()(reply)
        except Exception:  # noqa: BLE001 - not what was agreed on: a new link starts afresh
            _log.exception("the bus said something unexpected")
            self.abort()

    def _write(self) -> None:
        commands, self._unwritten = b"".join(self._unwritten), []
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        transport.write(commands)
        if transport.get_write_buffer_size() > MOST_UNSENT:
            transport.abort()


def encode(*words: str | bytes) -> bytes:
    """Return a command as it goes over the wire."""
    parts = [word.encode() if isinstance(word, str) else word for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)


def encode_publish(channel: bytes, payload: bytes) -> bytes:
    """Return the command that publishes."""
    return b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%b\r\n$%d\r\n%b\r\n" % (len(channel), channel, len(payload), payload)


async def open_link(address: RedisAddress, place: tuple[str, int] | None, heard: Heard) -> Link:
    """Connect to one place (None: the unix socket) and say who we are. Raises OSError, LinkError."""
    loop = asyncio.get_running_loop()
    if place is None:
        _, link = await loop.create_unix_connection(lambda: Link(heard), address.path)
    else:
        secure = ssl.create_default_context() if address.is_tls else None
        _, link = await loop.create_connection(lambda: Link(heard), *place, ssl=secure)
    login = ("AUTH", address.username or "default", address.password) if address.password else ()
    try:
        await link.ask("HELLO", "3", *login, "SETNAME", "daoban")
    except BaseException:
        link.abort()
        raise
    return link
