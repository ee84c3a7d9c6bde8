"""A hub that takes files, with an active session: what is sent is checked and scanned as the test wants."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from chatserver.domain.actors import Actor
from chatserver.domain.files import FileState
from chatserver.services.file_ports import Checked, Checker, NotDeliverable, Scanner, ScannerAway
from chatserver.services.files import Files, files_of
from chatserver.services.opening import open_session
from chatserver.services.places import QueueNews, pair_and_tell
from chatserver.services.routing import accept
from storage.files import find_file
from tests.support.builders import ASKER, OFFICER, a_context, a_principal
from tests.support.files import parts_in
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chatserver.services.hub import Hub
    from storage.files import StoredFile


@dataclass
class Says(Checker):
    """A checker that says what the test wants."""

    refused: str | None = None

    @override
    @contextlib.asynccontextmanager
    async def check(self, path: Path, name: str) -> AsyncIterator[Checked]:
        if self.refused:
            raise NotDeliverable(self.refused)
        yield Checked(media_type="application/pdf", size_bytes=path.stat().st_size, kept=path)


@dataclass
class Scans(Scanner):
    """A scanner that is here or away, and finds what the test wants."""

    is_away: bool = False
    found: str | None = None
    scanned: list[bytes] = field(default_factory=list)
    stumbles: dict[bytes, Exception] = field(default_factory=dict)

    @override
    async def scan(self, path: Path) -> str | None:
        if self.is_away:
            raise ScannerAway("gone")
        self.scanned.append(path.read_bytes())
        if path.read_bytes() in self.stumbles:
            raise self.stumbles[path.read_bytes()]
        return self.found


@dataclass
class Place:
    """A hub with files and an active session."""

    hub: Hub
    files: Files
    session_id: str
    folder: Path
    checker: Says
    scanner: Scans

    async def upload(self, content: bytes = b"12345", name: str = "凭证.pdf", actor: Actor = ASKER) -> StoredFile:
        async def parts() -> AsyncIterator[bytes]:
            yield content

        begun = await self.files.uploads.begin(actor, self.session_id, name, len(content))
        await self.files.uploads.append(actor, begun.file_id, 0, parts())
        return begun

    async def state(self, file_id: str) -> tuple[FileState, str | None]:
        found = await self.hub.database.read(lambda sql: find_file(sql, file_id))
        assert found
        return found.state, found.reason

    def lying_about(self, where: str) -> list[Path]:
        return [path for path in (self.folder / where).rglob("*") if path.is_file()]


@pytest.fixture
async def place(hub: Hub, tmp_path: Path) -> Place:
    await on_duty(hub)
    tail = await open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
    session_id = tail.session.session_id
    await pair_and_tell(hub, QueueNews(hub))
    offered = await hub.journal.load(session_id)
    assert offered.offer
    await accept(hub, OFFICER, session_id, offered.offer.offer_id)
    checker, scanner = Says(), Scans()
    files = files_of(hub, parts_in(tmp_path, checker=checker, scanner=scanner))
    return Place(hub, files, session_id, tmp_path, checker, scanner)
