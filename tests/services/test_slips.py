"""Slips through the journal on real databases: the whole story, who sees which, pages, and what the log check says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.domain import files
from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import HistoryLimit, NotPermitted, SessionNotActive, SessionUnknown
from chatserver.domain.events_papers import HistoryViewed
from chatserver.domain.guards import person_key
from chatserver.domain.invariants import Kind, violations_of
from chatserver.domain.officer import MONITOR
from chatserver.domain.slip_errors import SlipIncomplete, SlipUnknown
from chatserver.services import desk, earlier, opening, routing, slips, supervising
from chatserver.services.log_check import check_log
from storage.presence import renew_lease
from storage.schema import slips as table
from storage.sessions import load_events
from tests.support.builders import OFFICER, OTHER_OFFICER, STRANGER, a_context, a_principal
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher
from tests.support.slips import ITEMS, a_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

PAGE = a_context(matter_id="deregister", step_id="s1", error_id=None, focused_field=None, fields=(), comparison=())
NUMBER = re.compile(r"^20261116-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$")
SAID = "请打 13800138000"


@pytest.fixture
async def node(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock, publisher: RecordingPublisher
) -> AsyncIterator[Hub]:
    """A hub on either database."""
    async with a_hub(database, catalogue, clock, publisher) as hub:
        await on_duty(hub, skills=("*",), capacity=9)
        yield hub


def asker(person_id: str = "pe1", taxpayer_id: str = "tp1") -> Actor:
    return Actor(role=Role.TAXPAYER, id=person_key(taxpayer_id, person_id))


async def a_talk(hub: Hub, person_id: str = "pe1", taxpayer_id: str = "tp1", locale: str = "zh-CN") -> str:
    """An active session with one file of the taxpayer's."""
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, hub.clock.now()))
    principal = a_principal(taxpayer_id, person_id)
    session = (await opening.open_session(hub, principal, PAGE, locale=locale, explained=True)).session
    await routing.match(hub)
    offer = (await hub.journal.load(session.session_id)).offer
    assert offer is not None
    await routing.accept(hub, OFFICER, session.session_id, offer.offer_id)
    await hub.journal.change(session.session_id, lambda s: files.share(s, principal.actor, a_file("f1")))
    return session.session_id


async def handled(hub: Hub, session_id: str, slip_id: str = "k1", by: Actor | None = None) -> Session:
    """A slip from start to result."""
    by = by or asker()
    await slips.start(hub, OFFICER, session_id, slip_id, ())
    for item_id in ITEMS:
        await slips.fill_item(hub, by, session_id, slip_id, item_id, ["f1"])
    await slips.confirm(hub, by, session_id, slip_id)
    for item_id in ITEMS:
        await slips.check_item(hub, OFFICER, session_id, slip_id, item_id, verdict="accepted", reason=None)
    return await slips.conclude(hub, OFFICER, session_id, slip_id, outcome="handled", result="已受理")


async def read_in(hub: Hub, session_id: str) -> list[HistoryViewed]:
    """What the log of a session says was read from it."""
    stored = await hub.database.read(lambda sql: load_events(sql, session_id, 0))
    return [one.logged.event for one in stored if isinstance(one.logged.event, HistoryViewed)]


async def states(hub: Hub) -> dict[str, str]:
    """What the table says, by slip."""
    rows = await hub.database.read(lambda sql: sql.execute(sa.select(table.c.slip_id, table.c.state)).all())
    return {row.slip_id: row.state for row in rows}


