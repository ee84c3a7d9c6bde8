"""After a purge nothing is left of what people wrote, or of who they are, and every figure is what it was."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from random import Random
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.aliases import Aliases
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.events import LoggedEvent, MessagePosted, SessionClosed
from chatserver.domain.guards import person_key, taxpayer_prefix
from chatserver.domain.invariants import Kind, violations_of
from chatserver.domain.metrics import compute
from chatserver.domain.metrics_fold import fold_facts
from chatserver.domain.purge_mark import mark, purged_after
from chatserver.domain.purging import Part, Purge, is_due, left_in, purge_log
from chatserver.domain.recount_totals import Recount
from chatserver.domain.session import Session, SessionState, fold_all
from chatserver.domain.text import clean_text
from chatserver.services.metrics_check import asked_of
from storage.codec import encode
from tests.support.builders import ASKER, OFFICER, PERSON, TAXPAYER
from tests.support.clock import START
from tests.support.histories import a_history, a_scope, rows_of, statuses_of
from tests.support.stories import a_story_with_words, a_whole_story

ALIASES = Aliases(b"a key of this test")
TALK, PERSONAL = Purge(Part.TALK, 180), Purge(Part.PERSONAL, 365)
LATER = START + dt.timedelta(days=400)
WORKDAYS, CALENDAR = load_workdays(FOLDER)

KEPT = """
SessionOpened matter_id locale | Taxpayer taxpayer_id credit_grade tax_office kind | Person person_id role
QuestionOpened question_id matter_id step_id error_id | QuestionResolved question_id disposition
QuestionConfirmed question_id | SessionQueued queue_id boost_reason reason
OfferMade offer_id credit_grade matter_id step_id error_id deadline | OfficerRef officer_id name name_en
Origin way target target_name | OfferWithdrawn offer_id officer_id reason decline_reason | SessionAssigned offer_id
MessagePosted client_msg_id masked | FieldValue id | OutcomeReported outcome matter_id question_ids
FormContext matter_id form_code step_id period deadline error_id focused_field | FieldHighlighted guide_id
Target kind id step_id | HighlightSeen guide_id | HighlightCleared guide_id | FieldProposed guide_id step_id matter_id
ProposedValue field_id | ProposalAccepted guide_id | ProposalDeclined guide_id | ProposalWithdrawn guide_id reason
ProposalStaled guide_id reason | FoundValue field_id | ProposalApplied guide_id | FieldOutcome field_id outcome
Recalculated field_id | StepSuggested guide_id step_id | LinkPushed guide_id kind ref title
ErrorExplained guide_id error_id title goto_step_id | SessionTransferred kind target target_name target_name_en
NoteAdded note_id | SessionEnded reason | SessionRated reasons | FileShared file_id media_type
FileRefused file_id reason | FileRemoved file_id | HistoryViewed viewed_session_id slip_id | SessionPurged part
ConsultStarted consult_id | ConsultJoined consult_id | ConsultIntroduced consult_id | ConsultEnded consult_id reason
AsidePosted client_msg_id masked | HallReferred guide_id title | HallItem id name when | MonitorStopped officer_id
SlipStarted slip_id no matter_id title | WantedPaper item_id name when | SlipItemAdded slip_id item_id
SlipItemStruck slip_id item_id | SlipItemFilled slip_id item_id file_ids | SlipConfirmed slip_id
SlipItemChecked slip_id item_id verdict | SlipConcluded slip_id outcome | SlipCancelled slip_id
"""
"""What of each kind stays: ids, codes, names on duty, the catalogue's words. A new text is here, or is purged."""
ALLOWED = {
    f"{kind}.{name}"
    for line in KEPT.replace("\n", "|").split("|")
    if line
    for kind, *names in [line.split()]
    for name in names
}


