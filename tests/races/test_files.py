"""Two nodes and one file in the folder that they share: one of them looks into it, and the log says one thing of it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from typing_extensions import override

from chatserver.adapters.file_checker import ProcessChecker
from chatserver.domain.actors import Actor
from chatserver.domain.errors import Busy
from chatserver.domain.files import FileState, remove_files
from chatserver.domain.invariants import violations_of
from chatserver.services.desk import wrap_up
from chatserver.services.file_checks import LOOK, PAUSE
from chatserver.services.file_ports import Checked, NotDeliverable
from chatserver.services.files import Files, files_of
from chatserver.services.opening import end, open_session
from chatserver.services.places import QueueNews, pair_and_tell
from chatserver.services.routing import accept
from storage.engine import open_database
from storage.files import find_file
from storage.migrate import upgrade
from storage.sessions import load_events
from storage.watched import WatchedDatabase
from tests.support.builders import ASKER, OFFICER, a_context, a_principal
from tests.support.files import a_picture, parts_in
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

PICTURE = a_picture()


class Meeting(ProcessChecker):
    """The real one; while it looks, before or behind the process, other things happen."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[], Awaitable[object]] | None = None
        self.behind: Callable[[], Awaitable[object]] | None = None
        self.refused: str | None = None
        self.looks = 0

    @override
    @contextlib.asynccontextmanager
    async def check(self, path: Path, name: str) -> AsyncIterator[Checked]:
        self.looks += 1
        if self.before and self.looks == 1:
            await self.before()
        if self.refused:
            raise NotDeliverable(self.refused)
        async with super().check(path, name) as checked:
            if self.behind and self.looks == 1:
                await self.behind()
            yield checked


@dataclass
class Shared:
    """Two nodes, a session in a talk, and the folder that both look into."""

    hubs: list[Hub]
    folder: Path
    session_id: str = ""
    checkers: list[Meeting] = field(default_factory=lambda: [Meeting(), Meeting()])
    nodes: list[Files] = field(default_factory=list)

    async def begin(self) -> None:
        hub = self.hubs[0]
        await on_duty(hub)
        opened = await open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
        self.session_id = opened.session.session_id
        await pair_and_tell(hub, QueueNews(hub))
        offered = await hub.journal.load(self.session_id)
        assert offered.offer
        await accept(hub, OFFICER, self.session_id, offered.offer.offer_id)
        self.nodes = [
            files_of(one, parts_in(self.folder, checker=checker))
            for one, checker in zip(self.hubs, self.checkers, strict=True)
        ]

    async def upload(self, actor: Actor = ASKER) -> str:
        async def parts() -> AsyncIterator[bytes]:
            yield PICTURE

        uploads = self.nodes[0].uploads
        begun = await uploads.begin(actor, self.session_id, "a.jpg", len(PICTURE))
        await uploads.append(actor, begun.file_id, 0, parts())
        return begun.file_id

    async def told(self) -> list[str]:
        """What the log says of files; it is clean."""
        stored = await self.hubs[0].database.read(lambda sql: load_events(sql, self.session_id, 0))
        log = [one.logged for one in stored]
        assert violations_of(log) == []
        return [one.event.type for one in log if one.event.type.startswith("file.")]

    async def state(self, file_id: str) -> FileState:
        found = await self.hubs[0].database.read(lambda sql: find_file(sql, file_id))
        assert found
        return found.state

    def names(self, where: str) -> list[str]:
        return sorted(path.name for path in (self.folder / where).rglob("*") if path.is_file())


@contextlib.asynccontextmanager
async def two_hubs(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock, folder: Path
) -> AsyncIterator[Shared]:
    async with (
        a_hub(database, catalogue, clock, RecordingPublisher()) as east,
        a_hub(database, catalogue, clock, RecordingPublisher()) as west,
    ):
        shared = Shared([east, west], folder)
        await shared.begin()
        yield shared


@pytest.fixture
async def shared(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Shared]:
    async with two_hubs(database, catalogue, clock, tmp_path / "files") as shared:
        yield shared


async def test_a_file_that_one_node_looks_into_is_left_to_it(shared: Shared) -> None:
    file_id = await shared.upload()
    east, west = shared.nodes
    shared.checkers[0].before = west.checks.turn
    shared.checkers[0].behind = east.checks.turn  # nor does the next turn of the same node take it
    await east.checks.turn()
    assert [checker.looks for checker in shared.checkers] == [1, 0]
    assert await shared.told() == ["file.shared"]
    assert await shared.state(file_id) is FileState.READY
    assert (shared.names("inbox"), shared.names("kept")) == ([], [file_id, f"{file_id}.preview"])


