"""Changes that may wait for others: they share a transaction, keep their place, and are not forgotten."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import opening
from chatserver.domain.events import MessagePosted
from chatserver.domain.message import compose, post_message
from storage.sessions import load_events
from tests.support.builders import ASKER, a_request
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.decision import Rule
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from storage.memory import Outcome

FOR_EVER = 3_600.0
"""Seconds: nothing is written for its own sake before the test is over."""
SECONDS = 10.0
"""Most that anything may take here."""


@pytest.fixture
async def node(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await hub.journal.change("s1", lambda session: opening.open_session(session, a_request(), START))
        yield hub


def posting(text: str) -> Rule:
    return partial(post_message, actor=ASKER, message=compose(text, text, ()))


def waiting(hub: Hub, text: str, patience: float) -> asyncio.Future[Outcome]:
    outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    hub.journal.submit("s1", posting(text), outcome, patience)
    return outcome


async def texts(hub: Hub) -> list[str]:
    stored = await hub.database.read(lambda sql: load_events(sql, "s1", 4))
    return [event.text for one in stored if isinstance(event := one.logged.event, MessagePosted)]


async def test_what_may_wait_goes_with_what_may_not_and_before_it(node: Hub) -> None:
    before = node.journal.batches
    patient = [waiting(node, text, FOR_EVER) for text in ("1", "2", "3")]
    await node.journal.change("s1", posting("4"))
    assert all(outcome.done() for outcome in patient)
    assert await texts(node) == ["1", "2", "3", "4"]
    assert node.journal.batches == before + 1


async def test_alone_it_is_written_when_its_time_is_over_and_so_is_the_next(node: Hub) -> None:
    await waiting(node, "1", 0.01)
    await waiting(node, "2", 0.01)
    assert await texts(node) == ["1", "2"]


async def test_the_time_of_what_is_written_already_hurries_nobody(node: Hub) -> None:
    gone = waiting(node, "1", 0.01)
    await node.journal.change("s1", posting("2"))
    assert gone.done()
    kept = waiting(node, "3", FOR_EVER)
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, passed.set)
    await passed.wait()
    assert not kept.done()
    kept.cancel()


async def test_a_node_that_stops_writes_it_first(node: Hub) -> None:
    patient = waiting(node, "1", FOR_EVER)
    node.journal.close()
    await patient
    assert await texts(node) == ["1"]


@pytest.fixture
async def busy(node: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A node under load: two messages at once were written, and the next are to wait for company for ever."""
    monkeypatch.setattr("storage.journal._CALM_PACE_SECONDS", FOR_EVER)
    await asyncio.gather(waiting(node, "1", 0.0), waiting(node, "2", 0.0))
    return node


async def test_a_message_that_finds_nobody_writing_is_written_at_once(
    node: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.journal._CALM_PACE_SECONDS", FOR_EVER)
    async with asyncio.timeout(SECONDS):
        await waiting(node, "1", 0.0)
        await waiting(node, "2", 0.0)  # one after another is no load
    assert await texts(node) == ["1", "2"]


async def test_a_message_under_load_waits_for_company(busy: Hub) -> None:
    patient = [waiting(busy, text, 0.0) for text in ("3", "4", "5", "6")]
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, passed.set)
    await passed.wait()
    assert await texts(busy) == ["1", "2"]
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(*patient, waiting(busy, "7", 0.0))
    assert await texts(busy) == ["1", "2", "3", "4", "5", "6", "7"]


async def test_what_urges_ends_the_wait_and_takes_the_patient_along(busy: Hub) -> None:
    patient = waiting(busy, "3", 0.0)
    async with asyncio.timeout(SECONDS):
        await busy.journal.change("s1", posting("4"))
    assert patient.done()
    assert await texts(busy) == ["1", "2", "3", "4"]


async def test_a_node_that_stops_under_load_writes_what_is_patient(busy: Hub) -> None:
    patient = waiting(busy, "3", 0.0)
    busy.journal.close()
    async with asyncio.timeout(SECONDS):
        await patient
    assert await texts(busy) == ["1", "2", "3"]
