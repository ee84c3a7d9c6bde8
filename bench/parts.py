"""`python -m bench.parts`: what one message costs, part by part, each measured alone in one process.

The sum is less than a message costs on a running node: there, the kernel and the loop wake up for it, on cold caches.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import socket
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp._websocket.reader import WebSocketDataQueue, WebSocketReader
from typing_extensions import override

from bench.load import SENTENCES
from bench.procs import scratch_folder
from bench.wire import client_frame
from chatserver.catalogue.holder import CatalogueHolder
from chatserver.clock import SystemClock
from chatserver.domain.actors import Actor, OfficerRef, Person, Role, Taxpayer
from chatserver.domain.context import FormContext
from chatserver.domain.events import LoggedEvent
from chatserver.domain.message import compose, post_message
from chatserver.domain.offer import accept_offer, make_offer
from chatserver.domain.opening import NO_BOOST, HelpRequest, open_session
from chatserver.domain.session import Session, fold
from chatserver.protocol.codec import encode as encode_view
from chatserver.protocol.commands import PostMessage
from chatserver.protocol.envelope import Ack
from chatserver.protocol.views import Posted
from chatserver.sockets.dispatch import ack_frame, parse_event
from chatserver.sockets.frames import Frame
from chatserver.sockets.limits import Limits
from chatserver.sockets.views import event_view
from storage.codec import encode
from storage.engine import open_database
from storage.migrate import upgrade
from storage.sessions import StoredEvent
from storage.writing import insert_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision
    from storage.engine import Database

_ROUNDS, _TIMES = 7, 3_000
_OFFICER = Actor(role=Role.OFFICER, id="of1")
_NOW = SystemClock().now()
_MESSAGE = compose("m" * 16, SENTENCES[0], ())


class _Sink(WebSocketDataQueue):
    """Where frames end here."""

    def __init__(self) -> None:
        super().__init__(None, 0, loop=asyncio.get_running_loop())  # type: ignore[arg-type] # nothing is ever paused

    @override
    def feed_data(self, data: Any, size: int) -> None:
        """Drop it."""


def main() -> None:
    """Print the table."""
    rows = asyncio.run(_measure())
    for name, micros in rows:
        print(f"{name:<42}{micros:6.1f} µs")


async def _measure() -> list[tuple[str, float]]:
    session = _talk()
    patterns = CatalogueHolder(_NOW.date()).current.common.sensitive_patterns
    command = {"session_id": session.session_id, "client_msg_id": "m" * 16, "text": SENTENCES[0]}
    packet = b'2/officer,7["message.post",%s]' % msgspec.json.encode(command)
    body = packet[packet.index(b"[") :]
    decoder = msgspec.json.Decoder(tuple[str, PostMessage])
    frame = client_frame(b"4" + packet)
    reader = WebSocketReader(_Sink(), 1_000_000, compress=False, decode_text=False)
    limits, clock = Limits(), SystemClock()
    speakers = itertools.cycle(Actor(role=Role.OFFICER, id=f"of{number}") for number in range(1000))
    stored = StoredEvent(_logged(session.session_id, session.seq + 1), encode(_MESSAGE))

    def decide() -> None:
        _after(session, post_message(session, _OFFICER, _MESSAGE))
        encode(_MESSAGE)

    def publish() -> None:
        payload = encode_view(event_view(stored, Role.OFFICER))
        for namespace in (b"/officer", b"/taxpayer"):
            Frame(b'2%s,["message.posted",%s]' % (namespace, payload)).bytes  # noqa: B018 - built when asked for

    def acknowledge() -> None:
        ack = Ack(ok=True, result=msgspec.Raw(encode_view(Posted(seq=stored.logged.seq))))
        ack_frame("/officer", 7, ack).bytes  # noqa: B018

    return [
        ("read a frame (aiohttp's parser)", _micros(lambda: reader.feed_data(frame))),
        ("find the namespace, decode the command", _micros(lambda: (parse_event(packet), decoder.decode(body)))),
        ("limits", _micros(lambda: limits.check(next(speakers), "message.read", clock.now()))),
        ("clean and mask the text", _micros(lambda: compose("m" * 16, SENTENCES[0], patterns))),
        ("decide, fold, encode the event", _micros(decide)),
        ("publish: one encoding, two frames", _micros(publish)),
        ("acknowledge", _micros(acknowledge)),
        ("two writes to sockets of 500 bytes", 2 * _socket_micros()),
        *await _transactions(stored.body),
    ]


async def _transactions(body: str) -> list[tuple[str, float]]:
    """Return what a message's share of a transaction costs in CPU, at 6 messages (2,000/s) and at 60 (full load)."""
    with scratch_folder() as folder:
        database = open_database(f"sqlite:///{folder}/daoban.sqlite3")
        try:
            await database.write(upgrade)
            return [(f"its share of a transaction of {size}", await _share(database, body, size)) for size in (6, 60)]
        finally:
            await database.close()


async def _share(database: Database, body: str, size: int) -> float:
    count = 300
    began = time.process_time()
    for number in range(1, count + 1):
        batch = [StoredEvent(_logged(f"{size}-{place}", number), body) for place in range(size)]
        await database.write(partial(insert_events, stored=batch))
    return (time.process_time() - began) / count / size * 1e6


def _micros(work: Callable[[], object]) -> float:
    """Return the median over some rounds, in microseconds."""
    found = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for _ in range(_TIMES):
            work()
        found.append((time.perf_counter() - began) / _TIMES * 1e6)
    return statistics.median(found)


def _socket_micros() -> float:
    """Return what the kernel takes to send over loopback; the receiver's part is counted to the sender there, too."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as near:
        far, _ = server.accept()
        with far:
            return _micros(lambda: (near.send(bytes(500)), far.recv(500))) / 2


def _talk() -> Session:
    """Return a session in hand, in which forty messages were said."""
    request = HelpRequest(
        taxpayer=Taxpayer(taxpayer_id="tp1", name="北京示例科技有限公司"),
        person=Person(person_id="pe1", name="张某", role="tax_handler"),
        context=FormContext(matter_id="vat-general"),
        tier=1,
        boost=NO_BOOST,
        locale="zh-CN",
        explained=False,
        question_id="q1",
    )
    ref, expires_at = OfficerRef(officer_id="of1", name="导办01", tier=1), _NOW + dt.timedelta(seconds=20)
    session = Session(session_id="01m0000000000000000000000a")
    session = _after(session, open_session(session, request, _NOW))
    session = _after(session, make_offer(session, "offer", ref, 1, expires_at, seconds=20))
    session = _after(session, accept_offer(session, _OFFICER, "offer", _NOW))
    for number in range(40):
        session = _after(session, post_message(session, _OFFICER, compose(f"m{number}", SENTENCES[1], ())))
    return session


def _after(session: Session, decision: Decision) -> Session:
    for actor, event in decision.facts:
        session = fold(
            session, LoggedEvent(session_id=session.session_id, seq=session.seq + 1, at=_NOW, actor=actor, event=event)
        )
    return session


def _logged(session_id: str, seq: int) -> LoggedEvent:
    return LoggedEvent(session_id=session_id, seq=seq, at=_NOW, actor=_OFFICER, event=_MESSAGE)


if __name__ == "__main__":
    main()
