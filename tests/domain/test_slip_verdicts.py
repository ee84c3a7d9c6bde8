"""Verdicts on papers: on files that are there, and on those that were looked at."""

from __future__ import annotations

import pytest

from chatserver.domain import slip_rules
from chatserver.domain.decision import NOTHING
from chatserver.domain.slip_errors import SlipItemChanged, SlipItemClosed, SlipUnchecked
from tests.support.builders import ASKER, OFFICER, after
from tests.support.slips import check, checked, conclude, confirmed, fill, item_of, redone


def test_a_verdict_on_files_that_are_no_longer_there_is_refused() -> None:
    session = redone(checked(None, "resolution", "licence"))
    session = confirmed(after(session, fill(session, "form", "f2")))
    for verdict, why in (("accepted", None), ("redo", "看不清签字")):
        with pytest.raises(SlipItemChanged):
            slip_rules.check_item(session, OFFICER, "k1", "form", verdict, why, seen=("f1",))
        assert slip_rules.check_item(session, OFFICER, "k1", "form", verdict, why, seen=("f2",)).facts
    session = checked(session, "form")
    assert slip_rules.check_item(session, OFFICER, "k1", "form", "accepted", None, seen=("f1",)) is NOTHING


def test_a_paper_without_any_file_is_not_accepted() -> None:
    session = checked(None, "resolution", "licence")
    session = redone(session)
    session = after(session, fill(session, "form", "f2"))
    session = after(session, slip_rules.fill_item(session, ASKER, "k1", "form", ()))
    assert (item_of(session).state, item_of(session).file_ids) == ("redo", ())
    with pytest.raises(SlipItemClosed):
        check(session)
    with pytest.raises(SlipUnchecked):
        conclude(session)
