"""Phrases in both databases: whose they are, and that nobody overwrites what they have not seen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain.actors import Actor, Role
from chatserver.domain.desk_errors import PhraseChanged, PhraseUnknown, PhraseVariableUnknown
from chatserver.domain.errors import MatterUnknown, NotPermitted
from chatserver.domain.phrase import PhraseDraft, PhraseOwner
from chatserver.services import phrases
from tests.support.builders import OFFICER, OTHER_OFFICER
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

LEAD = Actor(role=Role.OFFICER, id="of7")


@pytest.fixture
async def sqlite_database(database: Database) -> Database:
    """The hub of this page stands on either database."""
    return database


@pytest.fixture
async def team(hub: Hub) -> Hub:
    """Two officers and a supervisor."""
    await on_duty(hub, "of1")
    await on_duty(hub, "of4")
    await on_duty(hub, "of7", tier=0, capacity=0, skills=("monitor",))
    return hub


def draft(phrase_id: str = "ph1", **changes: Any) -> PhraseDraft:
    given = {"owner": PhraseOwner.PERSONAL, "matter_id": None, "title": "问候", "text": "您好", "seen_at": None}
    return PhraseDraft(phrase_id=phrase_id, **{**given, **changes})


async def titles(hub: Hub, actor: Actor) -> list[str]:
    return sorted(phrase.title for phrase in (await phrases.look(hub, actor)).phrases)


async def test_everybody_has_their_own_and_the_teams(team: Hub) -> None:
    await phrases.save(team, OFFICER, draft("a", title="我的"))
    await phrases.save(team, OTHER_OFFICER, draft("b", title="他的"))
    await phrases.save(team, LEAD, draft("c", title="大家的", owner=PhraseOwner.TEAM))
    assert await titles(team, OFFICER) == ["大家的", "我的"]
    assert await titles(team, OTHER_OFFICER) == ["他的", "大家的"]
    assert (await phrases.look(team, LEAD)).may_write_team
    assert not (await phrases.look(team, OFFICER)).may_write_team


async def test_what_comes_back_is_what_was_saved(team: Hub, clock: FakeClock) -> None:
    saved = await phrases.save(team, OFFICER, draft(matter_id="vat-general", text="{matter}：一行\n二行"))
    assert (await phrases.look(team, OFFICER)).phrases == [saved]
    clock.advance(60)
    changed = await phrases.save(team, OFFICER, draft(text="改过", seen_at=saved.changed_at))
    assert (await phrases.look(team, OFFICER)).phrases == [changed]
    assert changed.created_at == saved.created_at < changed.changed_at


async def test_numbers_of_persons_are_masked(team: Hub) -> None:
    saved = await phrases.save(team, OFFICER, draft(text="身份证 11010519491231002X"))
    assert saved.text == "身份证 110105********002X"


async def test_saved_twice_it_is_there_once(team: Hub) -> None:
    first, second = await asyncio.gather(*(phrases.save(team, OFFICER, draft()) for _ in range(2)))
    assert (first.title, first.text) == (second.title, second.text)
    assert await titles(team, OFFICER) == ["问候"]


async def test_of_two_who_change_the_same_the_second_is_told(team: Hub, clock: FakeClock) -> None:
    await on_duty(team, "of8", tier=0, capacity=0, skills=("monitor",))
    other_lead = Actor(role=Role.OFFICER, id="of8")
    saved = await phrases.save(team, LEAD, draft(owner=PhraseOwner.TEAM))
    clock.advance(1)
    seen: dict[str, Any] = {"owner": PhraseOwner.TEAM, "seen_at": saved.changed_at}
    await phrases.save(team, other_lead, draft(text="甲", **seen))
    with pytest.raises(PhraseChanged):
        await phrases.save(team, LEAD, draft(text="乙", **seen))
    assert [phrase.text for phrase in (await phrases.look(team, OFFICER)).phrases] == ["甲"]


async def test_what_is_refused_is_not_there(team: Hub) -> None:
    with pytest.raises(PhraseVariableUnknown):
        await phrases.save(team, OFFICER, draft(text="{salary}"))
    with pytest.raises(MatterUnknown):
        await phrases.save(team, OFFICER, draft(matter_id="nowhere"))
    with pytest.raises(NotPermitted):
        await phrases.save(team, OFFICER, draft(owner=PhraseOwner.TEAM))
    assert await titles(team, OFFICER) == []


async def test_deleted_is_gone_and_a_colleagues_cannot_be(team: Hub) -> None:
    await phrases.save(team, OFFICER, draft())
    with pytest.raises(PhraseUnknown):
        await phrases.delete(team, OTHER_OFFICER, "ph1")
    await phrases.delete(team, OFFICER, "ph1")
    await phrases.delete(team, OFFICER, "ph1")
    assert await titles(team, OFFICER) == []
