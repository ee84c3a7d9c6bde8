"""A claim in the middle of a batch, on both databases: what has gathered before it is written first, and once."""

from __future__ import annotations

import asyncio
import dataclasses
from functools import partial
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import opening
from chatserver.domain.errors import SessionUnknown
from chatserver.domain.message import compose, post_message
from tests.support.builders import ASKER, PERSON, a_context, a_request
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub, assert_every_session_is_its_log
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from storage.engine import Database


@pytest.fixture
async def node(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub
        await assert_every_session_is_its_log(hub)


async def test_what_was_written_before_a_claim_is_not_written_again_when_that_is_refused(node: Hub) -> None:
    await node.journal.change("s1", lambda session: opening.open_session(session, a_request(), START))
    request = a_request(person=dataclasses.replace(PERSON, person_id="pe2"))
    calls = []

    def claiming(session: Session) -> Decision:
        calls.append(session)
        if len(calls) > 1:  # it is decided anew once what had gathered is on disk
            raise SessionUnknown
        return opening.open_session(session, request, START)

    asking = partial(opening.open_question, actor=ASKER, question_id="q2", about=a_context(), text=None)
    asked = node.journal.change("s1", asking)  # an event that also rewrites the row
    written, refused = await asyncio.gather(asked, node.journal.change("s2", claiming), return_exceptions=True)
    assert isinstance(refused, SessionUnknown)
    assert not isinstance(written, BaseException)
    said = compose("m1", "您好", ())
    assert (await node.journal.change("s1", partial(post_message, actor=ASKER, message=said))).events
