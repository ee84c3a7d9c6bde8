"""The journal: the one way in which sessions change.

Rules are handed in, not results. One writer takes everything that has gathered, applies the rules one after another
to the newest state, writes all events in one transaction, then publishes, then wakes the waiters: group commit,
where the next batch is whatever arrived while this one was being written, and a little longer under load.

A decision with claims stands or falls for itself: it has a savepoint in the transaction, or where other nodes write, a
transaction of its own. What loses its number to another node is read again and decided
again; so is, where other nodes write, what would be refused or come to nothing: the state held here may be old. Nobody
hears of anything that is not on disk.
"""

from __future__ import annotations

import asyncio
import collections
import logging
from typing import TYPE_CHECKING, Any

from chatserver.domain.events import ContextUpdated, LoggedEvent, MessagePosted, MessageRead
from chatserver.domain.session import Session, fold_all
from storage.changes import Batch, Change, Stale, Step
from storage.codec import encode
from storage.memory import Memory, Outcome
from storage.sessions import LoadedSession, StoredEvent, session_row
from storage.writing import write_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.clock import Clock
    from chatserver.domain.decision import Decision, Rule
    from chatserver.domain.errors import ClaimLost
    from chatserver.domain.events import Event
    from storage.changes import Tell, Waiter
    from storage.engine import Database

_log = logging.getLogger(__name__)

_LIGHT: frozenset[type[Event]] = frozenset({MessagePosted, MessageRead, ContextUpdated})
"""Events that alone do not rewrite the session's row: they would cost an update each, and the tail tells them."""
_ROW_LAG = 64
"""Rewrite the row at the latest after this many light events, so that loading stays short."""
_BATCH = 2_000
"""Most changes in one transaction: bounds the wait of the first one."""
_FEW = 64
"""Changes of a batch that is written about as fast as the disk keeps it."""
_PACE_SECONDS = 0.0005
"""Under load, transactions begin at most this often. A fast disk would make them ever smaller, and each costs 200 µs of
CPU whatever its size. One change after another is no load: each of them is written at once.
"""
_CALM_PACE_SECONDS = 0.002
"""The same while nothing waits but what is patient: messages, which are many, and of which nobody sees 2 ms."""
_COMPANY = 5
"""So many wait for no more: another would save less than a tenth of what each costs."""
_ATTEMPTS = 8
"""How often a change is decided again before giving up; each loss means that somebody else got ahead."""


class JournalClosed(RuntimeError):
    """The node is stopping; nothing is accepted any more."""


