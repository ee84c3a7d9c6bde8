"""Reads the log on disk and compares it with what every client was told and shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from bench.faults.book import OFFICER, TAXPAYER
from bench.faults.cast import OfficerConsole
from bench.faults.store import Entry
from chatserver.domain.invariants import Kind
from chatserver.services.log_check import Wanted, check_log
from storage.schema import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.engine import Connection

    from bench.faults.book import Book
    from bench.faults.client import Client
    from bench.faults.store import Store
    from storage.engine import Database

_KEPT_WORDS = 12
ON_ONE_MACHINE = dt.timedelta(milliseconds=100)
"""Nodes stamp before they write: two of them on one clock may be apart by as long as a write takes."""
Log = dict[str, dict[int, Entry]]


@dataclass(slots=True)
class Verdict:
    """What must all be zero, and words about the first cases."""

    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    capacity: int = 0
    log_violations: int = 0
    views: int = 0
    """Clients that were shown something else than the log holds, or not all of it."""
    queued: int = 0
    """How often a session was queued, over all of the log."""
    words: list[str] = field(default_factory=list)

    def add(self, name: str, words: str) -> None:
        """Count one case."""
        setattr(self, name, getattr(self, name) + 1)
        if len(self.words) < _KEPT_WORDS:
            self.words.append(f"{name}: {words}")


async def judge(
    database: Database, book: Book, clients: Iterable[Client], *, skew: dt.timedelta = ON_ONE_MACHINE
) -> Verdict:
    """Return what is wrong now. Ask when nothing is under way; `skew`: how far the nodes' clocks were set apart."""
    verdict = Verdict()
    log = await database.read(_read)
    verdict.queued = sum(entry.type == "session.queued" for story in log.values() for entry in story.values())
    _judge_acknowledged(log, book, verdict)
    for session_id, story in log.items():
        _judge_story(session_id, story, verdict)
    for client in clients:
        for store, is_present in _stores(client):
            _judge_view(client, store, log.get(store.session_id, {}), verdict, is_present=is_present)
    report = await check_log(database, Wanted(skew=skew, capacities_held=True))
    verdict.capacity = report.counts[Kind.SLOT]
    verdict.log_violations = sum(report.counts.values())
    verdict.words += [f"{one.kind}: {one.subject} {one.seq}: {one.words}" for one in report.kept[:_KEPT_WORDS]]
    return verdict


def _read(connection: Connection) -> Log:
    log: Log = {}
    columns = events.c.session_id, events.c.seq, events.c.type, events.c.actor_role, events.c.body
    for row in connection.execute(sa.select(*columns).order_by(events.c.session_id, events.c.seq)):
        entry = Entry(row.type)
        if row.type == "message.posted":
            body: dict[str, Any] = msgspec.json.decode(row.body)
            entry = Entry(row.type, row.actor_role, body["client_msg_id"])
        log.setdefault(row.session_id, {})[row.seq] = entry
    return log


def _judge_acknowledged(log: Log, book: Book, verdict: Verdict) -> None:
    for client_msg_id, (session_id, seq) in book.acknowledged.items():
        entry = log.get(session_id, {}).get(seq)
        if entry is None or entry.client_msg_id != client_msg_id:
            verdict.add("lost", f"{client_msg_id} was acknowledged as {seq} of {session_id}; there is {entry}")


def _judge_story(session_id: str, story: dict[int, Entry], verdict: Verdict) -> None:
    """Every sender numbers what they write, so their messages in the log must be in the order of writing."""
    said = [entry.client_msg_id for _, entry in sorted(story.items()) if entry.client_msg_id]
    for client_msg_id, times in Counter(said).items():
        if times > 1:
            verdict.add("doubled", f"{client_msg_id} is {times} times in {session_id}")
    last: dict[str, str] = {}
    for client_msg_id in said:
        sender = client_msg_id.partition("-")[0]
        if client_msg_id < last.get(sender, ""):
            verdict.add("out_of_order", f"{client_msg_id} is behind {last[sender]} in {session_id}")
        last[sender] = client_msg_id


def _stores(client: Client) -> Iterator[tuple[Store, bool]]:
    for store in client.stores.values():
        yield store, not client.is_asleep
    if isinstance(client, OfficerConsole):
        for store in client.left_behind:
            yield store, False


def _judge_view(client: Client, store: Store, story: dict[int, Entry], verdict: Verdict, *, is_present: bool) -> None:
    """What was shown is the log from its beginning, without holes; for who takes part still, to its end."""
    if is_present and store.seq != len(story):
        verdict.add("views", f"{client.name} has seen {store.seq} of {len(story)} in {store.session_id}")
    for seq in range(1, store.seq + 1):
        shown, stored = store.entries.get(seq), story.get(seq)
        if shown == stored or (shown and shown.type == "event.hidden" and stored and stored.type != "message.posted"):
            continue
        verdict.add("views", f"{client.name} was shown {shown} as {seq} of {store.session_id}; the log holds {stored}")
        break
    doubled = [one for one, times in Counter(_said(store)).items() if times > 1]
    for client_msg_id in doubled:
        verdict.add("doubled", f"{client.name} was shown {client_msg_id} twice in {store.session_id}")


def _said(store: Store) -> list[str]:
    return [entry.client_msg_id for entry in store.entries.values() if entry.role in {TAXPAYER, OFFICER}]
