"""Slips in a test's hands: an active session with the taxpayer's files, and both sides' moves on one slip."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from chatserver.domain import files, slip_rules
from chatserver.domain.events_papers import FileShared
from tests.support.builders import ASKER, OFFICER, a_matter, after, an_active_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session
    from chatserver.domain.slip import Slip, SlipItem

FORM = a_matter("deregister")
"""Its list: form, resolution, licence; and seal, where a visit is needed."""
ITEMS = ("form", "resolution", "licence")
NO = "20261116-7K3F-Q2XM"


def a_file(file_id: str) -> FileShared:
    """A file as the upload hands it in."""
    return FileShared(
        file_id=file_id, name=f"{file_id}.pdf", media_type="application/pdf", size_bytes=9, width=None, height=None
    )


def share(session: Session, *file_ids: str, by: Actor = ASKER) -> Session:
    """The session with these files."""
    for file_id in file_ids:
        session = after(session, files.share(session, by, a_file(file_id)))
    return session


def a_talk() -> Session:
    """An active session with two files of the taxpayer's and one of the officer's."""
    return share(share(an_active_session(), "f1", "f2"), "o1", by=OFFICER)


def start(session: Session, slip_id: str = "k1", *, by: Actor = OFFICER, optional: Any = ()) -> Decision:
    """What the rule says to starting a slip."""
    return slip_rules.start_slip(session, by, slip_id, NO, FORM, optional)


def started(session: Session | None = None, slip_id: str = "k1") -> Session:
    """The session with an open slip of three papers."""
    session = session or a_talk()
    return after(session, start(session, slip_id))


def fill(session: Session, item_id: str, *file_ids: str, by: Actor = ASKER, slip_id: str = "k1") -> Decision:
    """What the rule says to filling one paper."""
    return slip_rules.fill_item(session, by, slip_id, item_id, file_ids or ("f1",))


def filled(session: Session | None = None, *items: str) -> Session:
    """The session with these papers filled, all of them by default."""
    session = session or started()
    for item_id in items or ITEMS:
        session = after(session, fill(session, item_id))
    return session


def confirm(session: Session, *, by: Actor = ASKER) -> Decision:
    """What the rule says to confirming."""
    return slip_rules.confirm_slip(session, by, "k1")


def confirmed(session: Session | None = None) -> Session:
    """The session with a confirmed slip."""
    session = session or filled()
    return after(session, confirm(session))


def check(
    session: Session, item_id: str = "form", verdict: str = "accepted", why: str | None = None, by: Actor = OFFICER
) -> Decision:
    """What the rule says to a verdict."""
    return slip_rules.check_item(session, by, "k1", item_id, verdict, why)


def checked(session: Session | None = None, *items: str) -> Session:
    """The session with these papers accepted, all of them by default."""
    session = session or confirmed()
    for item_id in items or ITEMS:
        session = after(session, check(session, item_id))
    return session


def redone(session: Session | None = None, item_id: str = "form") -> Session:
    """The session with one paper to be given again."""
    session = session or confirmed()
    return after(session, check(session, item_id, "redo", "看不清"))


def conclude(session: Session, outcome: str = "handled", result: str | None = "已受理", by: Any = OFFICER) -> Decision:
    """What the rule says to a result."""
    return slip_rules.conclude_slip(session, by, "k1", outcome, result)


def concluded() -> Session:
    """The session with a handled slip."""
    session = checked()
    return after(session, conclude(session))


def slip_of(session: Session, slip_id: str = "k1") -> Slip:
    """The slip as it stands."""
    return next(slip for slip in session.slips if slip.slip_id == slip_id)


def item_of(session: Session, item_id: str = "form") -> SlipItem:
    """The item as it stands."""
    item = slip_of(session).item(item_id)
    assert item
    return item


def a_slip_story(by: Actor) -> list[Callable[[Session], Decision]]:
    """One slip from start to result with the taxpayer's file f1, and one that is cancelled: every event of slips."""
    papers = ("form", "x1")
    return [
        lambda s: slip_rules.start_slip(s, by, "k1", NO, FORM, ()),
        *(partial(slip_rules.strike_item, actor=by, slip_id="k1", item_id=one, reason="已有") for one in ITEMS[1:]),
        lambda s: slip_rules.add_item(s, by, "k1", "x1", "签字页", "缺签字"),
        *(partial(slip_rules.fill_item, actor=ASKER, slip_id="k1", item_id=one, file_ids=("f1",)) for one in papers),
        lambda s: slip_rules.confirm_slip(s, ASKER, "k1"),
        *(partial(check, item_id=one, by=by) for one in papers),
        lambda s: slip_rules.conclude_slip(s, by, "k1", "handled", "已受理"),
        lambda s: slip_rules.start_slip(s, by, "k2", "20261116-9M4T-W8ZB", FORM, ("seal",)),
        lambda s: slip_rules.cancel_slip(s, by, "k2", "发起错了"),
    ]