class Journal:
    """Makes every change, in order, durably."""

    def __init__(self, database: Database, clock: Clock, publish: Tell, hear: Tell = lambda _: None) -> None:
        """`publish` is called after each commit, once for each change, in order; it must not fail or wait.

        `hear` likewise, with what another node has written, when it is found on disk first.
        """
        self._database = database
        self._clock = clock
        self._publish = publish
        self._queue: collections.deque[Change] = collections.deque()
        self._arrived = asyncio.Event()
        self._urged = asyncio.Event()  # something waits that is not patient
        self.memory = Memory(database, hear)
        self._ahead: dict[str, LoadedSession] = {}  # decided and not yet on disk: the writer's own
        self._claiming: set[str] = set()  # decided with claims and not yet on disk
        self._writing: list[Change] = []
        self._patience: asyncio.TimerHandle | None = None
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.watch: Callable[[int, float], None] = lambda _changes, _seconds: None
        """Called after each transaction with how many changes it held and how long it took."""
        self.batches = 0
        self.changes = 0

    async def change(self, session_id: str, rule: Rule) -> Outcome:
        """Apply `rule` to the newest state; return when the result is on disk. Raises what the rule raises."""
        if self._loop is None:  # asked for once: Python 3.11 makes a system call (getpid) each time
            self._loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Outcome] = self._loop.create_future()
        self.submit(session_id, rule, outcome)
        return await outcome

    async def begin(self, session_id: str, rule: Rule) -> Outcome:
        """Do as `change` does for a session whose id was drawn just now: there is nothing to be read."""
        self.memory.keep(LoadedSession(Session(session_id=session_id), 0))
        return await self.change(session_id, rule)

    def submit(self, session_id: str, rule: Rule, waiter: Waiter, patience: float | None = None) -> None:
        """Do as `change` does and tell `waiter`, right behind those who see the session. Raises JournalClosed.

        With `patience`, in seconds, it may wait so long for company, and a little under load; it keeps its place.
        """
        if self._closed:
            raise JournalClosed
        self._queue.append(Change(session_id, rule, waiter))
        if patience is None or len(self._queue) >= _COMPANY:
            self._urged.set()
        if not patience:
            self._arrived.set()
        elif self._patience is None:
            self._patience = asyncio.get_running_loop().call_later(patience, self._arrived.set)

    async def load(self, session_id: str) -> Session:
        """Return the session as it is on disk."""
        find = self.memory.renew if self._database.is_shared else self.memory.load
        return (await find(session_id)).session

    async def glance(self, session_id: str) -> Session:
        """Return the session as this node knows it; another may have written since."""
        return (await self.memory.load(session_id)).session

    async def run(self) -> None:
        """Write until cancelled or closed; the one writer."""
        try:
            while not self._closed or self._queue:
                await self._arrived.wait()
                began = asyncio.get_running_loop().time()
                self._writing = self._take_batch()
                await self._write_batch(self._writing)
                if (self._arrived.is_set() or len(self._writing) > 1) and not self._closed:
                    await self._gain_company(began)
        finally:
            self._closed = True
            for change in (*self._writing, *self._queue):
                if not change.waiter.done():
                    change.waiter.cancel()

    def close(self) -> None:
        """Accept nothing more; `run` ends once everything accepted is written."""
        self._closed = True
        self._arrived.set()
        self._urged.set()

    async def _gain_company(self, began: float) -> None:
        """Let the next batch gather, for longer where nobody urges."""
        await _wait_until(began + _CALM_PACE_SECONDS, self._urged)
        await _wait_until(began + _PACE_SECONDS)

    def _take_batch(self) -> list[Change]:
        self._urged.clear()
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if len(self._queue) <= _BATCH:
            self._arrived.clear()
        return [self._queue.popleft() for _ in range(min(len(self._queue), _BATCH))]

    async def _write_batch(self, changes: list[Change]) -> None:
        batch = Batch()
        for change in changes:
            if change.waiter.done():  # the caller gave up before anything was decided
                continue
            try:
                await self._gather(change, batch)
            except Stale:
                change.renews = True
                batch.held.add(change.session_id)
                batch.again.append(change)
            except Exception as error:  # noqa: BLE001 - whatever a rule raises belongs to its caller
                _fail(change, error)
        await self._flush(batch)
        if batch.again:
            self._queue.extendleft(reversed(batch.again))
            self._arrived.set()

    async def _gather(self, change: Change, batch: Batch) -> None:
        """Decide a change and put it with those that share the next transaction. Raises what the rule raises, Stale."""
        if change.session_id in self._claiming:  # whether that stands is only known once it is written
            await self._flush(batch)
        if change.session_id in batch.held:
            batch.again.append(change)
            return
        step = await self._decide(change)
        if batch.steps and self._must_wait(step):
            await self._flush(batch)
            if change.session_id in batch.held:
                raise Stale  # what it was decided on did not get on disk
            step = await self._decide(change)
        batch.steps.append(step)
        if step.claims:
            self._claiming.add(change.session_id)
            if self._database.is_shared:
                await self._flush(batch)

    async def _flush(self, batch: Batch) -> None:
        ready, batch.steps = batch.steps, []  # at once: what follows may raise, and they must not be written twice
        lost = await self._commit(ready)
        batch.again[:0] = lost  # in front: a later change of the same session may be there already
        batch.held.update(change.session_id for change in lost)

    def _must_wait(self, step: Step) -> bool:
        """Tell whether what has gathered must be on disk first: claims stand or fall with nothing but their own step.

        Where other nodes write, too, they have a transaction of their own: to hold one key and wait for another, which
        another node holds and waits for this one, would be a deadlock.
        """
        return bool(step.claims) and (self._database.is_shared or step.change.session_id in self._ahead)

    async def _decide(self, change: Change) -> Step:
        """Apply the rule to the newest state, which may be ahead of the disk until the commit. Raises Stale."""
        session_id = change.session_id
        if (loaded := self._ahead.get(session_id)) is None:
            held = None if change.renews else self.memory.get(session_id)
            loaded = held or await self.memory.renew(session_id)
        before = loaded.session
        decision = self._apply(change, before)
        at = self._clock.now()
        stored = tuple(
            _stored(LoggedEvent(session_id=before.session_id, seq=before.seq + n, at=at, actor=actor, event=event))
            for n, (actor, event) in enumerate(decision.facts, 1)
        )
        after = fold_all(before, (item.logged for item in stored)) if stored else before
        step = Step(change, decision, Outcome(before, after, stored), loaded.row_seq)
        if not step.claims:
            self._ahead[session_id] = LoadedSession(after, loaded.row_seq)
        return step

    def _apply(self, change: Change, before: Session) -> Decision:
        """Return what the rule says. Raises what it raises, or Stale where it might not on the state on disk."""
        if change.renews or not self._database.is_shared:
            return change.rule(before)
        try:
            decision = change.rule(before)
        except Exception:  # noqa: BLE001 - it is asked again, and then heard
            raise Stale from None
        if not decision.facts:
            raise Stale
        return decision

    async def _commit(self, steps: list[Step]) -> list[Change]:
        """Write the steps; return the changes that lost their number and must be decided again."""
        if not steps:
            return []
        newest, self._ahead, self._claiming = self._ahead, {}, set()
        for step in steps:
            if step.claims:
                newest[step.change.session_id] = LoadedSession(step.outcome.session, step.row_seq)
        due = {step.change.session_id for step in steps if step.claims or _row_is_due(step)}
        rows = {session_id: session_row(newest[session_id].session) for session_id in due}
        refused: dict[str, ClaimLost | None] = {}
        if any(step.outcome.events for step in steps):
            began = asyncio.get_running_loop().time()
            try:
                write = self._database.write_briefly if len(steps) <= _FEW else self._database.write
                refused = await write(lambda connection: write_steps(connection, steps, rows))
            except Exception as error:  # noqa: BLE001 - the disk said no: every waiter hears it, the state is read anew
                for step in steps:
                    self._refuse(step, error)
                return []
            self._count(len(steps), began)
        for session_id, loaded in newest.items():
            if session_id not in refused:
                row_seq = loaded.session.seq if session_id in due else loaded.row_seq
                self.memory.keep(LoadedSession(loaded.session, row_seq))
        return self._lost(self._settle(steps, refused))

    def _settle(self, steps: list[Step], refused: dict[str, ClaimLost | None]) -> list[Change]:
        """Answer what was written and what lost its claim, in order; return the changes that lost their number."""
        lost = []
        for step in steps:
            if step.change.session_id not in refused:
                self._finish(step)
            elif (error := refused[step.change.session_id]) is not None:
                self._refuse(step, error)
            else:
                lost.append(step.change)
        return lost

    def _refuse(self, step: Step, error: Exception) -> None:
        self.memory.forget(step.change.session_id)
        _fail(step.change, error)

    def _count(self, changes: int, began: float) -> None:
        self.batches += 1
        self.watch(changes, asyncio.get_running_loop().time() - began)

    def _finish(self, step: Step) -> None:
        """After the commit: publish, then acknowledge."""
        self.changes += 1
        if step.outcome.events:
            self._tell(step.outcome)
        if not step.change.waiter.done():
            _answer(step.change.waiter.set_result, step.outcome)

    def _tell(self, outcome: Outcome) -> None:
        try:
            self._publish(outcome)
        except Exception:  # noqa: BLE001 - it is on disk: clients see the gap and resume; others must go on
            _log.exception("publishing session %s failed", outcome.session.session_id)

    def _lost(self, changes: list[Change]) -> list[Change]:
        """Another node was first: decide again on what is on disk. Return those that are worth another try."""
        for change in changes:
            change.renews = True
            change.attempts += 1
            if change.attempts >= _ATTEMPTS:
                _fail(change, TimeoutError(f"session {change.session_id} is contended"))
        return [change for change in changes if change.attempts < _ATTEMPTS]


