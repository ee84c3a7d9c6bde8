"""From 0001 to 0002 while nodes that know only 0001 serve on: on both databases, with people in the middle of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.session import SessionState
from chatserver.services import messaging, opening, routing
from storage.engine import open_database
from storage.migrate import current, newest, pending, spares, upgrade
from storage.officers import load_officers
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.clock import START
from tests.support.hub import on_duty
from tests.support.schema import know_only

if TYPE_CHECKING:
    from pathlib import Path

    from storage.engine import Database
    from tests.support.site import Site

ADD_AT_0001 = sa.text(
    "INSERT INTO officers (officer_id, name, tier, capacity, skills, password_hash, status, status_at)"
    " VALUES ('old', '导办99', 1, 3, '[\"*\"]', '-', 'off_duty', 0)"
)
LOOK_AT_0001 = sa.text(
    "SELECT officer_id, name, tier, skills, capacity, status, status_reason, status_at"
    " FROM officers WHERE officer_id = 'old'"
)
"""As the code of 0001 wrote and read officers; it names each column, so that more of them do not matter to it."""


@pytest.fixture
def only_0001(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Code that knows 0001 only, until `undo`."""
    know_only(monkeypatch, tmp_path / "only-0001", "0001")
    return monkeypatch


@pytest.fixture
async def sqlite_database(empty_database: Database, only_0001: pytest.MonkeyPatch) -> Database:
    """What the hub of this page stands on: either database, made at 0001 and upgraded by newer code."""
    await empty_database.write(upgrade)
    assert await empty_database.read(current) == "0001"
    only_0001.undo()
    await empty_database.write(upgrade)
    return empty_database


async def test_two_nodes_upgrade_once_and_what_was_there_stays(
    database_url: str, only_0001: pytest.MonkeyPatch
) -> None:
    nodes = [open_database(database_url) for _ in range(2)]
    assert await nodes[0].write(upgrade) == ["0001"]
    await nodes[0].write(lambda sql: sql.execute(ADD_AT_0001))
    only_0001.undo()
    later = await nodes[0].read(pending)
    assert (later[0], later[-1]) == ("0002", newest())
    assert sorted(await asyncio.gather(*(node.write(upgrade) for node in nodes))) == [[], later]
    (officer,) = await nodes[1].read(lambda sql: load_officers(sql, START))
    assert (officer.officer_id, officer.name, officer.name_en) == ("old", "导办99", None)
    for node in nodes:
        await node.close()


async def test_code_that_knows_0001_serves_and_is_ready_on_the_newest(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reached = newest()
    know_only(monkeypatch, tmp_path / "knows-less", "0001")
    hub = site.edge.hub
    assert await hub.database.read(current) == reached
    assert await hub.database.read(pending) == []
    assert await hub.database.write(upgrade) == []
    answer = await site.client.get(f"{site.url}/readyz")
    assert (answer.status, (await answer.json())["checks"]["schema"]) == (200, "ok")
    await hub.database.write(lambda sql: sql.execute(ADD_AT_0001))
    assert len(await hub.database.read(lambda sql: sql.execute(LOOK_AT_0001).all())) == 1
    await talk(site)
    assert await hub.database.read(current) == reached


async def talk(site: Site) -> None:
    """Somebody asks, an officer takes it and answers."""
    hub = site.edge.hub
    await on_duty(hub, OFFICER.id)
    asked = await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
    session_id = asked.session.session_id
    await routing.match(hub)
    offer = (await hub.journal.load(session_id)).offer
    assert offer is not None
    await routing.accept(hub, OFFICER, session_id, offer.offer_id)
    await messaging.post(hub, OFFICER, session_id, "m-1", "您好")
    assert (await hub.journal.load(session_id)).state is SessionState.ACTIVE


def test_the_newest_spares_code_that_knows_0001() -> None:
    assert spares("0001")
