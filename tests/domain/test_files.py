"""Rules of files: what a name may be, how much a session takes, who may put one there and who may read it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import ending, supervising, transfer
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.errors import DomainError, NotPermitted, SessionEnded, SessionUnknown
from chatserver.domain.events_papers import FileRefused, FileShared
from chatserver.domain.file_errors import (
    FileEmpty,
    FileLimit,
    FileNameInvalid,
    FileRemoved,
    FileTooLarge,
    FileUnknown,
)
from chatserver.domain.files import MAX_NAME, FileLimits, check_name, check_room, readable, refuse, remove_files, share
from chatserver.domain.transfer import Destination
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_consulted_session,
    a_queued_session,
    after,
    an_active_session,
)
from tests.support.clock import START

if TYPE_CHECKING:
    from chatserver.domain.session import Session

SHARED = FileShared(file_id="f1", name="凭证.pdf", media_type="application/pdf", size_bytes=9, width=None, height=None)
REFUSED = FileRefused(file_id="f2", name="清单.xlsm", reason="macro")
LIMITS = FileLimits(file_bytes=100, files=3, total_bytes=200)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("营业执照.jpg", "营业执照.jpg"),
        ("  a b.pdf ", "a b.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("x" * MAX_NAME, "x" * MAX_NAME),
        (".htaccess", ".htaccess"),
    ],
)
def test_a_name_is_kept_composed_and_trimmed(name: str, kept: str) -> None:
    assert check_name(name) == kept


BAD_NAMES = [
    *["", " ", ".", "..", "a/b", "a\\b", "C:x", "a\0b", "a\nb", "a\x7fb", "\u202egpj.exe", "a\u200bb", "a\u2028b"],
    *["a?b", 'a"b', "<b>", "a|b", "x" * (MAX_NAME + 1), "\ud800", "\ufeffa"],
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_could_be_taken_for_something_else_is_refused(name: str) -> None:
    with pytest.raises(FileNameInvalid):
        check_name(name)


@pytest.mark.parametrize(
    ("sizes", "size", "refusal"),
    [
        ([], 0, FileEmpty),
        ([], -1, FileEmpty),
        ([], 101, FileTooLarge),
        ([1, 1, 1], 1, FileLimit),
        ([100, 50], 51, FileLimit),
    ],
)
def test_a_session_takes_no_more_than_it_may(sizes: list[int], size: int, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check_room(sizes, size, LIMITS)


def test_a_session_takes_what_it_may() -> None:
    check_room([], 100, LIMITS)
    check_room([100, 50], 50, LIMITS)


def test_either_side_puts_a_file_there_once() -> None:
    session = an_active_session()
    for actor in (ASKER, OFFICER):
        decision = share(session, actor, SHARED)
        assert decision.facts == ((actor, SHARED),)
        there = after(session, decision)
        assert share(there, actor, SHARED).facts == ()
        found = there.file("f1")
        assert found
        assert (found.by, found.by_id, found.at) == (actor.role, actor.id, START)


def test_who_waits_may_send_already() -> None:
    assert share(a_queued_session(), ASKER, SHARED).facts
    with pytest.raises(SessionUnknown):
        share(a_queued_session(), OFFICER, SHARED)


def test_what_became_of_a_file_is_said_once_whoever_is_responsible_by_then() -> None:
    told_of = (dataclasses.replace(SHARED, file_id="f2"), dataclasses.replace(REFUSED, file_id="f1"))
    there = after(an_active_session(), share(an_active_session(), OFFICER, SHARED))
    there = after(there, refuse(there, OFFICER, REFUSED))
    gone = after(there, transfer.transfer(there, OFFICER, Destination(kind="tier", target="2", name="2"), None))
    for session in (there, gone):
        assert share(session, OFFICER, SHARED).facts == share(session, OFFICER, told_of[0]).facts == ()
        assert refuse(session, OFFICER, REFUSED).facts == refuse(session, OFFICER, told_of[1]).facts == ()


def test_a_refusal_is_said_once_and_adds_no_file() -> None:
    there = after(an_active_session(), refuse(an_active_session(), ASKER, REFUSED))
    assert refuse(there, ASKER, REFUSED).facts == ()
    assert (there.files, there.refused_files) == ((), ("f2",))


@pytest.mark.parametrize("actor", [STRANGER, OTHER_OFFICER, HUB], ids=str)
def test_who_takes_no_part_neither_shares_nor_reads(actor: object) -> None:
    session = after(an_active_session(), share(an_active_session(), ASKER, SHARED))
    other = dataclasses.replace(SHARED, file_id="f9")
    for ask in (lambda: share(session, actor, other), lambda: readable(session, actor, "f1")):  # type: ignore[arg-type]
        with pytest.raises(SessionUnknown):
            ask()


def test_after_the_end_nothing_is_added_and_all_can_be_read() -> None:
    there = after(an_active_session(), share(an_active_session(), ASKER, SHARED))
    over = after(there, ending.end_session(there, ASKER))
    late = FileShared(file_id="f9", name="b.pdf", media_type="t/x", size_bytes=1, width=None, height=None)
    for actor in (ASKER, OFFICER):
        with pytest.raises(SessionEnded):
            share(over, actor, late)
        assert readable(over, actor, "f1").name == "凭证.pdf"


def test_who_handed_the_session_over_reads_no_more() -> None:
    there = after(an_active_session(), share(an_active_session(), ASKER, SHARED))
    gone = after(there, transfer.transfer(there, OFFICER, Destination(kind="tier", target="2", name="2"), None))
    with pytest.raises(SessionUnknown):
        readable(gone, OFFICER, "f1")
    assert readable(gone, ASKER, "f1").by is Role.TAXPAYER


def test_a_colleague_who_has_joined_and_who_reads_along_read_files_and_share_none() -> None:
    there = after(a_consulted_session(), share(a_consulted_session(), ASKER, SHARED))
    lead = OfficerRef(officer_id="of7", name="班组长01", tier=0)
    there = after(there, supervising.start_monitor(there, lead, "旁听"))
    for actor in (OTHER_OFFICER, Actor(role=Role.OFFICER, id="of7")):
        assert readable(there, actor, "f1").name == "凭证.pdf"
        with pytest.raises(NotPermitted):
            share(there, actor, dataclasses.replace(SHARED, file_id="f9"))


def test_a_file_that_is_not_there_is_unknown() -> None:
    with pytest.raises(FileUnknown):
        readable(an_active_session(), ASKER, "f1")


def a_closed_session_with_a_file() -> Session:
    there = after(an_active_session(), share(an_active_session(), ASKER, SHARED))
    over = after(there, ending.end_session(there, ASKER))
    return after(over, ending.wrap_up(over, OFFICER, {"q1": "resolved"}, "", {"resolved"}))


def test_files_go_when_their_term_after_the_close_is_over_and_keep_their_names() -> None:
    closed = a_closed_session_with_a_file()
    assert closed.closed_at is not None
    assert remove_files(closed, closed.closed_at - dt.timedelta(microseconds=1)).facts == ()
    decided = remove_files(closed, closed.closed_at)
    assert [(actor.role, event.type) for actor, event in decided.facts] == [(Role.HUB, "file.removed")]
    gone = after(closed, decided)
    assert [(shared.name, shared.removed_at is None) for shared in gone.files] == [("凭证.pdf", False)]
    assert remove_files(gone, closed.closed_at).facts == ()
    with pytest.raises(FileRemoved):
        readable(gone, ASKER, "f1")


def test_nothing_goes_of_a_session_that_is_not_closed() -> None:
    there = after(an_active_session(), share(an_active_session(), ASKER, SHARED))
    for session in (there, after(there, ending.end_session(there, ASKER))):
        assert remove_files(session, dt.datetime.max.replace(tzinfo=dt.UTC)).facts == ()
