"""A node is killed under load, twice, and started again on the same file: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import re
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.events import MessagePosted
from chatserver.domain.session import Session, fold_all
from chatserver.services.log_check import Report, Wanted, check_log
from storage.engine import open_database
from storage.logins import add_login
from storage.migrate import upgrade
from storage.officers import NewOfficer, add_officer
from storage.schema import events
from storage.sessions import StoredEvent, load_events
from tests.support.clients import Bureau, Client
from tests.support.process import ServerProcess, dying_with_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.engine import Connection

PAIRS = 6
KILLED_AFTER = 60
"""Acknowledged messages; everybody goes on sending, so that the kill hits some in the middle."""
LOST_LINE = 2.0
"""Seconds after which a sender believes that no answer will come."""


@dataclasses.dataclass
class Speaker:
    """One side of a talk, with the outbox of a good client: unanswered messages are sent again."""

    client: Client
    session_id: str
    name: str
    acknowledged: dict[str, int] = dataclasses.field(default_factory=dict)
    sent: int = 0
    unanswered: str | None = None

    async def speak(self, crowd: Crowd) -> None:
        """Send one message after the other until the line breaks or the limit says to wait."""
        while True:
            if self.unanswered is None:
                self.unanswered, self.sent = f"{self.name}-{self.sent}", self.sent + 1
            try:
                await self.say(self.unanswered)
            except Exception:  # noqa: BLE001 - the line broke, in one of the many ways in which a client sees it
                return
            crowd.count()

    async def say(self, client_msg_id: str) -> None:
        fields = {"session_id": self.session_id, "client_msg_id": client_msg_id, "text": client_msg_id}
        async with asyncio.timeout(LOST_LINE):
            posted = await self.client.send("message.post", **fields)
        self.acknowledged[client_msg_id] = posted["seq"]
        self.unanswered = None


class Crowd:
    """Kills the node when enough has been acknowledged."""

    def __init__(self, node: ServerProcess) -> None:
        self._node = node
        self._left = KILLED_AFTER

    def count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._node.process.kill()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "daoban.sqlite3"


@pytest.fixture
def nodes() -> Iterator[list[ServerProcess]]:
    started: list[ServerProcess] = []
    yield started
    for node in started:
        node.kill()


def start(nodes: list[ServerProcess], file: Path) -> tuple[ServerProcess, Bureau]:
    node = ServerProcess(dying_with_us([sys.executable, "-m", "tests.faults.node", str(file)]), "ready ")
    nodes.append(node)
    port = re.search(r"ready (\d+)", "".join(node.tail))
    assert port
    return node, Bureau(None, int(port[1]))  # type: ignore[arg-type] # the node is another process


async def hire(file: Path) -> None:
    """The tables, and officers who are signed in."""
    database = open_database(f"sqlite:///{file}")
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 - another process, so the real clock

    def work(sql: Connection) -> None:
        upgrade(sql)
        for n in range(PAIRS):
            new = NewOfficer(officer_id=f"of{n}", name=f"导办{n}", tier=1, capacity=1, skills=("*",), password_hash="-")
            add_officer(sql, new, now)
            add_login(sql, f"login-{n}", f"of{n}", now, now + dt.timedelta(hours=1))

    await database.write(work)
    await database.close()


async def sit_down(bureau: Bureau, n: int) -> Client:
    return await bureau.connect("/officer", {"protocol": 1}, headers={"Cookie": f"daoban_login=login-{n}"})


async def pair_up(bureau: Bureau) -> list[Speaker]:
    """Every officer in a talk with one taxpayer."""
    speakers = []
    for n in range(PAIRS):
        officer, taxpayer = await sit_down(bureau, n), await bureau.taxpayer(f"tp{n}", "pe1")
        await officer.send("status.set", status="available")
        opened = await taxpayer.send("session.open", context={"matter_id": "vat-general"})
        offer = (await officer.expect("offer.made"))["offer"]
        session_id = opened["session"]["session_id"]
        assert offer["session_id"] == session_id
        await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
        speakers += [Speaker(taxpayer, session_id, f"t{n}"), Speaker(officer, session_id, f"o{n}")]
    return speakers


async def come_back(bureau: Bureau, speakers: list[Speaker]) -> None:
    """Everybody connects again, is in the same talk, and sends again what was not answered."""
    for n in range(PAIRS):
        taxpayer, officer = speakers[2 * n], speakers[2 * n + 1]
        taxpayer.client, officer.client = await bureau.taxpayer(f"tp{n}", "pe1"), await sit_down(bureau, n)
        again = await taxpayer.client.send("session.open", context={"matter_id": "vat-general"})
        desk = await officer.client.send("desk.snapshot")
        assert again["session"]["session_id"] == taxpayer.session_id
        assert [session["session_id"] for session in desk["sessions"]] == [taxpayer.session_id]
        for speaker in (taxpayer, officer):
            if speaker.unanswered is not None:
                await speaker.say(speaker.unanswered)


async def finish(speakers: list[Speaker]) -> None:
    for officer in speakers[1::2]:
        view = await officer.client.send("session.resume", session_id=officer.session_id, after_seq=0)
        dispositions = {question["question_id"]: "resolved" for question in view["session"]["questions"]}
        await officer.client.send("session.end", session_id=officer.session_id)
        await officer.client.send("session.wrap_up", session_id=officer.session_id, dispositions=dispositions)


async def read_log(file: Path) -> tuple[Report, dict[str, list[StoredEvent]]]:
    """What `daoban log check` says, and every session's events."""
    database = open_database(f"sqlite:///{file}")

    def work(sql: Connection) -> dict[str, list[StoredEvent]]:
        ids = list(sql.scalars(sa.select(events.c.session_id).distinct()))
        return {session_id: load_events(sql, session_id, 0) for session_id in ids}

    report, found = await check_log(database, Wanted(capacities_held=True)), await database.read(work)
    await database.close()
    return report, found


async def test_a_node_killed_under_load_has_every_acknowledged_message_exactly_once(
    file: Path, nodes: list[ServerProcess]
) -> None:
    await hire(file)
    node, bureau = start(nodes, file)
    speakers = await pair_up(bureau)
    for _ in range(2):
        crowd = Crowd(node)
        await asyncio.gather(*(speaker.speak(crowd) for speaker in speakers))
        assert node.process.poll() is not None
        node, bureau = start(nodes, file)
        await come_back(bureau, speakers)
    await finish(speakers)
    for client in bureau.clients:
        await client.close()
    node.stop()

    report, log = await read_log(file)
    assert report.kept == []
    assert (report.sessions, report.officers) == (PAIRS, PAIRS)
    assert sum(len(speaker.acknowledged) for speaker in speakers) >= 2 * KILLED_AFTER
    for session_id, stored in log.items():
        assert fold_all(Session(session_id=session_id), [event.logged for event in stored]).closed_at
        posted = [
            (event.logged.event.client_msg_id, event.logged.seq)
            for event in stored
            if isinstance(event.logged.event, MessagePosted)
        ]
        told = [
            item for speaker in speakers if speaker.session_id == session_id for item in speaker.acknowledged.items()
        ]
        assert sorted(posted) == sorted(told)
