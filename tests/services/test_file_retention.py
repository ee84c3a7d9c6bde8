"""Files whose term is over: gone from the store, told of in the log, and never half."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from chatserver.adapters.disk import DiskStore
from chatserver.domain import slip_rules
from chatserver.domain.errors import Busy
from chatserver.domain.file_errors import FileRemoved
from chatserver.domain.files import FileState
from chatserver.domain.invariants import violations_of
from chatserver.services import desk, opening
from chatserver.services.file_checks import preview_key
from chatserver.services.file_retention import FileRetention
from storage.files import find_file
from storage.sessions import load_events
from tests.support.builders import ASKER, OFFICER, a_matter

if TYPE_CHECKING:
    from pathlib import Path

    from storage.files import StoredFile
    from tests.support.clock import FakeClock
    from tests.support.file_place import Place
    from tests.support.recorder import RecordingPublisher

DAYS = 180
TERM = dt.timedelta(days=DAYS).total_seconds()


async def closed(place: Place) -> None:
    """End the session and write its outcome."""
    ended = await opening.end(place.hub, ASKER, place.session_id)
    (question,) = ended.questions
    await desk.wrap_up(place.hub, OFFICER, place.session_id, {question.question_id: "resolved"}, "")


async def kept(place: Place) -> StoredFile:
    """A file that both can read, with a small picture of it."""
    sent = await place.upload()
    await place.files.checks.turn()
    await place.files.store.keep(preview_key(sent.file_id), place.lying_about("kept")[0])
    return sent


async def test_files_are_removed_when_their_term_after_the_close_is_over(
    place: Place, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    sent = await kept(place)
    link = place.files.links.read((await place.files.links.make(ASKER, place.session_id, sent.file_id)).keep)
    clock.advance(TERM)  # the term begins with the close, however long the session was
    await closed(place)
    clock.advance(TERM - 1)
    await place.files.retention.turn()
    assert len(place.lying_about("kept")) == 2
    clock.advance(1)
    publisher.take_types()
    await place.files.retention.turn()
    assert publisher.take_types() == ["file.removed"]
    assert place.lying_about("kept") == []
    assert await place.state(sent.file_id) == (FileState.REMOVED, None)
    for refused in (place.files.links.make(ASKER, place.session_id, sent.file_id), place.files.links.open(link)):
        with pytest.raises(FileRemoved):
            await refused
    (shared,) = (await place.hub.journal.load(place.session_id)).files
    assert (shared.name, shared.removed_at) == ("凭证.pdf", clock.now())


async def test_a_second_turn_says_and_does_nothing(
    place: Place, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    await kept(place)
    await closed(place)
    clock.advance(TERM)
    await place.files.retention.turn()
    publisher.take_types()
    await place.files.retention.turn()
    assert publisher.take_types() == []


async def test_an_open_session_keeps_its_files_however_long(place: Place, clock: FakeClock) -> None:
    await kept(place)
    clock.advance(2 * TERM)
    await place.files.retention.turn()
    await opening.end(place.hub, ASKER, place.session_id)  # the officer has still to write the outcome
    clock.advance(2 * TERM)
    await place.files.retention.turn()
    assert len(place.lying_about("kept")) == 2


async def test_an_unfinished_slip_keeps_the_files_of_its_session(place: Place, clock: FakeClock) -> None:
    await kept(place)
    form = a_matter("deregister")
    for rule in (
        partial(slip_rules.start_slip, actor=OFFICER, slip_id="k1", no="20261116-7K3F-Q2XM", matter=form, optional=()),
        partial(slip_rules.cancel_slip, actor=OFFICER, slip_id="k1", reason="发起错了"),
        partial(slip_rules.start_slip, actor=OFFICER, slip_id="k2", no="20261116-9M4T-W8ZB", matter=form, optional=()),
    ):
        await place.hub.journal.change(place.session_id, rule)
    await closed(place)
    clock.advance(2 * TERM)
    await place.files.retention.turn()
    assert len(place.lying_about("kept")) == 2


@dataclass
class Failing(DiskStore):
    """A store that fails at the second removal, as a node that is killed or a disk that is gone would."""

    folder: Path
    trouble: BaseException
    removals: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.folder)

    @override
    async def remove(self, key: str) -> None:
        self.removals += 1
        if self.removals == 2:
            raise self.trouble
        await super().remove(key)


@pytest.mark.parametrize("trouble", [KeyboardInterrupt(), Busy(retry_after_seconds=5), OSError("read-only")], ids=repr)
async def test_what_a_turn_that_was_cut_leaves_the_next_one_removes(
    place: Place, clock: FakeClock, trouble: BaseException
) -> None:
    """The log says first that both are gone: nobody reads what is left of them meanwhile."""
    sent = [await place.upload(b"one"), await place.upload(b"two")]
    await place.files.checks.turn()
    await closed(place)
    clock.advance(TERM)
    cut = FileRetention(place.hub, place.files.uploads._inbox, Failing(place.folder, trouble), DAYS)
    try:
        await cut.turn()
    except (KeyboardInterrupt, Busy):
        assert not isinstance(trouble, OSError)
    assert place.lying_about("kept")
    assert [(await place.state(one.file_id))[0] for one in sent] == [FileState.READY, FileState.READY]
    for one in sent:
        with pytest.raises(FileRemoved):
            await place.files.links.make(OFFICER, place.session_id, one.file_id)
    await place.files.retention.turn()
    assert place.lying_about("kept") == []
    assert [(await place.state(one.file_id))[0] for one in sent] == [FileState.REMOVED, FileState.REMOVED]
    written = await place.hub.database.read(lambda sql: load_events(sql, place.session_id, 0))
    events = [stored.logged for stored in written]
    assert [logged.event.type for logged in events].count("file.removed") == 2
    assert violations_of(events) == []


async def test_what_the_scanner_found_is_removed_as_long_after(place: Place, clock: FakeClock) -> None:
    place.scanner.found = "Eicar"
    sent = await place.upload(b"evil!")
    await place.files.checks.turn()
    clock.advance(TERM - 1)
    await place.files.retention.turn()
    assert len(place.lying_about("quarantine")) == 1
    clock.advance(1)
    await place.files.retention.turn()
    assert place.lying_about("quarantine") == []
    row = await place.hub.database.read(lambda sql: find_file(sql, sent.file_id))
    assert row
    assert (row.state, row.reason) == (FileState.REMOVED, "virus")
