"""Every metric at its edges, of sessions told by the rules."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import events as ev
from chatserver.domain.metrics import DEFINITIONS
from chatserver.domain.metrics_figures import distributed
from chatserver.domain.metrics_fold import fold_facts
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, SPECIALIST
from tests.support.clock import START
from tests.support.figures import DAY, numbered, result_of, shares, value
from tests.support.telling import Telling

if TYPE_CHECKING:
    from chatserver.domain.metrics_figures import Figure


def test_without_a_session_counts_are_0_and_nothing_is_divided() -> None:
    result = result_of()
    assert {figure.definition for figure in result.figures} == set(DEFINITIONS)
    of_sessions = [one for one in result.figures if one.id not in {"concurrency.peak", "availability"}]
    assert {one.value for one in of_sessions if one.denominator == 1} == {0}
    assert all(one.value is None for one in of_sessions if one.denominator == 0)
    assert "NaN" not in json.dumps([one.value for one in result.figures])
    assert result.violations.kept == []


def test_nobody_answered() -> None:
    gone = Telling().open().offer(after=10).expire()
    gone.end(after=9)
    waits = Telling("s2").open("tp2")
    result = result_of(gone, waits)
    assert shares(result, "answered_rate") == (0, 1)
    assert shares(result, "abandonment_rate") == (1, 1)
    assert value(result, "sessions_waiting") == 1
    assert value(result, "wait_abandoned.mean") == 40
    assert value(result, "wait_answered.mean") is None
    assert value(result, "wait_answered.p99") is None
    assert value(result, "rating_response_rate") is None
    assert shares(result, "missed_offer_rate") == (1, 1)


@pytest.mark.parametrize(("seconds", "level"), [(180, (1, 1)), (180.000001, (0, 1))])
def test_service_level_counts_what_is_answered_within_t(seconds: float, level: tuple[int, int]) -> None:
    assert shares(result_of(Telling().open().taken(after=seconds)), "service_level") == level


def test_who_is_put_into_another_queue_meanwhile_waits_on() -> None:
    told = Telling().open().redirect(after=170).taken(after=20)
    result = result_of(told)
    assert value(result, "wait_answered.mean") == 190
    assert value(result, "wait_again.mean") is None
    assert shares(result, "service_level") == (0, 1)
    assert value(result, "transfers") == 1


def test_service_level_counts_the_abandoned_and_who_waits_too_long() -> None:
    left = Telling("s1").open().end(after=1)
    waits = Telling("s2").open("tp2")
    assert shares(result_of(left), "service_level") == (0, 1)
    assert shares(result_of(waits, as_of=START + dt.timedelta(seconds=180)), "service_level") == (0, 0)
    assert shares(result_of(waits, as_of=START + dt.timedelta(seconds=181)), "service_level") == (0, 1)


@pytest.mark.parametrize(
    ("lengths", "wanted"),
    [
        ([7], (7, 7, 7)),
        (range(1, 11), (5, 9, 10)),
        (range(1, 101), (50, 90, 99)),
        ([3, 1], (1, 3, 3)),
        ([], (None, None, None)),
    ],
)
def test_a_percentile_is_the_value_of_the_nearest_rank(lengths: Any, wanted: tuple[float | None, ...]) -> None:
    figures: list[Figure] = distributed("response", [1_000_000 * length for length in lengths])
    assert tuple(figure.value for figure in figures[1:]) == wanted
    assert [figure.id for figure in figures] == ["response.mean", "response.p50", "response.p90", "response.p99"]


def test_a_transfer_in_the_middle_adds_a_wait_and_both_officers_time() -> None:
    told = Telling().open().taken(after=10).hand_over(after=100)
    told.taken(SPECIALIST, after=30).end(after=50).close(after=20)
    result = result_of(told)
    assert value(result, "wait_answered.mean") == 10
    assert value(result, "wait_again.mean") == 30
    assert value(result, "handle_time") == 170
    assert value(result, "talk_time") == 150
    assert value(result, "wrap_up_time") == 20
    assert shares(result, "transfer_rate") == (1, 1)
    assert shares(result, "abandoned_later_rate") == (0, 1)
    assert [(one.officer_id, one.slot) for one in told.facts.assignments] == [("of1", 1), ("of4", 1)]
    assert result.violations.kept == []


def test_who_ends_while_waiting_again_was_answered_but_is_told_of() -> None:
    told = Telling().open().taken(after=10).hand_over(after=100).end(after=60)
    result = result_of(told)
    assert shares(result, "answered_rate") == (1, 1)
    assert shares(result, "abandoned_later_rate") == (1, 1)
    assert value(result, "wait_again.mean") == 60
    assert (value(result, "handle_time"), value(result, "wrap_up_time")) == (100, 0)


def test_a_colleague_who_joined_and_takes_over() -> None:
    told = Telling().open().taken().consult(after=40).say(OTHER_OFFICER, after=5).hand_over(after=15)
    result = result_of(told.end(after=30).close(after=10))
    assert value(result, "consults") == 1
    assert shares(result, "consult_rate") == (1, 1)
    assert value(result, "transfers") == 1
    assert value(result, "wait_again.mean") is None
    assert value(result, "first_response.mean") == 45
    assert value(result, "handle_time") == 100
    assert [one.officer_id for one in told.facts.assignments] == ["of1", "of4"]


def test_a_consult_that_nobody_joined_is_none() -> None:
    told = Telling().open().taken().consult()
    asked = [one for one in told.log if one.event.type not in {"consult.joined", "consult.introduced"}]
    renumbered = [numbered(one, number) for number, one in enumerate(asked, 1)]
    assert fold_facts(renumbered).consults_joined == 0


def test_a_break_that_is_made_longer_is_one_and_ends_with_the_officers_word() -> None:
    told = Telling().open().taken().hold(1, after=10).hold(5, after=30).say(OFFICER, after=70)
    result = result_of(told.end(after=40).close(after=5))
    assert value(result, "hold_time") == 100
    assert value(result, "talk_time") == 50
    assert value(result, "handle_time") == 155


def test_a_break_that_the_end_cuts_ends_there() -> None:
    told = Telling().open().taken().hold(1).end(after=30).close(after=5)
    assert value(result_of(told), "hold_time") == 30
    assert value(result_of(told), "wrap_up_time") == 5


def test_two_questions_of_one_session() -> None:
    told = Telling().open().taken().ask("q2", after=5).confirm("q1").confirm("q2", solved=False)
    result = result_of(told, Telling("s2").open("tp2"))
    assert value(result, "questions") == 3
    assert value(result, "questions_per_session") == 1.5
    assert shares(result, "solved_rate") == (1, 2)
    assert [one.step_id for one in told.facts.questions] == ["s6", "s1"]


def test_the_last_word_about_a_question_counts_once() -> None:
    told = Telling().open().taken().confirm("q1", solved=False).confirm("q1")
    assert shares(result_of(told), "solved_rate") == (1, 1)


def test_responses_run_from_the_first_unanswered_message_while_an_officer_is_there() -> None:
    told = Telling().open().say(ASKER, after=1).taken(after=9).say(OFFICER, after=3)
    told.say(ASKER, after=10).say(ASKER, after=5).say(OFFICER, after=7).say(OFFICER, after=1)
    result = result_of(told.say(ASKER, after=2).end(after=30))
    assert value(result, "first_response.mean") == 3  # what was said while waiting asks nobody yet
    assert [length.total_seconds() for length in told.facts.responses] == [12]
    assert shares(result, "unanswered_rate") == (1, 2)


def test_a_response_goes_on_through_a_transfer() -> None:
    told = Telling().open().taken().say(ASKER).hand_over(after=20)
    told.taken(SPECIALIST, after=40).say(OTHER_OFFICER, after=6)
    assert [length.total_seconds() for length in told.facts.responses] == [66]


def test_ratings_and_the_answer_whether_it_got_done_are_counted_apart() -> None:
    only_said = Telling("s1").open().taken().end(after=60).rate(None, achieved=True)
    bad = Telling("s2").open("tp2").taken(slot=2).end(after=60).rate(1)
    silent = Telling("s3").open("tp3").taken(slot=3).end(after=60)
    result = result_of(only_said, bad, silent)
    assert shares(result, "rating_response_rate") == (1, 3)
    assert shares(result, "achieved_response_rate") == (1, 3)
    assert shares(result, "achieved_rate") == (1, 1)
    assert shares(result, "negative_rate") == (1, 1)
    assert shares(result, "satisfaction_rate") == (0, 1)
    assert [value(result, f"ratings_{level}") for level in range(1, 6)] == [1, 0, 0, 0, 0]


def test_filed_counts_what_the_page_said_since_an_officer_came() -> None:
    filed = Telling("s1").open().taken().file(after=30).end()
    before = Telling("s2").open("tp2").file().taken(slot=2, after=1).end(after=5)
    other = Telling("s3").open("tp3").taken(slot=3).file("payment").end(after=5)
    refused = Telling("s4").open("tp4").taken(slot=4).file(outcome="refused").end(after=5)
    assert shares(result_of(filed, before, other, refused), "filed_rate") == (1, 4)
    young = START + dt.timedelta(minutes=60)
    assert shares(result_of(filed, as_of=young), "filed_rate") == (0, 0)
    hour = dt.timedelta(minutes=60, seconds=30)
    assert shares(result_of(filed, as_of=START + hour), "filed_rate") == (1, 1)


def test_filed_later_than_n_minutes_after_the_end_is_too_late() -> None:
    told = Telling().open().taken().end().file(after=61)
    assert shares(result_of(told, filed_within=dt.timedelta(minutes=1)), "filed_rate") == (0, 1)
    assert shares(result_of(told, filed_within=dt.timedelta(minutes=2)), "filed_rate") == (1, 1)


@pytest.mark.parametrize(
    ("taxpayer_id", "step_id", "later", "wanted"),
    [
        ("tp1", "s6", 7 * DAY, (1, 1)),
        ("tp1", "s6", 7 * DAY + dt.timedelta(microseconds=1), (0, 1)),
        ("tp1", "s1", DAY, (0, 1)),
        ("tp2", "s6", DAY, (0, 1)),
    ],
)
def test_who_comes_again(taxpayer_id: str, step_id: str, later: dt.timedelta, wanted: tuple[float, float]) -> None:
    first = Telling("s1").open().taken().end(after=60).rate(5, achieved=True)
    again = Telling("s2", START + later).open(taxpayer_id, step_id)
    result = result_of(first, again, until=START + dt.timedelta(hours=1))
    assert shares(result, "repeat_rate") == wanted
    assert shares(result, "first_contact_rate") == (1 - wanted[0], 1)


def test_another_bureaus_taxpayer_of_the_same_id_is_somebody_else() -> None:
    first = Telling("s1").open(bureau="b1").taken().end(after=60)
    later = {
        "elsewhere": Telling("s2", START + DAY).open(bureau="b2"),
        "here": Telling("s3", START + DAY).open(bureau="b1"),
    }
    only = {"until": START + dt.timedelta(hours=1)}
    assert shares(result_of(first, later["elsewhere"], **only), "repeat_rate") == (0, 1)
    assert shares(result_of(first, later["here"], **only), "repeat_rate") == (1, 1)


def test_whether_somebody_comes_again_is_not_known_before_a_week() -> None:
    told = Telling().open().taken().end(after=60).rate(5, achieved=True)
    assert shares(result_of(told, as_of=START + 7 * DAY - dt.timedelta.resolution), "repeat_rate") == (0, 0)
    assert shares(result_of(told, as_of=START + 7 * DAY), "repeat_rate") == (0, 1)


def proposed(told: Telling, guide_id: str, *answers: ev.Event) -> Telling:
    number = told.session.guidance.next_number
    proposal = ev.FieldProposed(guide_id=guide_id, number=number, step_id="s6", changes=(), reason="改列")
    told.event(proposal, OFFICER)
    for answer in answers:
        told.event(answer, OFFICER if isinstance(answer, ev.ProposalWithdrawn) else ASKER)
    return told


def test_the_first_answer_to_a_proposal_counts() -> None:
    told = Telling().open().taken()
    unreported = ev.ProposalWithdrawn(guide_id="g1", reason="unreported")
    proposed(told, "g1", ev.ProposalAccepted(guide_id="g1"), unreported)
    applied = ev.ProposalApplied(guide_id="g2", applied=True, outcomes=())
    proposed(told, "g2", ev.ProposalAccepted(guide_id="g2"), applied)
    proposed(told, "g3", ev.ProposalStaled(guide_id="g3", found=()))
    proposed(told, "g4", ev.ProposalDeclined(guide_id="g4"))
    proposed(told, "g5")
    result = result_of(told)
    assert value(result, "proposals") == 5
    assert shares(result, "proposal_accepted_rate") == (2, 4)
    assert shares(result, "proposal_stale_rate") == (1, 4)
    assert shares(result, "proposal_declined_rate") == (1, 4)
    assert shares(result, "proposal_withdrawn_rate") == (0, 4)
    assert shares(result, "proposal_applied_rate") == (1, 2)


def test_offers_that_were_declined_missed_and_taken() -> None:
    told = Telling().open().offer().decline(after=1).offer(slot=2).expire().offer(slot=3)
    open_one = result_of(told)
    assert shares(open_one, "declined_offer_rate") == (1, 2)
    assert value(open_one, "offers") == 3
    result = result_of(told.accept())
    assert shares(result, "missed_offer_rate") == (1, 3)
    assert value(result, "missed_offers") == 1
    assert result.violations.kept == []


def test_deflection_needs_a_proof_and_no_officer() -> None:
    solved = Telling("s1").open().confirm("q1").end(after=5)
    filed = Telling("s2").open("tp2").file().end(after=5)
    left = Telling("s3").open("tp3").end(after=5)
    helped = Telling("s4").open("tp4").confirm("q1").taken().end(after=5)
    unexplained = Telling("s5").open("tp5", explained=False).confirm("q1").end(after=5)
    waits = Telling("s6").open("tp6").confirm("q1")
    assert shares(result_of(solved, filed, left, helped, unexplained, waits), "deflected_rate") == (2, 4)
