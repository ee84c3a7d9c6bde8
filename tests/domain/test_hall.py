"""The way to the hall: papers from the matter's own list, once, in the taxpayer's language."""

from __future__ import annotations

import dataclasses

import pytest

from chatserver.domain.errors import GuideLimit, NotPermitted, SessionUnknown
from chatserver.domain.errors_together import MaterialUnknown
from chatserver.domain.events_together import HallReferred
from chatserver.domain.guide import MAX_GUIDES, Guidance
from chatserver.domain.hall import refer_to_hall
from chatserver.domain.session import Session
from chatserver.domain.talk import Talk
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    a_consulted_session,
    a_matter,
    after,
    an_active_session,
)

SMALL = a_matter("vat-small")


def referred(items: tuple[str, ...] | None, session: Session | None = None) -> HallReferred:
    ((_, event),) = refer_to_hall(session or an_active_session(), OFFICER, "h1", items, SMALL, "到 3 号窗口").facts
    assert isinstance(event, HallReferred)
    return event


def test_the_papers_are_named_as_the_catalogue_names_them() -> None:
    event = referred(("real-estate", "invoices"))
    assert [item.id for item in event.items] == ["invoices", "real-estate"]
    assert event.items[0].name == "本季开票汇总"
    assert event.items[0].when == "比对不符需要说明时"
    assert event.text == "到 3 号窗口"


def test_in_the_taxpayers_language() -> None:
    event = referred(("invoices",), an_active_session(locale="en"))
    assert event.items[0].name == "Invoices of the quarter, summary"
    assert event.title == SMALL.name.en


def test_without_a_list_it_names_what_the_matter_always_needs() -> None:
    assert [item.id for item in referred(None).items] == [item.id for item in SMALL.materials if item.required]
    assert referred(()).items == ()


def test_papers_of_other_matters_are_refused() -> None:
    with pytest.raises(MaterialUnknown) as refused:
        referred(("invoices", "gold"))
    assert refused.value.details == {"items": ["gold"]}


def test_it_is_said_once_and_kept_for_the_wrap_up() -> None:
    active = an_active_session()
    session = after(active, refer_to_hall(active, OFFICER, "h1", ("invoices",), SMALL, None))
    assert session.referral is not None
    assert [item.id for item in session.referral.items] == ["invoices"]
    assert session.talk == Talk()
    assert not refer_to_hall(session, OFFICER, "h1", (), SMALL, None).facts


def test_only_the_officer_in_charge_sends_somebody_to_the_hall() -> None:
    for session, actor, error in (
        (an_active_session(), ASKER, NotPermitted),
        (an_active_session(), OTHER_OFFICER, SessionUnknown),
        (a_consulted_session(introduced=True), OTHER_OFFICER, NotPermitted),
    ):
        with pytest.raises(error):
            refer_to_hall(session, actor, "h1", None, SMALL, None)


def test_cards_are_bounded() -> None:
    full = dataclasses.replace(an_active_session(), guidance=Guidance(cards=tuple(map(str, range(MAX_GUIDES)))))
    with pytest.raises(GuideLimit):
        refer_to_hall(full, OFFICER, "h1", None, SMALL, None)