@pytest.mark.parametrize("place", ["before", "behind"])
async def test_a_node_thought_dead_that_comes_back_changes_nothing_any_more(
    shared: Shared, clock: FakeClock, place: str
) -> None:
    """Its time was over, another has delivered the file; its own look, later, finds the upload gone, or looks anew."""
    file_id = await shared.upload()
    east, west = shared.nodes

    async def long_after() -> None:
        clock.advance(LOOK.total_seconds())
        await west.checks.turn()

    setattr(shared.checkers[0], place, long_after)
    await east.checks.turn()
    assert await shared.told() == ["file.shared"]
    assert await shared.state(file_id) is FileState.READY
    assert (shared.names("inbox"), shared.names("kept")) == ([], [file_id, f"{file_id}.preview"])


async def test_what_another_has_refused_meanwhile_is_not_kept(shared: Shared, clock: FakeClock) -> None:
    file_id = await shared.upload()
    east, west = shared.nodes
    shared.checkers[1].refused = "unreadable"

    async def long_after() -> None:
        clock.advance(LOOK.total_seconds())
        await west.checks.turn()

    shared.checkers[0].behind = long_after
    await east.checks.turn()
    assert await shared.told() == ["file.refused"]
    assert await shared.state(file_id) is FileState.REFUSED
    assert shared.names("inbox") == shared.names("kept") == []


async def test_a_node_that_dies_over_a_file_leaves_it_to_the_next_one(shared: Shared, clock: FakeClock) -> None:
    file_id = await shared.upload()
    upload = shared.nodes[0].uploads._inbox.path(file_id)
    upload.with_name(f"{file_id}.0123abcd.kept").write_bytes(b"half")  # as a kill leaves it
    row = await shared.hubs[0].database.read(lambda sql: find_file(sql, file_id))
    assert row
    assert await shared.nodes[0].checks._move(row, FileState.CHECKING, clock.now() + LOOK)
    clock.advance(LOOK.total_seconds() - 1)
    await shared.nodes[1].checks.turn()
    assert await shared.told() == []
    clock.advance(1)
    await shared.nodes[1].checks.turn()
    assert await shared.told() == ["file.shared"]
    assert shared.names("inbox") == []


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$
LANGUAGE plpgsql
"""


@pytest.mark.postgres
@pytest.mark.parametrize("refused", [None, "macro"])
async def test_a_file_waits_while_the_log_cannot_be_written(
    postgres_url: str, catalogue: CatalogueHolder, clock: FakeClock, tmp_path: Path, refused: str | None
) -> None:
    database = WatchedDatabase(open_database(postgres_url))
    await database.write(upgrade)

    async def run(statement: str) -> None:
        await database.write(lambda sql: sql.execute(sa.text(statement)))

    async with two_hubs(database, catalogue, clock, tmp_path / "files") as shared:
        file_id = await shared.upload()
        checks = shared.nodes[0].checks
        shared.checkers[0].refused = refused
        await run(FULL)
        await run("CREATE TRIGGER full_disk BEFORE INSERT ON events EXECUTE FUNCTION full_disk()")
        with pytest.raises(Busy):
            await checks.turn()
        assert await shared.state(file_id) is FileState.CHECKING
        assert shared.names("inbox") == [file_id]
        await run("DROP TRIGGER full_disk ON events")
        await checks.turn()
        assert await shared.told() == []  # not at once: others that wait come first
        clock.advance(PAUSE.total_seconds())
        await checks.turn()
        assert await shared.told() == ["file.refused" if refused else "file.shared"]
        assert shared.names("inbox") == []
    await database.close()


@pytest.mark.parametrize("is_cut", [False, True])
async def test_two_nodes_remove_files_whose_term_is_over_and_the_log_says_so_once(
    shared: Shared, clock: FakeClock, is_cut: bool
) -> None:
    """Both at once, and one that was cut off behind the log: whoever comes removes what is left."""
    sent = [await shared.upload(), await shared.upload()]
    for _ in sent:
        await shared.nodes[0].checks.turn()
    hub = shared.hubs[0]
    ended = await end(hub, ASKER, shared.session_id)
    outcomes = {question.question_id: "resolved" for question in ended.questions}
    await wrap_up(hub, OFFICER, shared.session_id, outcomes, "")
    clock.advance(dt.timedelta(days=180).total_seconds())
    if is_cut:
        await hub.journal.change(shared.session_id, lambda session: remove_files(session, clock.now()))
    await asyncio.gather(*(node.retention.turn() for node in shared.nodes))
    assert await shared.told() == ["file.shared", "file.shared", "file.removed", "file.removed"]
    assert shared.names("kept") == []
    assert [await shared.state(file_id) for file_id in sent] == [FileState.REMOVED, FileState.REMOVED]
