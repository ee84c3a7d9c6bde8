"""A slip's rules: who may do what when, what repeats come to, and where a slip and its papers stand afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain import ending, offer, slip_rules, transfer
from chatserver.domain.actors import OfficerRef
from chatserver.domain.decision import NOTHING
from chatserver.domain.errors import (
    DomainError,
    NotPermitted,
    ReasonMissing,
    SessionEnded,
    SessionNotActive,
    SessionUnknown,
)
from chatserver.domain.file_errors import FileUnknown
from chatserver.domain.slip_errors import (
    SlipClosed,
    SlipEmpty,
    SlipIncomplete,
    SlipInvalid,
    SlipItemClosed,
    SlipItemUnknown,
    SlipLimit,
    SlipRunning,
    SlipUnchecked,
    SlipUnknown,
)
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, STRANGER, a_matter, after, an_active_session
from tests.support.clock import START
from tests.support.slips import (
    FORM,
    ITEMS,
    a_talk,
    check,
    checked,
    conclude,
    concluded,
    confirm,
    confirmed,
    fill,
    filled,
    item_of,
    redone,
    share,
    slip_of,
    start,
    started,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session

OTHER = OfficerRef(officer_id="of4", name="导办04", tier=1)
ADD: Callable[[Session], Decision] = lambda s: slip_rules.add_item(s, OFFICER, "k1", "x1", "签字页", "缺签字")  # noqa: E731 - a table of rules
STRIKE: Callable[[Session], Decision] = lambda s: slip_rules.strike_item(s, OFFICER, "k1", "form", "已在系统内")  # noqa: E731
CANCEL: Callable[[Session], Decision] = lambda s: slip_rules.cancel_slip(s, OFFICER, "k1", "改到大厅")  # noqa: E731


def states(session: Session) -> list[str]:
    return [item.state.value for item in slip_of(session).items]


def ended(session: Session) -> Session:
    return after(session, ending.end_session(session, OFFICER))


def test_a_slip_starts_with_the_required_papers_and_those_of_the_rest_that_are_named() -> None:
    slip = slip_of(started())
    assert [item.item_id for item in slip.items] == list(ITEMS)
    assert (slip.no, slip.state, slip.title) == ("20261116-7K3F-Q2XM", "open", FORM.name.for_display("zh-CN"))
    assert slip.officer.officer_id == "of1"
    talk = a_talk()
    more = slip_of(after(talk, start(talk, optional=("seal",))))
    seal = more.item("seal")
    assert seal
    assert (seal.name, seal.when, seal.original, seal.state) == ("公章", "需要到窗口时", True, "wanted")


def test_papers_are_named_in_the_language_of_the_session() -> None:
    session = an_active_session(locale="en")
    slip = slip_of(after(session, start(session)))
    assert slip.items[2].name == "Business licence"


def test_every_paper_of_the_whole_catalogue_fits_into_a_slip() -> None:
    for matter_id in ("deregister", "invoice-quota", "vat-refund", "defer-payment"):
        matter = a_matter(matter_id)
        every = [material.id for material in matter.materials]
        decision = slip_rules.start_slip(an_active_session(), OFFICER, "k1", "no", matter, every)
        ((_, event),) = decision.facts
        assert len(event.papers) == len(every) <= slip_rules.MAX_ITEMS  # type: ignore[attr-defined]


def test_from_the_first_file_to_the_result() -> None:
    session = started()
    session = after(session, slip_rules.strike_item(session, OFFICER, "k1", "licence", "已在系统内"))
    session = after(session, ADD(session))
    assert states(session) == ["wanted", "wanted", "struck", "wanted"]
    session = filled(session, "form", "resolution", "x1")
    assert (slip_of(session).state, states(session)) == ("open", ["filled", "filled", "struck", "filled"])
    session = confirmed(session)
    assert (slip_of(session).state, states(session)) == ("confirmed", ["given", "given", "struck", "given"])
    session = checked(session, "resolution")
    assert slip_of(session).state == "checking"
    session = redone(session)
    assert (slip_of(session).state, item_of(session).reason) == ("open", "看不清")
    session = checked(session, "x1")  # what was confirmed can be checked while another paper is given again
    session = after(session, fill(session, "form", "f2"))
    assert (item_of(session).file_ids, item_of(session).state) == (("f2",), "filled")
    session = confirmed(session)
    assert (slip_of(session).state, item_of(session).reason) == ("checking", None)
    session = checked(session, "form")
    session = after(session, conclude(session, result="清税证明已出具"))
    slip = slip_of(session)
    assert (slip.state, slip.result) == ("handled", "清税证明已出具")
    assert slip.concluded_by == session.officer


REPEATS: dict[str, tuple[Callable[[], Session], Callable[[Session], Decision]]] = {
    "started": (started, start),
    "added": (lambda: after(started(), ADD(started())), ADD),
    "struck": (lambda: after(started(), STRIKE(started())), STRIKE),
    "filled": (filled, lambda s: fill(s, "form")),
    "filled, and confirmed since": (confirmed, lambda s: fill(s, "form")),
    "emptied": (started, lambda s: slip_rules.fill_item(s, ASKER, "k1", "form", ())),
    "confirmed": (confirmed, confirm),
    "confirmed, and being checked": (lambda: checked(None, "form"), confirm),
    "accepted": (checked, check),
    "to be redone": (redone, lambda s: check(s, "form", "redo", "看不清")),
    "concluded": (concluded, conclude),
    "cancelled": (lambda: after(started(), CANCEL(started())), CANCEL),
}


@pytest.mark.parametrize("name", REPEATS)
@pytest.mark.parametrize("late", [False, True])
def test_a_repeat_changes_nothing_also_after_the_end(name: str, *, late: bool) -> None:
    made, again = REPEATS[name]
    session = made()
    if late and name != "emptied":
        session = ended(session)
    assert again(session) == NOTHING


MOVES: dict[str, tuple[Callable[[], Session], Callable[[Session], Decision], type[DomainError]]] = {
    "a second slip while one runs": (started, lambda s: start(s, "k2"), SlipRunning),
    "an optional paper that the list has not": (a_talk, lambda s: start(s, optional=("x",)), SlipInvalid),
    "a slip by the taxpayer": (a_talk, lambda s: start(s, by=ASKER), NotPermitted),
    "a slip by another officer": (a_talk, lambda s: start(s, by=OTHER_OFFICER), SessionUnknown),
    "a slip after the end": (lambda: ended(a_talk()), start, SessionEnded),
    "no such slip": (a_talk, confirm, SlipUnknown),
    "adding without a name": (
        started,
        lambda s: slip_rules.add_item(s, OFFICER, "k1", "x1", None, "缺签字"),
        SlipInvalid,
    ),
    "adding without a reason": (
        started,
        lambda s: slip_rules.add_item(s, OFFICER, "k1", "x1", "签字页", None),
        ReasonMissing,
    ),
    "adding after the end": (lambda: ended(started()), ADD, SessionEnded),
    "adding to a concluded slip": (concluded, ADD, SlipClosed),
    "striking without a reason": (
        started,
        lambda s: slip_rules.strike_item(s, OFFICER, "k1", "form", None),
        ReasonMissing,
    ),
    "striking what is not asked for": (
        started,
        lambda s: slip_rules.strike_item(s, OFFICER, "k1", "ghost", "x"),
        SlipItemUnknown,
    ),
    "striking by the taxpayer": (
        started,
        lambda s: slip_rules.strike_item(s, ASKER, "k1", "form", "x"),
        NotPermitted,
    ),
    "filling by the officer": (started, lambda s: fill(s, "form", by=OFFICER), NotPermitted),
    "filling by a stranger": (started, lambda s: fill(s, "form", by=STRANGER), SessionUnknown),
    "filling another slip": (started, lambda s: fill(s, "form", slip_id="k2"), SlipUnknown),
    "filling what is not asked for": (started, lambda s: fill(s, "ghost"), SlipItemUnknown),
    "a file of another session": (started, lambda s: fill(s, "form", "f9"), FileUnknown),
    "a file of the officer's": (started, lambda s: fill(s, "form", "o1"), FileUnknown),
    "one file twice": (started, lambda s: fill(s, "form", "f1", "f1"), SlipInvalid),
    "filling a struck paper": (
        lambda: after(started(), STRIKE(started())),
        lambda s: fill(s, "form"),
        SlipItemClosed,
    ),
    "filling a confirmed paper": (confirmed, lambda s: fill(s, "form", "f2"), SlipItemClosed),
    "filling an accepted paper": (checked, lambda s: fill(s, "form", "f2"), SlipItemClosed),
    "filling after the end": (lambda: ended(started()), lambda s: fill(s, "form"), SessionEnded),
    "filling a concluded slip": (concluded, lambda s: fill(s, "form", "f2"), SlipClosed),
    "confirming too early": (lambda: filled(None, "form"), confirm, SlipIncomplete),
    "confirming what is to be redone": (redone, confirm, SlipIncomplete),
    "confirming by the officer": (filled, lambda s: confirm(s, by=OFFICER), NotPermitted),
    "confirming by a stranger": (filled, lambda s: confirm(s, by=STRANGER), SessionUnknown),
    "confirming after the end": (lambda: ended(filled()), confirm, SessionEnded),
    "checking before it is confirmed": (filled, check, SlipItemClosed),
    "checking what is not there": (started, check, SlipItemClosed),
    "a verdict that does not exist": (confirmed, lambda s: check(s, "form", "fine"), SlipInvalid),
    "redo without a reason": (confirmed, lambda s: check(s, "form", "redo"), ReasonMissing),
    "redo after the end": (lambda: ended(confirmed()), lambda s: check(s, "form", "redo", "x"), SessionEnded),
    "checking by the taxpayer": (confirmed, lambda s: check(s, by=ASKER), NotPermitted),
    "checking by another officer": (confirmed, lambda s: check(s, by=OTHER_OFFICER), SessionUnknown),
    "checking a concluded slip": (concluded, lambda s: check(s, "form", "redo", "x"), SlipClosed),
    "handled with papers unchecked": (lambda: checked(None, "form"), conclude, SlipUnchecked),
    "an outcome that does not exist": (checked, lambda s: conclude(s, "done"), SlipInvalid),
    "a result without words": (checked, lambda s: conclude(s, result=None), ReasonMissing),
    "a result by the taxpayer": (checked, lambda s: conclude(s, by=ASKER), NotPermitted),
    "another result": (concluded, lambda s: conclude(s, "not_handled"), SlipClosed),
    "cancelling a concluded slip": (concluded, CANCEL, SlipClosed),
    "cancelling without a reason": (started, lambda s: slip_rules.cancel_slip(s, OFFICER, "k1", None), ReasonMissing),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_may_not_be_is_refused_by_its_code(name: str) -> None:
    made, move, error = MOVES[name]
    with pytest.raises(error):
        move(made())


def test_confirming_too_early_names_what_is_missing() -> None:
    with pytest.raises(SlipIncomplete) as refused:
        confirm(filled(None, "form"))
    assert refused.value.details == {"missing": ["resolution", "licence"]}


def test_a_handled_slip_names_what_is_not_accepted() -> None:
    with pytest.raises(SlipUnchecked) as refused:
        conclude(checked(None, "form"))
    assert refused.value.details == {"item_ids": ["resolution", "licence"]}


def test_not_handled_needs_no_papers() -> None:
    session = after(started(), conclude(started(), "not_handled", "缺注销决议"))
    assert (slip_of(session).state, slip_of(session).result) == ("not_handled", "缺注销决议")


def test_the_last_paper_cannot_be_struck() -> None:
    session = started()
    for item_id in ("form", "resolution"):
        session = after(session, slip_rules.strike_item(session, OFFICER, "k1", item_id, "x"))
    with pytest.raises(SlipEmpty):
        slip_rules.strike_item(session, OFFICER, "k1", "licence", "x")


def test_a_paper_added_after_the_confirmation_opens_the_slip_again() -> None:
    session = confirmed()
    session = after(session, ADD(session))
    assert slip_of(session).state == "open"
    with pytest.raises(SlipIncomplete):
        confirm(session)
    session = filled(session, "x1")
    assert slip_of(confirmed(session)).state == "confirmed"


def test_striking_the_paper_that_was_to_be_redone_needs_no_new_confirmation() -> None:
    session = redone(checked(None, "resolution", "licence"))
    assert slip_of(session).state == "open"
    session = after(session, STRIKE(session))
    assert slip_of(session).state == "checking"
    assert conclude(session) != NOTHING


def test_a_verdict_can_be_corrected_until_new_files_are_there() -> None:
    session = redone(checked())
    assert slip_of(session).state == "open"
    assert item_of(checked(session, "form")).state == "accepted"
    session = after(session, fill(session, "form", "f2"))
    with pytest.raises(SlipItemClosed):
        check(session)


def test_a_paper_whose_new_files_are_taken_away_is_to_be_redone_still() -> None:
    session = after(redone(), fill(redone(), "form", "f2"))
    session = after(session, slip_rules.fill_item(session, ASKER, "k1", "form", ()))
    assert (item_of(session).state, item_of(session).reason) == ("redo", "看不清")


def test_after_the_end_the_officer_can_still_accept_conclude_and_cancel() -> None:
    session = ended(confirmed())
    for item_id in ITEMS:
        session = after(session, check(session, item_id))
    assert slip_of(after(session, conclude(session))).state == "handled"
    assert CANCEL(session) != NOTHING


def test_once_closed_nothing_moves_and_the_slip_says_where_it_was_left() -> None:
    session = ended(confirmed())
    session = after(session, ending.wrap_up(session, OFFICER, {"q1": "resolved"}, "", {"resolved"}))
    assert slip_of(session).state == "confirmed"
    for move in (CANCEL, conclude, check):
        with pytest.raises(SessionNotActive):
            move(session)


def test_a_transfer_keeps_the_slip_and_the_next_officer_goes_on_with_it() -> None:
    session = confirmed()
    to = transfer.Destination(kind="tier", target="2", name="2")
    session = after(session, transfer.transfer(session, OFFICER, to, None))
    assert slip_of(session).state == "confirmed"
    with pytest.raises(SessionUnknown):
        check(session)
    session = after(session, offer.make_offer(session, "o9", OTHER, 1, START))
    session = after(session, offer.accept_offer(session, OTHER_OFFICER, "o9", START))
    for item_id in ITEMS:
        session = after(session, check(session, item_id, by=OTHER_OFFICER))
    slip = slip_of(after(session, conclude(session, by=OTHER_OFFICER)))
    assert slip.concluded_by
    assert (slip.officer.officer_id, slip.concluded_by.officer_id) == ("of1", "of4")


def test_while_it_waits_for_the_next_officer_the_taxpayer_fills_on() -> None:
    session = started()
    to = transfer.Destination(kind="tier", target="2", name="2")
    session = after(session, transfer.transfer(session, OFFICER, to, None))
    assert slip_of(confirmed(filled(session))).state == "confirmed"


def test_several_slips_come_one_after_another_up_to_the_limit() -> None:
    session = a_talk()
    for number in range(slip_rules.MAX_SLIPS):
        session = after(session, start(session, f"k{number}"))
        session = after(session, slip_rules.cancel_slip(session, OFFICER, f"k{number}", "x"))
    with pytest.raises(SlipLimit):
        start(session, "one more")


def test_a_slip_holds_as_many_items_and_an_item_as_many_files_as_it_may() -> None:
    session = started()
    for number in range(len(ITEMS), slip_rules.MAX_ITEMS):
        session = after(session, slip_rules.add_item(session, OFFICER, "k1", f"x{number}", "纸", "要"))
    with pytest.raises(SlipLimit):
        slip_rules.add_item(session, OFFICER, "k1", "more", "纸", "要")
    files = [f"n{number}" for number in range(slip_rules.MAX_FILES + 1)]
    with pytest.raises(SlipInvalid):
        fill(share(session, *files), "form", *files)
