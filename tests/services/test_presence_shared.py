"""Two nodes that lose their database and come back to it: neither takes the other's people for gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain.errors import Busy
from chatserver.domain.session import SessionState
from chatserver.services import presence
from chatserver.services.places import QueueNews, pair_and_tell
from storage.engine import open_database
from tests.services.test_presence import ask, talk, turn
from tests.support.builders import ASKER
from tests.support.hub import a_hub, on_duty
from tests.support.lines import FakeLines, lines_as_noted
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock


@pytest.fixture
async def shared(upgraded_postgres_url: str, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[list[Hub]]:
    """Two nodes that share a database."""
    opened = open_database(upgraded_postgres_url)
    async with (
        a_hub(opened, catalogue, clock, RecordingPublisher()) as east,
        a_hub(opened, catalogue, clock, RecordingPublisher()) as west,
    ):
        yield [east, west]
    await opened.close()


async def lose_the_database(
    nodes: list[Hub], monkeypatch: pytest.MonkeyPatch, clock: FakeClock, seconds: float
) -> None:
    async def refuse(_: object) -> None:
        raise Busy(retry_after_seconds=2)

    with monkeypatch.context() as away:
        away.setattr(nodes[0].database, "write", refuse)
        for node in nodes:
            with pytest.raises(Busy):
                await presence.renew_lease(node, FakeLines())
        clock.advance(seconds)


@pytest.mark.postgres
async def test_the_first_node_that_comes_back_to_the_database_takes_nobody_elses_people_for_gone(
    shared: list[Hub], clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    east, west = shared
    session, waiting = await talk(west), await ask(west, "2")
    lines = await lines_as_noted(west)
    lines.persons = {ASKER.id, "tp2:pe2"}
    await lose_the_database(shared, monkeypatch, clock, 400)  # beyond every grace
    await presence.sweep(east, FakeLines())
    assert (await east.journal.load(session.session_id)).state is SessionState.ACTIVE
    for _ in range(4):
        await presence.renew_lease(west, lines)
        await turn(east, FakeLines(), clock, 5)
    assert (await east.journal.load(session.session_id)).state is SessionState.ACTIVE
    assert (await east.journal.load(waiting.session_id)).ending is None


@pytest.mark.postgres
async def test_a_node_that_came_back_to_the_database_offers_nothing_before_the_others_are_heard(
    shared: list[Hub], clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    east, west = shared
    await on_duty(east)
    lines, news, waiting = await lines_as_noted(east), QueueNews(east), await ask(west)
    await lose_the_database(shared, monkeypatch, clock, 12)
    await pair_and_tell(east, news)
    await presence.renew_lease(east, lines)
    await pair_and_tell(east, news)
    assert (await east.journal.load(waiting.session_id)).offer is None
    clock.advance(10)
    await presence.renew_lease(east, lines)
    await pair_and_tell(east, news)
    assert (await east.journal.load(waiting.session_id)).offer is not None