async def test_the_whole_story_of_a_slip_is_in_the_log_and_its_row_follows(
    node: Hub, publisher: RecordingPublisher
) -> None:
    session_id = await a_talk(node)
    publisher.take_types()
    await slips.start(node, OFFICER, session_id, "k1", ["seal"])
    assert await states(node) == {"k1": "open"}
    await slips.strike_item(node, OFFICER, session_id, "k1", "seal", "不用到窗口")
    await slips.add_item(node, OFFICER, session_id, "k1", "x1", paper="签字页", reason=SAID)
    with pytest.raises(SlipIncomplete):
        await slips.confirm(node, asker(), session_id, "k1")
    for item_id in (*ITEMS, "x1"):
        await slips.fill_item(node, asker(), session_id, "k1", item_id, ["f1"])
    await slips.confirm(node, asker(), session_id, "k1")
    assert await states(node) == {"k1": "confirmed"}
    await slips.check_item(node, OFFICER, session_id, "k1", "form", verdict="redo", reason="第 2 页看不清")
    assert await states(node) == {"k1": "open"}
    await slips.fill_item(node, asker(), session_id, "k1", "form", ["f1"])
    await slips.confirm(node, asker(), session_id, "k1")
    for item_id in (*ITEMS, "x1"):
        await slips.check_item(node, OFFICER, session_id, "k1", item_id, verdict="accepted", reason=None)
    done = await slips.conclude(node, OFFICER, session_id, "k1", outcome="handled", result=SAID)
    assert await states(node) == {"k1": "handled"}
    (slip,) = done.slips
    assert NUMBER.match(slip.no)
    assert "13800138000" not in (slip.result or "") + (slip.items[-1].added or ""), "a telephone number is hidden"
    told = [one for one in publisher.take_types() if one.startswith("slip.")]
    assert told[:3] == ["slip.started", "slip.item_struck", "slip.item_added"]
    assert told[-1] == "slip.concluded"
    stored = await node.database.read(lambda sql: load_events(sql, session_id, 0))
    assert violations_of([one.logged for one in stored]) == []
    assert (await check_log(node.database)).clean


async def test_papers_have_the_words_of_the_session(node: Hub) -> None:
    session = await slips.start(node, OFFICER, await a_talk(node, locale="en"), "k1", ["seal"])
    assert [item.name for item in session.slips[0].items][-1] == "Company seal"
    assert session.slips[0].items[-1].when == "when a visit is needed"


async def test_a_person_finds_their_own_slips_of_all_sessions_newest_first(node: Hub, clock: FakeClock) -> None:
    for number in range(3):
        session_id = await a_talk(node)
        await handled(node, session_id, f"k{number}")
        await opening.end(node, asker(), session_id)
        clock.advance(60)
    other = await a_talk(node, "pe2")
    await slips.start(node, OFFICER, other, "k9", ())
    await a_talk(node, "pe1", "tp9")
    page = await slips.look_own(node, asker(), None)
    assert [(one.slip.slip_id, one.slip.state) for one in page.slips] == [
        ("k2", "handled"),
        ("k1", "handled"),
        ("k0", "handled"),
    ]
    assert not page.more
    assert all(one.session.ending for one in page.slips)
    assert (await slips.look_own(node, STRANGER, None)).slips == []
    assert (await slips.look_own(node, asker("pe1", "tp9"), None)).slips == [], "another taxpayer's are others'"


async def test_an_officer_sees_those_of_the_sessions_taxpayer_whoever_acted_for_it(node: Hub, clock: FakeClock) -> None:
    await handled(node, await a_talk(node), "k1")
    clock.advance(60)
    session_id = await a_talk(node, "pe2")
    await slips.start(node, OFFICER, session_id, "k2", ())
    page = await slips.look_of(node, OFFICER, session_id, None)
    assert [one.slip.slip_id for one in page.slips] == ["k2", "k1"]
    read = await read_in(node, session_id)
    assert [(one.viewed_session_id, one.slip_id) for one in read] == [(page.slips[1].session.session_id, "k1")]
    for stranger in (OTHER_OFFICER, STRANGER):
        with pytest.raises(SessionUnknown):
            await slips.look_of(node, stranger, session_id, None)


async def test_an_earlier_slip_is_read_once_it_is_in_the_log(node: Hub, clock: FakeClock) -> None:
    before = await a_talk(node)
    await handled(node, before)
    await opening.end(node, asker(), before)
    clock.advance(60)
    session_id = await a_talk(node, "pe2")
    (listed,) = (await earlier.look(node, OFFICER, session_id)).sessions
    assert [one.slip_id for one in listed.slips] == ["k1"]
    assert await read_in(node, session_id) == [], "to know that there is one is no reading"
    for number in (1, 2):
        found = await earlier.view_slip(node, OFFICER, session_id, before, "k1")
        assert (found.slip.result, found.session.session_id) == ("已受理", before)
        assert await read_in(node, session_id) == [HistoryViewed(viewed_session_id=before, slip_id="k1")] * number
    for who, other, slip_id, error in (
        (OTHER_OFFICER, before, "k1", SessionUnknown),
        (OFFICER, before, "k7", SlipUnknown),
        (OFFICER, session_id, "k1", SessionUnknown),
    ):
        with pytest.raises(error):
            await earlier.view_slip(node, who, session_id, other, slip_id)
    assert len(await read_in(node, session_id)) == 2