def _row_is_due(step: Step) -> bool:
    """Tell whether these events must be in the session's row: anything that queries look at, or a long tail."""
    before, after = step.outcome.before, step.outcome.session
    if after.seq - step.row_seq >= _ROW_LAG or before.talk.first_answer_at != after.talk.first_answer_at:
        return True
    return any(type(event.logged.event) not in _LIGHT for event in step.outcome.events)


async def _wait_until(when: float, unless: asyncio.Event | None = None) -> None:
    """Return at this time of the loop, at once when it has passed, or earlier when `unless` is set (it stays so)."""
    loop = asyncio.get_running_loop()
    if when > loop.time():
        due = unless or asyncio.Event()  # not a future: cancelled in the very turn when it is due, it refuses a result
        timer = loop.call_at(when, due.set)
        try:
            await due.wait()
        finally:
            timer.cancel()


def _stored(logged: LoggedEvent) -> StoredEvent:
    return StoredEvent(logged, encode(logged.event))


def _fail(change: Change, error: Exception) -> None:
    if not change.waiter.done():
        _answer(change.waiter.set_exception, error)


def _answer(tell: Callable[[Any], object], told: object) -> None:
    """Tell a waiter; one that fails must not end the writer, and with it the node."""
    try:
        tell(told)
    except Exception:  # noqa: BLE001 - a bug of whoever waits: what is on disk stays, others must go on
        _log.exception("answering a change failed")
