"""Earlier sessions: whose they are, who may see them, and that each reading is written down and none without end."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chatserver.domain import ending
from chatserver.domain.actors import Actor, Person, Role
from chatserver.domain.earlier import (
    EARLIER_TERM,
    MAX_VIEWS,
    as_read,
    is_done,
    is_earlier,
    is_read,
    prefix_of,
    view,
)
from chatserver.domain.errors import HistoryLimit, NotPermitted, SessionNotActive, SessionUnknown
from chatserver.domain.events import ContextUpdated, NoteAdded, ProposalApplied, SessionRated
from chatserver.domain.events_papers import HistoryViewed
from chatserver.domain.guards import key_of
from chatserver.domain.guided import Recalculated
from chatserver.domain.monitor_events import MonitorStarted, MonitorStopped
from chatserver.domain.session import Session
from chatserver.domain.standing import Rating
from chatserver.domain.visibility import may_see
from tests.support.builders import (
    ASKER,
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    a_context,
    a_queued_session,
    after,
    an_active_session,
    an_ended_session,
)
from tests.support.clock import START
from tests.support.guides import ZP, accepted, report, shows

LONG_AGO = START - EARLIER_TERM


def acted_for(session: Session, taxpayer_id: str, person_id: str) -> Session:
    assert session.taxpayer
    assert session.person
    return dataclasses.replace(
        session,
        taxpayer=dataclasses.replace(session.taxpayer, taxpayer_id=taxpayer_id),
        person=dataclasses.replace(session.person, person_id=person_id),
    )


def before(**changes: Any) -> Session:
    return dataclasses.replace(an_ended_session(), session_id="s0", **changes)


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        (("tp1", "https://a.example|pe1"), ("tp1", "https://a.example|pe1"), True),
        (("tp1", "https://a.example|pe1"), ("tp1", "https://a.example|pe2"), True),
        (("tp1", "https://a.example|pe1"), ("tp1", "https://a.example|pe|2"), True),
        (("tp1", "https://a.example|pe1"), ("tp1", "https://b.example|pe1"), False),
        (("tp1", "https://a.example|pe1"), ("tp10", "https://a.example|pe1"), False),
        (("tp1", "https://a.example|pe1"), ("tp1:https", "//a.example|pe1"), False),
        (("tp1", "pe1"), ("tp1", "pe2"), True),
        (("tp1", "pe1"), ("tp1:x", "pe2"), False),
    ],
)
def test_it_is_the_same_taxpayer_at_the_same_bureau_whoever_acts(
    mine: tuple[str, str], theirs: tuple[str, str], *, same: bool
) -> None:
    session, other = acted_for(an_active_session(), *mine), acted_for(before(), *theirs)
    assert is_earlier(session, other, LONG_AGO) is same
    assert key_of(session).startswith(prefix_of(session))
    if same:
        assert key_of(other).startswith(prefix_of(session))


def test_neither_itself_nor_what_goes_on_nor_what_is_long_ago_is_earlier() -> None:
    session = an_active_session()
    assert is_earlier(session, before(), START)
    assert not is_earlier(session, before(), START + dt.timedelta(seconds=1))
    assert not is_earlier(session, dataclasses.replace(an_active_session(), session_id="s0"), LONG_AGO)
    ended = an_ended_session()
    assert not is_earlier(ended, ended, LONG_AGO)
    assert not is_earlier(session, Session(session_id="nonsense"), LONG_AGO)


def test_a_reading_is_written_down_each_time_and_the_taxpayer_is_not_told() -> None:
    session = an_active_session()
    for number in (1, 2):
        decision = view(session, OFFICER, before(), LONG_AGO)
        ((actor, event),) = decision.facts
        assert (actor, event) == (OFFICER, HistoryViewed(viewed_session_id="s0"))
        assert not may_see(Role.TAXPAYER, event)
        session = after(session, decision)
        assert session.history_views == number


@pytest.mark.parametrize(
    ("session", "actor", "error"),
    [
        (an_active_session(), OTHER_OFFICER, SessionUnknown),
        (an_active_session(), Actor(role=Role.OFFICER, id="of9"), SessionUnknown),
        (an_active_session(), ASKER, NotPermitted),
        (a_queued_session(), OFFICER, SessionUnknown),
    ],
)
def test_only_who_serves_the_taxpayer_reads(session: Session, actor: Actor, error: type[Exception]) -> None:
    with pytest.raises(error):
        view(session, actor, before(), LONG_AGO)


def test_while_wrapping_up_one_may_still_read_and_after_closing_no_more() -> None:
    ended = an_ended_session()
    assert view(ended, OFFICER, before(), LONG_AGO).facts
    closed = after(ended, ending.wrap_up(ended, OFFICER, {"q1": "resolved"}, "", {"resolved"}))
    with pytest.raises(SessionNotActive):
        view(closed, OFFICER, before(), LONG_AGO)


def test_a_strangers_session_is_as_if_it_were_not() -> None:
    foreign = acted_for(before(), "tp2", "pe1")
    for other in (foreign, Session(session_id="nonsense")):
        with pytest.raises(SessionUnknown):
            view(an_active_session(), OFFICER, other, LONG_AGO)


def test_readings_are_not_without_end() -> None:
    session = dataclasses.replace(an_active_session(), history_views=MAX_VIEWS)
    with pytest.raises(HistoryLimit):
        view(session, OFFICER, before(), LONG_AGO)


def test_form_and_rating_are_not_read_but_notes_are() -> None:
    assert is_read(NoteAdded(note_id="n1", text="已核对"))
    for event in (
        ContextUpdated(context=a_context()),
        SessionRated(score=1, achieved=None),
        HistoryViewed(viewed_session_id="s0"),
        MonitorStarted(officer=FIRST_LINE, reason="投诉核查"),
        MonitorStopped(officer_id="of7"),
    ):
        assert not is_read(event)


def test_of_the_forms_values_a_reading_shows_those_that_were_proposed() -> None:
    told = report(accepted(), recalculated=(Recalculated(field_id=ZP, before="860000.00", after="895000.00"),))
    ((_, applied),) = told.facts
    assert isinstance(applied, ProposalApplied)
    assert applied.recalculated
    assert as_read(applied) == dataclasses.replace(applied, recalculated=())


def test_done_is_what_the_page_reported_or_the_taxpayer_said() -> None:
    said = Rating(at=START, score=1, reasons=(), achieved=True, comment=None)
    assert not is_done(before())
    assert not is_done(before(context=a_context(tried=("filed",)))), "an old receipt that the page came with"
    filed = shows(an_active_session(), a_context(error_id=None, tried=("filed", "receipt:20261128")))
    assert is_done(filed)
    assert is_done(shows(filed, a_context(matter_id="payment", step_id=None, error_id=None))), "also when it went on"
    assert not is_done(shows(an_active_session(), a_context(tried=("refused",))))
    assert is_done(before(rating=said))
    assert not is_done(before(rating=dataclasses.replace(said, score=5, achieved=None)))


def test_a_session_that_was_never_opened_has_no_taxpayer() -> None:
    assert prefix_of(Session(session_id="s1")) == ""
    nobody = Session(session_id="s1", person=Person(person_id="p", name="", role=""))
    assert prefix_of(nobody) == ""
