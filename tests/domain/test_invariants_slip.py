"""Every invariant of slips, broken on purpose: the rules write clean logs, and one wrong thing in them is named."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import files, slip_rules
from chatserver.domain import slip_events as ev
from chatserver.domain.actors import OfficerRef
from chatserver.domain.invariants import Kind, violations_of
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, OTHER_OFFICER, STRANGER
from tests.support.slips import FORM, ITEMS, NO, a_file
from tests.support.stories import Story, talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.actors import Actor
    from chatserver.domain.events import Event

OTHER = OfficerRef(officer_id="of4", name="导办04", tier=1)


BY_OFFICER: Any = {"actor": OFFICER, "slip_id": "k1"}


def begun() -> Story:
    story = (
        talk().let(lambda s: files.share(s, ASKER, a_file("f1"))).let(lambda s: files.share(s, OFFICER, a_file("o1")))
    )
    return story.let(lambda s: slip_rules.start_slip(s, OFFICER, "k1", NO, FORM, ()))


def full(*items: str) -> Story:
    story = begun()
    for item_id in items or ITEMS:
        story.let(partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id=item_id, file_ids=("f1",)))
    return story


def given() -> Story:
    return full().let(lambda s: slip_rules.confirm_slip(s, ASKER, "k1"))


def accepted() -> Story:
    story = given()
    for item_id in ITEMS:
        story.let(partial(slip_rules.check_item, **BY_OFFICER, item_id=item_id, verdict="accepted", reason=None))
    return story


def redo() -> Story:
    return given().let(lambda s: slip_rules.check_item(s, OFFICER, "k1", "form", "redo", "看不清"))


def done() -> Story:
    return accepted().let(lambda s: slip_rules.conclude_slip(s, OFFICER, "k1", "handled", "已受理"))


def struck(*items: str) -> Story:
    story = begun()
    for item_id in items:
        story.let(partial(slip_rules.strike_item, **BY_OFFICER, item_id=item_id, reason="已有"))
    return story


def starting(slip_id: str = "k2", officer: OfficerRef = FIRST_LINE, *papers: str) -> ev.SlipStarted:
    return ev.SlipStarted(
        slip_id=slip_id,
        no=NO,
        matter_id="deregister",
        title="注销",
        officer=officer,
        papers=tuple(ev.WantedPaper(item_id=item_id, name="纸") for item_id in papers or ("form",)),
    )


def filling(item_id: str = "form", *file_ids: str, slip_id: str = "k1") -> ev.SlipItemFilled:
    return ev.SlipItemFilled(slip_id=slip_id, item_id=item_id, file_ids=file_ids or ("f1",))


def checking(verdict: str = "accepted", reason: str | None = None, item_id: str = "form") -> ev.SlipItemChecked:
    return ev.SlipItemChecked(slip_id="k1", item_id=item_id, verdict=verdict, reason=reason)


def result(outcome: str = "handled", officer: OfficerRef = FIRST_LINE) -> ev.SlipConcluded:
    return ev.SlipConcluded(slip_id="k1", outcome=outcome, result="已受理", officer=officer)


ADDED = ev.SlipItemAdded(slip_id="k1", item_id="x1", name="签字页", reason="缺")
STRUCK = ev.SlipItemStruck(slip_id="k1", item_id="form", reason="已有")
EMPTIED = ev.SlipItemFilled(slip_id="k1", item_id="form", file_ids=())
CONFIRMED = ev.SlipConfirmed(slip_id="k1")
CANCELLED = ev.SlipCancelled(slip_id="k1", reason="x")

WRONG: dict[str, tuple[Callable[[], Story], Actor, Event, Kind]] = {
    "a second slip while one runs": (begun, OFFICER, starting(), Kind.SLIP),
    "a slip started twice": (done, OFFICER, starting("k1"), Kind.SLIP),
    "started in another's name": (talk, OFFICER, starting("k1", OTHER), Kind.SLIP),
    "one paper twice on the list": (talk, OFFICER, starting("k1", FIRST_LINE, "form", "form"), Kind.SLIP),
    "started by the taxpayer": (talk, ASKER, starting("k1"), Kind.ACTOR),
    "started by another officer": (talk, OTHER_OFFICER, starting("k1"), Kind.OFFICER),
    "a slip never started": (talk, ASKER, CONFIRMED, Kind.SLIP),
    "added twice": (begun, OFFICER, ev.SlipItemAdded(slip_id="k1", item_id="form", name="x", reason="x"), Kind.SLIP),
    "struck twice": (lambda: struck("form"), OFFICER, STRUCK, Kind.SLIP),
    "the last one struck": (lambda: struck("resolution", "licence"), OFFICER, STRUCK, Kind.SLIP),
    "filled, and not asked for": (begun, ASKER, filling("ghost"), Kind.SLIP),
    "filled, and struck": (lambda: struck("form"), ASKER, filling(), Kind.SLIP),
    "filled, and confirmed": (given, ASKER, filling(), Kind.SLIP),
    "filled with another session's file": (begun, ASKER, filling("form", "f9"), Kind.SLIP),
    "filled with the officer's file": (begun, ASKER, filling("form", "o1"), Kind.SLIP),
    "filled by the officer": (begun, OFFICER, filling(), Kind.ACTOR),
    "filled by a stranger": (begun, STRANGER, filling(), Kind.ACTOR),
    "filled after the end": (lambda: begun().ended(), ASKER, filling(), Kind.ENDING),
    "confirmed with papers missing": (lambda: full("form"), ASKER, CONFIRMED, Kind.SLIP),
    "confirmed with one to be redone": (redo, ASKER, CONFIRMED, Kind.SLIP),
    "confirmed twice": (given, ASKER, CONFIRMED, Kind.SLIP),
    "confirmed by the officer": (full, OFFICER, CONFIRMED, Kind.ACTOR),
    "confirmed after the end": (lambda: full().ended(), ASKER, CONFIRMED, Kind.ENDING),
    "checked unconfirmed": (full, OFFICER, checking(), Kind.SLIP),
    "checked, and not asked for": (given, OFFICER, checking(item_id="ghost"), Kind.SLIP),
    "found to be struck": (given, OFFICER, checking("struck"), Kind.SLIP),
    "redo without a reason": (given, OFFICER, checking("redo"), Kind.SLIP),
    "accepted with a reason": (given, OFFICER, checking("accepted", "x"), Kind.SLIP),
    "accepted, and its files taken away": (lambda: redo().add(ASKER, EMPTIED), OFFICER, checking(), Kind.SLIP),
    "checked by the taxpayer": (given, ASKER, checking(), Kind.ACTOR),
    "handled unchecked": (given, OFFICER, result(), Kind.SLIP),
    "an outcome that does not exist": (accepted, OFFICER, result("cancelled"), Kind.SLIP),
    "concluded in another's name": (accepted, OFFICER, result("handled", OTHER), Kind.SLIP),
    "concluded twice": (done, OFFICER, result(), Kind.SLIP),
    "cancelled when concluded": (done, OFFICER, CANCELLED, Kind.SLIP),
    "added when concluded": (done, OFFICER, ADDED, Kind.SLIP),
    "added after the end": (lambda: begun().ended(), OFFICER, ADDED, Kind.ENDING),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_must_not_be_is_named(name: str) -> None:
    made, actor, event, kind = WRONG[name]
    story = made()
    assert story.kinds() == []
    assert kind in story.add(actor, event).kinds()


RIGHT: dict[str, tuple[Callable[[], Story], Actor, Event]] = {
    "another slip when one is done": (done, OFFICER, starting()),
    "not handled with papers missing": (begun, OFFICER, result("not_handled")),
    "cancelled": (begun, OFFICER, CANCELLED),
    "added while it is checked": (accepted, OFFICER, ADDED),
    "filled again": (redo, ASKER, filling()),
    "checked after the end": (lambda: given().ended(), OFFICER, checking()),
    "concluded after the end": (lambda: accepted().ended(), OFFICER, result()),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_may_be_is_not_named(name: str) -> None:
    made, actor, event = RIGHT[name]
    assert violations_of(made().add(actor, event).events) == []
