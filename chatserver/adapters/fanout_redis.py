"""Carries frames between nodes over person channels of Redis or Valkey, and knows when it cannot (decision 0010).

Nothing here is kept: what is published while the line is away is lost, and said to be. `trouble` and `missing` tell
when the database must be asked instead, `wants_news` that something may have been lost just now.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from chatserver.adapters.redis_finding import connect
from chatserver.adapters.redis_link import Link, LinkError, encode, encode_publish
from chatserver.jobs.runner import pause
from chatserver.redis_address import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chatserver.redis_address import RedisAddress

_log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
"""How often a node says that it lives, and proves that what it publishes comes back."""
DEAF_SECONDS = 2.0
"""Four beats that do not come (back): no hiccup any more, and nobody has waited long."""
_GIVE_UP_SECONDS = 8.0
"""A line that has been deaf for so long is dead, whatever TCP believes."""
_LONGEST_WAIT_SECONDS = 2.0
_HOLD_SECONDS = 1.0
"""How long a new connection waits for its channel; then it is served all the same, and news are looked up later."""
_STABLE_SECONDS = 5.0
"""A line that ended sooner was not a good one: the next try waits."""
_FORGET_SECONDS = 60.0
_MOST_ALONE = 100_000
_VERSION = b"1"


class Receiver(Protocol):
    """What a node does with what it hears."""

    def __call__(self, role: str, person_id: str, packet: bytes, session_id: str, seq: int, /) -> None:
        """Hand a packet to this person's connections here."""
        ...


@dataclass(slots=True)
class Counts:
    """What has happened on the bus since the node started."""

    carried: int = 0
    received: int = 0
    dropped: int = 0
    """Not carried: the line was away."""
    foreign: int = 0
    """Not understood: another version's."""
    links: int = 0
    """How often a line was opened; 1 in good times."""
    deaf: int = 0
    """How often what this node published stopped coming back."""