def filled(shape: Any, label: str) -> Any:
    """A value of the type in which every text says where it stands; nothing is absent, lists have two items."""
    options = typing.get_args(shape)
    if typing.get_origin(shape) is tuple:
        return tuple(filled(options[0], label) for _ in range(2))
    if options:
        return filled(next(one for one in options if one is not type(None)), label)
    if isinstance(shape, type) and dataclasses.is_dataclass(shape):
        hints = typing.get_type_hints(shape)
        fields = dataclasses.fields(shape)
        return shape(**{field.name: filled(hints[field.name], f"{shape.__name__}.{field.name}") for field in fields})
    plain: dict[Any, Any] = {str: label, int: 7, float: 7.5, bool: True, dt.datetime: START}
    return plain[shape] if shape in plain else next(iter(shape))


def texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple):
        return set().union(*map(texts, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return set().union(*(texts(getattr(value, field.name)) for field in dataclasses.fields(value)))
    return set()


def purged_of_all(log: list[LoggedEvent], *purges: Purge) -> list[LoggedEvent]:
    for purge in purges or (TALK, PERSONAL):
        log = purge_log(fold_all(Session(session_id=log[0].session_id), log), log, purge, ALIASES, LATER)
    return log


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_of_every_event_only_what_is_listed_stays(name: str) -> None:
    event = filled(EVENT_TYPES[name], "")
    logged = LoggedEvent("s1", 1, START, ASKER, event)
    session = Session(session_id="s1", seq=1, taxpayer=TAXPAYER, person=PERSON)
    for purge in (TALK, PERSONAL):
        logged, _ = purge_log(session, [logged], purge, ALIASES, LATER)
    assert (logged.seq, logged.at, type(logged.event), logged.actor.role) == (1, START, type(event), Role.TAXPAYER)
    left = {text for text in texts(logged.event) if purged_after(text) is None and not text.startswith("~")}
    assert {text for text in left if "." in text} <= ALLOWED
    assert "tp1" not in logged.actor.id
    assert not list(left_in([logged], Part.TALK))
    assert not list(left_in([logged], Part.PERSONAL))


def test_the_list_of_what_stays_names_nothing_else() -> None:
    told = set().union(*(texts(filled(event, "")) for event in EVENT_TYPES.values()))
    assert told >= ALLOWED - {"Origin.kind"}


@pytest.mark.parametrize("purges", [(TALK,), (PERSONAL,), (TALK, PERSONAL), (PERSONAL, TALK)])
def test_a_purged_log_is_as_right_as_it_was_and_is_not_changed_again(purges: tuple[Purge, ...]) -> None:
    log = a_story_with_words().events
    gone = purged_of_all(log, *purges)
    assert violations_of(gone) == []
    assert [logged[:3] for logged in gone[: len(log)]] == [logged[:3] for logged in log]
    again = purged_of_all(gone, *(Purge(purge.part, 9_000) for purge in purges))
    assert again[: len(gone)] == gone


def test_neither_words_nor_names_nor_values_are_left_in_log_and_state() -> None:
    log = a_story_with_words().events
    gone = purged_of_all(log)
    before = encode([(logged.actor, logged.event) for logged in log])
    after = encode([(logged.actor, logged.event) for logged in gone])
    state = encode(fold_all(Session(session_id="s1"), gone))
    for word in (
        "好的",
        "请看红字发票",
        "旁听",
        "先红冲",
        TAXPAYER.name,
        TAXPAYER.uscc,
        PERSON.name,
        "860000.00",
        "凭证.pdf",
    ):
        assert str(word) in before
        assert str(word) not in after
        assert str(word) not in state
    assert ASKER.id in before
    assert ASKER.id not in after + state


@hypothesis.settings(max_examples=60)
@hypothesis.given(st.integers(0, 2**40), st.data())
def test_any_history_gives_the_same_figures_by_both_paths_whoever_was_purged(seed: int, data: st.DataObject) -> None:
    rng = Random(seed)
    history, scope = a_history(rng), a_scope(rng)
    closed = [log[0].session_id for log in history.logs if any(isinstance(one.event, SessionClosed) for one in log)]
    chosen = data.draw(st.sets(st.sampled_from(closed)) if closed else st.just(set()))
    logs = [purged_of_all(log) if log[0].session_id in chosen else log for log in history.logs]

    def figures(all_logs: list[list[LoggedEvent]]) -> list[Any]:
        settled = [[one for one in log if one.at <= scope.as_of] for log in all_logs]
        facts = [fold_facts(log) for log in settled if log]
        told = [dataclasses.replace(one, taxpayer=ALIASES.of_taxpayer(one.taxpayer)) for one in facts]
        return list(compute(told, history.officers, scope, WORKDAYS).figures)

    def recounted(all_logs: list[list[LoggedEvent]]) -> dict[str, Any]:
        second = Recount(asked_of(scope), CALENDAR, ALIASES.key)
        for log in all_logs:
            second.take(rows_of(log))
        assert second.gaps == {}
        return second.figures(statuses_of(history.officers))

    hypothesis.assume(scope.as_of < LATER)
    assert figures(logs) == figures(history.logs)
    assert recounted(logs) == recounted(history.logs)


def test_aliases_are_the_same_for_the_same_and_differ_between_bureaus() -> None:
    one, other = ALIASES.ids("tp1", "east|pe1"), ALIASES.ids("tp1", "west|pe1")
    assert one == ALIASES.ids("tp1", "east|pe1")
    assert one[0] != other[0]
    assert ALIASES.ids(*one) == one
    assert Aliases(b"another key").ids("tp1", "east|pe1") != one
    assert ALIASES.of_taxpayer(taxpayer_prefix("tp1", "east|pe1")) == ALIASES.of_taxpayer(taxpayer_prefix(*one))
    assert ALIASES.of_person(person_key("tp1", "east|pe1")) == ALIASES.of_person(person_key(*one))
    assert ALIASES.of_person(person_key("tp1", "east|pe2")) != ALIASES.of_person(person_key(*one))


def test_only_a_session_closed_for_the_whole_term_is_due_and_once() -> None:
    closed = Session(session_id="s1", state=SessionState.CLOSED, closed_at=START)
    assert is_due(closed, TALK, START + TALK.term)
    assert not is_due(closed, TALK, START + TALK.term - dt.timedelta(seconds=1))
    assert not is_due(Session(session_id="s1", state=SessionState.ACTIVE, opened_at=START), TALK, LATER)
    assert not is_due(dataclasses.replace(closed, purged=("talk",)), TALK, LATER)
    assert is_due(dataclasses.replace(closed, purged=("talk",)), PERSONAL, LATER)


def test_nobody_can_say_that_their_words_were_purged() -> None:
    assert purged_after(mark(180)) == 180
    assert purged_after(clean_text(mark(180))) is None
    assert purged_after("purged after 180 days") is None
    assert purged_after(None) is None


def test_words_that_come_back_behind_a_purge_are_named() -> None:
    log = a_whole_story().events
    said = next(place for place, logged in enumerate(log) if isinstance(logged.event, MessagePosted))
    event = MessagePosted(client_msg_id="m1", text="还在")
    (found,) = violations_of([*log[:said], log[said]._replace(event=event), *log[said + 1 :]])
    assert (found.kind, found.seq) == (Kind.PURGED, log[-1].seq)
    assert f"number {log[said].seq} " in found.words


def test_a_name_that_comes_back_is_named() -> None:
    log = purged_of_all(a_whole_story().events)
    by_name = [logged._replace(actor=ASKER) if logged.seq == 1 else logged for logged in log]
    assert Kind.PURGED in {one.kind for one in violations_of(by_name)}


@pytest.mark.parametrize(("actor", "kind"), [(HUB, Kind.PURGED), (OFFICER, Kind.ACTOR), (ASKER, Kind.ACTOR)])
def test_a_second_purge_or_one_by_somebody_is_named(actor: Actor, kind: Kind) -> None:
    story = a_whole_story()
    story.add(actor, story.events[-1].event)
    assert kind in story.kinds()
