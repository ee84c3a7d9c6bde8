"""What becomes of a complete upload: delivered, refused, quarantined, or waiting for a scanner that is away."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import Role
from chatserver.domain.errors import SessionUnknown
from chatserver.domain.file_errors import FileUnknown, LinkExpired
from chatserver.domain.files import FileState
from chatserver.services.file_checks import AT_ONCE, SCAN_PAUSES
from chatserver.services.file_links import LASTING_SECONDS, Kind
from chatserver.services.file_ports import ScanFailed, ScannerAway
from chatserver.services.files import files_of
from chatserver.services.opening import end
from chatserver.services.transfers import transfer
from storage.files import add_file, find_file
from storage.schema import files as rows
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, STRANGER
from tests.support.files import parts_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.clock import FakeClock
    from tests.support.file_place import Place
    from tests.support.recorder import RecordingPublisher


async def test_a_checked_file_is_put_before_both_and_leaves_the_inbox(
    place: Place, publisher: RecordingPublisher
) -> None:
    publisher.take_types()
    sent = await place.upload()
    await place.files.checks.turn()
    assert publisher.take_types() == ["file.shared"]
    assert await place.state(sent.file_id) == (FileState.READY, None)
    session = await place.hub.journal.load(place.session_id)
    found = session.file(sent.file_id)
    assert found
    assert (found.name, found.size_bytes, found.by, found.by_id) == ("凭证.pdf", 5, Role.TAXPAYER, ASKER.id)
    assert place.lying_about("inbox") == []
    assert [path.read_bytes() for path in place.lying_about("kept")] == [b"12345"]
    assert place.scanner.scanned == [b"12345"]


async def test_a_name_that_lies_gets_the_true_ending_before_anybody_sees_it(place: Place) -> None:
    sent = await place.upload(name="凭证.html")
    await place.files.checks.turn()
    (found,) = (await place.hub.journal.load(place.session_id)).files
    assert (found.file_id, found.name) == (sent.file_id, "凭证.html.pdf")


async def test_a_second_look_adds_nothing(place: Place, publisher: RecordingPublisher) -> None:
    """As after a crash between the event and the row."""
    sent = await place.upload()
    before = await place.hub.database.read(lambda sql: find_file(sql, sent.file_id))
    assert before
    await place.files.checks.turn()
    publisher.take_types()
    again = sa.update(rows).values(state=FileState.CHECKING.value)
    await place.hub.database.write(lambda sql: sql.execute(again))
    (place.files.uploads._inbox.path(sent.file_id)).write_bytes(b"12345")
    await place.files.checks.turn()
    assert publisher.take_types() == []
    assert await place.state(sent.file_id) == (FileState.READY, None)


async def test_what_an_officer_shared_before_a_crash_stays_though_the_session_is_anothers_by_now(place: Place) -> None:
    sent = await place.upload(actor=OFFICER)
    await place.files.checks.turn()
    await place.hub.database.write(lambda sql: sql.execute(sa.update(rows).values(state=FileState.CHECKING.value)))
    place.files.uploads._inbox.path(sent.file_id).write_bytes(b"12345")
    await transfer(place.hub, OFFICER, place.session_id, "tier", "2", None)
    for refused in (None, "macro"):
        place.checker.refused = refused
        await place.files.checks.turn()
        assert await place.state(sent.file_id) == (FileState.READY, None)
        assert [path.read_bytes() for path in place.lying_about("kept")] == [b"12345"]
        await place.hub.database.write(lambda sql: sql.execute(sa.update(rows).values(state=FileState.CHECKING.value)))
        place.files.uploads._inbox.path(sent.file_id).write_bytes(b"12345")


async def test_a_refused_file_is_gone_and_both_are_told_why(place: Place, publisher: RecordingPublisher) -> None:
    place.checker.refused = "macro"
    publisher.take_types()
    sent = await place.upload(name="清单.xlsm")
    await place.files.checks.turn()
    assert publisher.take_types() == ["file.refused"]
    assert await place.state(sent.file_id) == (FileState.REFUSED, "macro")
    assert place.lying_about("inbox") == place.lying_about("kept") == []


async def test_a_virus_is_locked_away_and_never_read(place: Place, publisher: RecordingPublisher) -> None:
    place.scanner.found = "Eicar"
    sent = await place.upload(b"evil!")
    await place.files.checks.turn()
    assert publisher.take_types()[-1] == "file.refused"
    assert await place.state(sent.file_id) == (FileState.QUARANTINED, "virus")
    assert [path.read_bytes() for path in place.lying_about("quarantine")] == [b"evil!"]
    assert place.lying_about("kept") == []
    with pytest.raises(FileUnknown):
        await place.files.links.make(OFFICER, place.session_id, sent.file_id)


async def test_without_its_scanner_a_file_waits_and_is_never_delivered_unscanned(
    place: Place, publisher: RecordingPublisher
) -> None:
    place.scanner.is_away = True
    publisher.take_types()
    sent = await place.upload()
    await place.files.checks.turn()
    assert place.files.checks.scanner_away
    assert publisher.take_types() == []
    assert await place.state(sent.file_id) == (FileState.CHECKING, None)
    place.scanner.is_away = False
    await place.files.checks.turn()
    assert publisher.take_types() == ["file.shared"]


@pytest.mark.parametrize("stumble", [ScanFailed("odd"), ScannerAway("it died of it"), OSError("bad sector")], ids=repr)
async def test_files_over_which_the_scanner_stumbles_do_not_keep_others_waiting(
    place: Place, clock: FakeClock, stumble: Exception
) -> None:
    place.scanner.stumbles[b"evil!"] = stumble
    for _ in range(AT_ONCE):
        await place.upload(b"evil!")
    clock.advance(1)
    good = await place.upload(b"good!")
    for _ in range(2):
        clock.advance(1)
        with contextlib.suppress(OSError, ExceptionGroup):  # what the loop survives
            await place.files.checks.turn()
    assert await place.state(good.file_id) == (FileState.READY, None)


async def test_a_file_of_which_the_scanner_makes_nothing_is_refused_in_the_end(
    place: Place, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    place.scanner.stumbles[b"evil!"] = ScanFailed("odd")
    sent = await place.upload(b"evil!")
    publisher.take_types()
    for pause in SCAN_PAUSES:
        await place.files.checks.turn()
        assert await place.state(sent.file_id) == (FileState.CHECKING, None)
        clock.advance(pause.total_seconds())
    await place.files.checks.turn()
    assert await place.state(sent.file_id) == (FileState.REFUSED, "unreadable")
    assert publisher.take_types() == ["file.refused"]
    assert len(place.scanner.scanned) == len(SCAN_PAUSES) + 1


async def test_uploads_of_a_folder_that_is_lost_do_not_keep_others_waiting(place: Place) -> None:
    sent = await place.upload()
    row = await place.hub.database.read(lambda sql: find_file(sql, sent.file_id))
    assert row
    for _ in range(210):
        lost = dataclasses.replace(row, file_id=place.hub.new_id(), state_at=row.state_at - dt.timedelta(minutes=1))
        await place.hub.database.write(lambda sql, lost=lost: add_file(sql, lost, lambda _: None))  # type: ignore[misc]
    await place.files.checks.turn()
    assert await place.state(sent.file_id) == (FileState.READY, None)


async def test_a_file_whose_session_ends_meanwhile_is_dropped(place: Place) -> None:
    sent = await place.upload()
    await end(place.hub, ASKER, place.session_id)
    await place.files.checks.turn()
    assert await place.state(sent.file_id) == (FileState.REFUSED, "session_ended")
    assert place.lying_about("inbox") == place.lying_about("kept") == []


async def test_an_upload_that_nobody_ends_is_given_up(place: Place, clock: FakeClock) -> None:
    begun = await place.files.uploads.begin(ASKER, place.session_id, "a.pdf", 10)
    clock.advance(24 * 3600 - 1)
    await place.files.uploads.give_up_abandoned()
    assert (await place.files.uploads.find(ASKER, begun.file_id))[1] == 0
    clock.advance(1)
    with pytest.raises(FileUnknown):
        await place.files.uploads.find(ASKER, begun.file_id)
    await place.files.uploads.give_up_abandoned()
    assert place.lying_about("inbox") == []
    assert await place.hub.database.read(lambda sql: find_file(sql, begun.file_id)) is None


async def test_an_upload_is_either_taken_back_or_complete(place: Place) -> None:
    """Both at once: the second finds that the first has won, and the file is delivered, or as if it had never been."""
    uploads = place.files.uploads

    async def taking_back(file_id: str) -> AsyncIterator[bytes]:
        yield b"12345"
        await uploads.cancel(ASKER, file_id)

    begun = await uploads.begin(ASKER, place.session_id, "a.pdf", 5)
    with pytest.raises(FileUnknown):
        await uploads.append(ASKER, begun.file_id, 0, taking_back(begun.file_id))
    assert await place.hub.database.read(lambda sql: find_file(sql, begun.file_id)) is None
    assert place.lying_about("inbox") == []

    begun = await uploads.begin(ASKER, place.session_id, "a.pdf", 5)
    stale = await place.hub.database.read(lambda sql: find_file(sql, begun.file_id))
    assert stale
    place.files.uploads._inbox.path(begun.file_id).write_bytes(b"12345")
    await uploads._complete(stale)
    await uploads._complete(stale)  # a request sent twice
    assert not await uploads._forget(stale)  # as a cancel, or a sweep, that had read the row before
    assert len(place.lying_about("inbox")) == 1
    await place.files.checks.turn()
    assert await place.state(begun.file_id) == (FileState.READY, None)


async def test_an_upload_that_is_lost_is_refused_once_its_time_is_over(
    place: Place, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    sent = await place.upload()
    place.files.uploads._inbox.path(sent.file_id).unlink()
    publisher.take_types()
    clock.advance(24 * 3600 - 1)
    await place.files.checks.turn()
    assert await place.state(sent.file_id) == (FileState.CHECKING, None)
    clock.advance(1)
    await place.files.checks.turn()
    assert await place.state(sent.file_id) == (FileState.REFUSED, "unreadable")
    assert publisher.take_types() == ["file.refused"]


async def test_numbers_of_people_in_a_name_are_masked_before_it_is_stored(place: Place) -> None:
    sent = await place.upload(name="身份证310101199001011232 手机13800138000.pdf")
    await place.files.checks.turn()
    shared = (await place.hub.journal.load(place.session_id)).file(sent.file_id)
    assert shared
    assert shared.name == sent.name == "身份证310101＊＊＊＊＊＊＊＊1232 手机138＊＊＊＊8000.pdf"


async def test_an_address_is_for_one_person_and_a_few_minutes(place: Place, clock: FakeClock) -> None:
    sent = await place.upload()
    await place.files.checks.turn()
    links = place.files.links
    for stranger in (STRANGER, OTHER_OFFICER):
        with pytest.raises(SessionUnknown):
            await links.make(stranger, place.session_id, sent.file_id)
    with pytest.raises(FileUnknown):
        await links.make(OFFICER, place.session_id, "another")
    made = await links.make(OFFICER, place.session_id, sent.file_id)
    link = links.read(made.keep)
    assert (link.actor, link.file_id, link.kind) == (OFFICER, sent.file_id, Kind.KEEP)
    assert (await links.open(link))[0].name == "凭证.pdf"
    clock.advance(LASTING_SECONDS)
    with pytest.raises(LinkExpired):
        links.read(made.keep)


async def test_nobody_makes_an_address_of_their_own(place: Place) -> None:
    sent = await place.upload()
    await place.files.checks.turn()
    token = (await place.files.links.make(ASKER, place.session_id, sent.file_id)).keep
    said, _, signature = token.partition(".")
    for forged in (said, said + ".", f"{said}A.{signature}", f"{said}.{signature}A", "", ".", "é.é", f"{said}.\udc80"):
        with pytest.raises(FileUnknown):
            place.files.links.read(forged)
    others = files_of(place.hub, parts_in(place.folder, key=b"x" * 32))
    with pytest.raises(FileUnknown):
        others.links.read(token)
