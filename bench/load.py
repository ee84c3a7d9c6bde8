"""Lets pairs talk at a given rate, or as fast as they are answered, and counts what became of every message.

Everything is in one process and one clock: the delay of a message is measured from when it was due, so a generator or
a server that falls behind shows it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.tally import Lane, Tally, report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.wire import Line

SENTENCES = (
    "您好，我在申报增值税时，第十三栏的销项税额和开票系统里的合计数对不上，差了一千多元，页面提示比对不通过，请问应该先核对哪一张表的数据才对呢？",
    "我看到您的附表一第一行填的是未开票收入，请先到开票汇总里查一下有没有红字发票，如果有的话要把负数那一行也加进来，再点保存重新比对一次试试看。",
    "好的，刚才按您说的改了以后，差额变成了零，但是提交的时候又说申报表主表第二十四栏要大于等于零，是不是上期留抵税额那里我也要手工重新填一遍？",
    "不用手工改，上期留抵税额是系统带出来的灰色格子，您只要回到上一步重新保存一次附表二，主表会自动计算，然后再提交就可以了，我在这边一直看着。",
)
"""What is said: about 60 characters each, as in a real consultation."""
_TEXTS = tuple(sentence.encode() for sentence in SENTENCES)
_TICK_SECONDS = 0.001
_DRAIN_SECONDS = 5.0
"""How long a round waits for what is under way; what comes later counts as lost."""
_ID = b'"client_msg_id":"'


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who talk: side 0 asks, side 1 answers."""

    number: int
    session_id: str
    lines: tuple[Line, Line]


class Round:
    """One round of talk. Message ids are `<round><pair><side><number>`, 3 + 5 + 1 + 7 digits."""

    def __init__(self, number: int, pairs: Sequence[Pair]) -> None:
        """Listen on the pairs' lines; nothing is said yet."""
        self.tally = Tally()
        self._tag = f"{number % 1000:03d}".encode()
        self._pairs = {pair.number: pair for pair in pairs}
        self._order = list(pairs)
        self._lanes = {pair.number: (Lane(), Lane()) for pair in pairs}
        self._first_ids: dict[Line, int] = {}
        self._window: set[tuple[int, int, int]] | None = None
        """In a rush: messages of which one of acknowledgement and delivery has come."""
        for pair in pairs:
            for side, line in enumerate(pair.lines):
                line.mark = (pair, side)
                line.heard, line.acked = self._heard, self._acked

    @property
    def lanes(self) -> list[Lane]:
        """Every lane."""
        return [lane for both in self._lanes.values() for lane in both]

    async def pace(self, rate: float, seconds: float) -> None:
        """Send `rate` messages a second over all pairs, some every millisecond, and wait for the answers."""
        started, done = time.perf_counter(), 0
        for tick in range(round(seconds / _TICK_SECONDS)):
            due = started + tick * _TICK_SECONDS
            if due > time.perf_counter():
                await asyncio.sleep(due - time.perf_counter())
            for number in range(done, int((tick + 1) * _TICK_SECONDS * rate)):
                pair = self._order[number % len(self._order)]
                self._say(pair, number // len(self._order) % 2, due)
                done = number + 1
        await self._settle()

    async def rush(self, seconds: float) -> tuple[float, int]:
        """Every pair says its next message, sides in turn, as soon as the last is acknowledged and delivered.

        Return the seconds that passed and how many messages were delivered in them.
        """
        started = time.perf_counter()
        self._window = set()
        for pair in self._order:
            self._say(pair, 0, time.perf_counter())
        await asyncio.sleep(seconds)
        self._window, took, delivered = None, time.perf_counter() - started, self.tally.delivered
        await self._settle()
        return took, delivered

    def _say(self, pair: Pair, side: int, due: float) -> None:
        lane, line = self._lanes[pair.number][side], pair.lines[side]
        number = lane.send(due)
        payload = b'{"session_id":"%s","client_msg_id":"%s%05d%d%07d","text":"%s"}' % (
            pair.session_id.encode(),
            self._tag,
            pair.number,
            side,
            number,
            _TEXTS[number % len(_TEXTS)],
        )
        packet_id = line.post(b"message.post", payload)
        self._first_ids.setdefault(line, packet_id)
        self.tally.sent += 1

    def _heard(self, line: Line, packet: bytes) -> None:
        at = packet.find(_ID)
        if at < 0:  # another event: somebody came back, a place in the queue
            return
        at += len(_ID)
        pair, side = line.mark
        if packet[at : at + 3] != self._tag or int(packet[at + 3 : at + 8]) != pair.number:
            self.tally.stray += 1
            return
        sender, number = packet[at + 8] - 48, int(packet[at + 9 : at + 16])
        if sender == side:
            self.tally.echoed += 1
            return
        fresh = self.tally.deliver(self._lanes[pair.number][sender], number, time.perf_counter())
        if fresh:
            self._half_done(pair, sender, number)

    def _acked(self, line: Line, packet_id: int, packet: bytes) -> None:
        pair, side = line.mark
        number = packet_id - self._first_ids[line]
        ok = b'"ok":true' in packet
        self.tally.acknowledge(self._lanes[pair.number][side], number, time.perf_counter(), ok=ok)
        self._half_done(pair, side, number)

    def _half_done(self, pair: Pair, side: int, number: int) -> None:
        """In a rush, the second of acknowledgement and delivery lets the other side speak."""
        window, key = self._window, (pair.number, side, number)
        if window is None:
            return
        if key not in window:
            window.add(key)
            return
        window.discard(key)
        self._say(pair, 1 - side, time.perf_counter())

    async def _settle(self) -> None:
        """Wait until everything is answered and delivered, or nothing comes any more."""
        tally, patience = self.tally, time.perf_counter() + _DRAIN_SECONDS
        while time.perf_counter() < patience:
            if tally.acknowledged + tally.refused >= tally.sent and tally.delivered >= tally.acknowledged:
                return
            await asyncio.sleep(0.01)


class Talk:
    """Round after round over the same pairs."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        """No round was played."""
        self._pairs = pairs
        self._rounds = 0

    async def paced(self, rate: float, seconds: float) -> dict[str, Any]:
        """Play a round at a rate in messages a second; return its counts."""
        played = self._round()
        await played.pace(rate, seconds)
        return report(played.tally, played.lanes, seconds)

    async def rushed(self, seconds: float) -> dict[str, Any]:
        """Play a round as fast as the server answers; return its counts and `per_second`."""
        played = self._round()
        took, delivered = await played.rush(seconds)
        return {**report(played.tally, played.lanes, took), "per_second": round(delivered / took, 1)}

    def _round(self) -> Round:
        self._rounds += 1
        return Round(self._rounds, self._pairs)
