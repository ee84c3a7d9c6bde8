"""A claim in the middle of a batch, on both databases: what has gathered before it is written first, and once."""

from __future__ import annotations

import asyncio
import dataclasses
from functools import partial
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import opening
from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import ClaimLost, SessionUnknown
from chatserver.domain.guards import person_key
from chatserver.domain.message import compose, post_message
from storage.memory import Outcome
from tests.support.builders import ASKER, PERSON, a_context, a_request
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub, assert_every_session_is_its_log
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.decision import Decision, Rule
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
    calls = []

    def claiming(session: Session) -> Decision:
        calls.append(session)
        if len(calls) > 1:  # it is decided anew once what had gathered is on disk
            raise SessionUnknown
        return opening.leave_queue(session, ASKER, "cancelled")

    asking = partial(opening.open_question, actor=ASKER, question_id="q2", about=a_context(), text=None)
    asked = node.journal.change("s1", asking)  # an event that also rewrites the row
    written, refused = await asyncio.gather(asked, node.journal.change("s1", claiming), return_exceptions=True)
    assert isinstance(refused, SessionUnknown)
    assert not isinstance(written, BaseException)
    said = compose("m1", "您好", ())
    assert (await node.journal.change("s1", partial(post_message, actor=ASKER, message=said))).events


def _opening(person_id: str) -> Rule:
    request = a_request(person=dataclasses.replace(PERSON, person_id=person_id))
    return lambda session: opening.open_session(session, request, START)


async def test_a_lost_claim_takes_nothing_with_it_and_leaves_nothing(node: Hub) -> None:
    change = node.journal.change
    one, lost, other, late = await asyncio.gather(
        change("s1", _opening("pe1")),
        change("s2", _opening("pe1")),
        change("s3", _opening("pe3")),
        change("s2", _opening("pe2")),
        return_exceptions=True,
    )
    assert isinstance(lost, ClaimLost)
    assert [item.session.seq for item in (one, other, late) if isinstance(item, Outcome)] == [4, 4, 4]
    node.journal.memory.clear()
    assert [(await node.journal.load(session_id)).seq for session_id in ("s1", "s2", "s3")] == [4, 4, 4]


async def test_a_change_in_the_same_batch_builds_on_the_claim_before_it(node: Hub) -> None:
    asker = Actor(role=Role.TAXPAYER, id=person_key(a_request().taxpayer.taxpayer_id, "pe1"))
    asking = partial(opening.open_question, actor=asker, question_id="q2", about=a_context(), text=None)
    leaving = partial(opening.leave_queue, actor=asker, reason="cancelled")
    outcomes = await asyncio.gather(
        node.journal.change("s1", _opening("pe1")),
        node.journal.change("s1", asking),
        node.journal.change("s1", leaving),
        node.journal.change("s2", _opening("pe1")),  # the person is free again in the same transaction
    )
    assert [outcome.session.seq for outcome in outcomes] == [4, 5, 7, 4]