class RedisBus:
    """One node's line to the others."""

    def __init__(self, address: RedisAddress, prefix: str = "daoban") -> None:
        """Nothing is opened yet. Deployments that share a server need different prefixes."""
        self.counts = Counts()
        self.round_trips: Callable[[float], None] = lambda _: None
        """Called with the seconds that each beat took to come back."""
        self._address = address
        self._prefix = prefix.encode()
        self._common = b"%b:nodes" % self._prefix
        self._counts_receivers = address.kind is not Kind.CLUSTER  # a Cluster's node knows its own clients only
        self._held: dict[bytes, tuple[str, str]] = {}
        self._waiting: dict[bytes, asyncio.Future[None]] = {}
        self._alone: set[bytes] = set()
        """Channels that nobody else listens to, as the server has said; until another node says that it does."""
        self._link: Link | None = None
        self._heard_at = 0.0
        self._is_deaf = False
        self._is_settled = False
        """Everybody who was here when the line was opened is listened to."""
        self._peers: dict[bytes, tuple[bytes, float]] = {}

    def attach(self, node_id: str, receive: Receiver, wants_news: Callable[[], None]) -> None:
        """Say who this node is, who takes what comes, and who is to look for what may have been lost."""
        self._node_id = node_id.encode()
        self._head = b"%b%b " % (_VERSION, self._node_id)
        self._receive, self._wants_news = receive, wants_news

    async def run(self) -> None:
        """Stay connected until cancelled."""
        tries = 0
        while True:
            if tries:
                await pause(random.uniform(0, min(_LONGEST_WAIT_SECONDS, 0.05 * 2 ** min(tries, 10))))  # noqa: S311 - spreads nodes
            try:
                link = await connect(self._address, self._hear)
            except (OSError, LinkError) as error:
                if tries == 0:
                    _log.warning("the bus does not answer, the database is asked for news instead: %r", error)
                tries += 1
                continue
            opened_at = self._now()
            try:
                self._open(link)
                await link.lost
            finally:
                self._close(link)
            _log.warning("the line to the bus was lost")
            tries = 0 if self._now() - opened_at > _STABLE_SECONDS else tries + 1

    def came(self, role: str, person_id: str) -> None:
        """Listen for this person from now on."""
        channel = self._channel(role, person_id)
        self._held[channel] = (role, person_id)
        self._alone.discard(channel)
        if self._link is not None:
            self._subscribe(self._link, channel)
            self._say(self._link, b"hold " + channel)

    def went(self, role: str, person_id: str) -> None:
        """Listen for this person no more."""
        channel = self._channel(role, person_id)
        del self._held[channel]
        self._alone.discard(channel)
        self._confirmed(channel)
        if self._link is not None:
            self._link.send(encode("UNSUBSCRIBE", channel), _expect_confirmation)

    async def held(self, role: str, person_id: str) -> None:
        """Return once this person's channel is listened to, or when that takes too long: then news are asked for."""
        waiting = self._waiting.get(self._channel(role, person_id))
        if waiting is not None and self._link is not None:
            await asyncio.wait((waiting,), timeout=_HOLD_SECONDS)
            if not waiting.done():
                waiting.add_done_callback(lambda _: self._wants_news())

    def carry(self, role: str, person_id: str, packet: bytes, session_id: str = "", seq: int = 0) -> None:
        """Publish one packet for a person, unless nobody else is known to listen."""
        channel = self._channel(role, person_id)
        if channel in self._alone:
            return
        if self._link is None:
            self.counts.dropped += 1
            return
        self.counts.carried += 1
        payload = b"%b%b %d\n%b" % (self._head, session_id.encode(), seq, packet)
        # as of now: the answer counts who listens when the server gets there
        answer = partial(self._published, channel, channel in self._held)
        self._link.send(encode_publish(channel, payload), answer)

    async def beat(self) -> None:
        """Say that this node lives; to be called every BEAT_SECONDS. Gives a dead line up."""
        if self._link is None:
            return
        silent = self._now() - self._heard_at
        if silent > DEAF_SECONDS and not self._is_deaf:
            self._is_deaf = True
            self.counts.deaf += 1
            _log.warning("what is published on the bus does not come back; the database is asked for news instead")
        if silent > _GIVE_UP_SECONDS:
            self._link.abort()
            return
        self._beat(self._link)
        long_ago = self._now() - _FORGET_SECONDS
        self._peers = {node_id: peer for node_id, peer in self._peers.items() if peer[1] > long_ago}

    def trouble(self) -> str | None:
        """Return None when all is well; `away` without a line, `deaf` when what is published does not come back."""
        if self._link is None or not self._is_settled:
            return "away"
        return "deaf" if self._is_deaf or self._now() - self._heard_at > DEAF_SECONDS else None

    def missing(self, nodes: Iterable[str]) -> set[str]:
        """Return which of these nodes have not been heard lately."""
        since = self._now() - DEAF_SECONDS
        heard = {node_id.decode() for node_id, (_, at) in self._peers.items() if at >= since}
        return set(nodes) - heard

    def _open(self, link: Link) -> None:
        self.counts.links += 1
        self._link = link
        self._heard_at = self._now()
        self._is_deaf = self._is_settled = False
        for channel in (self._common, *self._held):
            self._subscribe(link, channel)
        self._say(link, b"hold *")
        self._beat(link)

    def _close(self, link: Link) -> None:
        self._link = None
        self._alone.clear()
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()
        self._wants_news()
        link.abort()

    def _subscribe(self, link: Link, channel: bytes) -> None:
        if channel not in self._waiting:
            self._waiting[channel] = asyncio.get_running_loop().create_future()
        link.send(encode("SUBSCRIBE", channel), partial(self._subscribed, link, channel))

    def _subscribed(self, link: Link, channel: bytes, reply: Any) -> None:
        _expect_confirmation(reply)
        if link is self._link:
            self._confirmed(channel)

    def _confirmed(self, channel: bytes) -> None:
        waiting = self._waiting.pop(channel, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        if not self._waiting and not self._is_settled:
            self._is_settled = True
            self._wants_news()  # what was said before everybody was listened to

    def _published(self, channel: bytes, was_held: bool, receivers: Any) -> None:  # noqa: FBT001 - bound in `carry`
        if not isinstance(receivers, int):
            _expect_confirmation(receivers)
        elif receivers <= was_held and self._counts_receivers and len(self._alone) < _MOST_ALONE:
            self._alone.add(channel)

    def _beat(self, link: Link) -> None:
        self._say(link, b"beat %d %.6f" % (self.counts.links, self._now()))

    def _say(self, link: Link, words: bytes) -> None:
        link.send(encode_publish(self._common, self._head + words), _expect_number)

    def _hear(self, channel: bytes, payload: bytes) -> None:
        try:
            if payload[:1] != _VERSION:
                self.counts.foreign += 1
            elif channel == self._common:
                self._hear_node(*payload[1:].split(b" ", 2))
            elif (person := self._held.get(channel)) is not None and not payload.startswith(self._head):
                head, _, packet = payload.partition(b"\n")
                _, session_id, seq = head.split(b" ")
                self.counts.received += 1
                self._receive(*person, packet, session_id.decode(), int(seq))
        except Exception:  # noqa: BLE001 - somebody else's words, or a bug: the line is not at fault
            self.counts.foreign += 1
            _log.exception("a packet from another node could not be taken")

    def _hear_node(self, node_id: bytes, kind: bytes, words: bytes) -> None:
        if kind == b"hold" and node_id != self._node_id:
            if words == b"*":
                self._alone.clear()
            self._alone.discard(words)
        elif kind == b"beat" and node_id == self._node_id:
            self._heard_at, self._is_deaf = self._now(), False
            self.round_trips(self._now() - float(words.split(b" ")[1]))
        elif kind == b"beat":
            links, now = words.split(b" ")[0], self._now()
            known = self._peers.get(node_id)
            self._peers[node_id] = (links, now)
            if known is None or known[0] != links:  # its line was cut: what it said in between is lost
                self._wants_news()

    def _channel(self, role: str, person_id: str) -> bytes:
        return b"%b:%b:%b" % (self._prefix, role.encode(), person_id.encode())

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _expect_confirmation(reply: Any) -> None:
    """Raise LinkError when the server refused."""
    if isinstance(reply, Exception):
        raise LinkError(str(reply))


def _expect_number(reply: Any) -> None:
    _expect_confirmation(reply)