async def test_a_look_that_would_read_too_much_shows_nothing(
    node: Hub, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await handled(node, await a_talk(node))
    clock.advance(60)
    session_id = await a_talk(node, "pe2")
    monkeypatch.setattr("chatserver.domain.earlier.MAX_VIEWS", 0)
    with pytest.raises(HistoryLimit):
        await slips.look_of(node, OFFICER, session_id, None)


async def test_an_officer_sees_none_of_another_bureaus_taxpayer_with_the_same_id(node: Hub, clock: FakeClock) -> None:
    here, there = "https://a.example|", "https://b.example|"
    await handled(node, await a_talk(node, there + "pe1"), "k1", asker(there + "pe1"))
    await handled(node, await a_talk(node, here + "pe2"), "k2", asker(here + "pe2"))
    clock.advance(60)
    session_id = await a_talk(node, here + "pe1")
    page = await slips.look_of(node, OFFICER, session_id, None)
    assert [one.slip.slip_id for one in page.slips] == ["k2"]
    foreign = (await slips.look_own(node, asker(there + "pe1"), None)).slips[0].slip.no
    with pytest.raises(SlipUnknown):
        await slips.look_of(node, OFFICER, session_id, foreign)


async def test_only_who_serves_the_taxpayer_sees_their_slips(node: Hub) -> None:
    session_id = await a_talk(node)
    await handled(node, session_id)
    await on_duty(node, "of9", skills=("*", MONITOR))
    supervisor = Actor(role=Role.OFFICER, id="of9")
    await supervising.start_monitor(node, supervisor, session_id, "投诉核查")
    with pytest.raises(NotPermitted):
        await slips.look_of(node, supervisor, session_id, None)
    ended = await opening.end(node, OFFICER, session_id)
    await desk.wrap_up(node, OFFICER, session_id, {ended.questions[0].question_id: "resolved"}, "")
    with pytest.raises(SessionNotActive):  # theirs once, and closed
        await slips.look_of(node, OFFICER, session_id, None)


async def test_pages_follow_one_another_also_where_slips_began_at_once(
    node: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatserver.services.slips.PAGE", 2)
    session_id = await a_talk(node)
    for number in range(5):
        await slips.start(node, OFFICER, session_id, f"k{number}", ())
        await slips.cancel(node, OFFICER, session_id, f"k{number}", "发起错了")
    seen: list[str] = []
    page = await slips.look_own(node, asker(), None)
    while True:
        seen += [one.slip.no for one in page.slips]
        if not page.more:
            break
        page = await slips.look_own(node, asker(), seen[-1])
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5
    with pytest.raises(SlipUnknown):
        await slips.look_own(node, asker(), "20261116-0000-0000")
    with pytest.raises(SlipUnknown):
        await slips.look_own(node, STRANGER, seen[0])


SPOILT: dict[str, Any] = {
    "another state": sa.update(table).values(state="open"),
    "another owner": sa.update(table).values(person_key="tp2:pe2"),
    "no row": sa.delete(table),
    "one too many": sa.insert(table).from_select(
        [column.name for column in table.c],
        sa.select(*(sa.literal("k9") if column.name == "slip_id" else column for column in table.c)),
    ),
}


@pytest.mark.parametrize("how", SPOILT)
async def test_the_log_check_names_a_row_that_tells_another_story(node: Hub, how: str) -> None:
    await handled(node, await a_talk(node))
    assert (await check_log(node.database)).clean
    await node.database.write(lambda sql: sql.execute(SPOILT[how]))
    assert set((await check_log(node.database)).counts) == {Kind.ROW}


def test_numbers_begin_with_the_day_of_the_bureau(clock: FakeClock) -> None:
    clock.advance(60 * 60 * 18)
    assert slips.new_number(clock.now()).startswith("20261117-")
