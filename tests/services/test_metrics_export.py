"""What `daoban export sessions` says of a session is what the metrics know of it: a sheet of one sums to the other."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING, Any

import hypothesis
from hypothesis import strategies as st

from chatserver.domain.events import SessionQueued
from chatserver.domain.metrics_facts import NOTHING, SessionFacts
from chatserver.domain.metrics_fold import fold_facts
from chatserver.domain.session import Session, fold_all
from chatserver.services.exporting.sessions import told_of
from storage.export import ExportedSession
from tests.support.histories import a_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.events import LoggedEvent


def exported(log: Sequence[LoggedEvent]) -> dict[str, Any]:
    session = fold_all(Session(session_id=log[0].session_id), log)
    queued = tuple(one.event for one in log if isinstance(one.event, SessionQueued))
    return dict(told_of(ExportedSession(session, queued)))


def known(facts: SessionFacts) -> dict[str, Any]:
    """The columns that both have, from the facts."""
    first = facts.assignments[0].start if facts.assignments else None
    wrapped = facts.closed_at if facts.answered else None
    return {
        "opened_at": facts.opened_at,
        "matter_id": facts.matter_id,
        "explained": facts.explained,
        "wait_seconds": _seconds(facts.first_wait),
        "offers_made": facts.offers.made,
        "first_answer_seconds": _between(first, facts.first_answer_at),
        "wrap_up_seconds": _between(facts.ended_at, wrapped),
        "questions": len(facts.questions),
        "solved": sum(question.solved is True for question in facts.questions),
        "not_solved": sum(question.solved is False for question in facts.questions),
        "end_reason": facts.end_reason,
        "rating_score": facts.score,
        "achieved": facts.achieved,
        "ended_at": facts.ended_at,
        "closed_at": facts.closed_at,
        "times_queued": len(facts.waits),
        "form_outcome": facts.filings[-1].outcome if facts.filings else None,
    }


def _seconds(length: dt.timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 3)


def _between(since: dt.datetime | None, until: dt.datetime | None) -> float | None:
    return None if since is None or until is None else _seconds(until - since)


@hypothesis.settings(max_examples=100)
@hypothesis.given(st.integers(0, 2**40))
def test_the_export_says_what_the_metrics_know(seed: int) -> None:
    for log in a_history(Random(seed)).logs:
        facts = fold_facts(log)
        if facts.back_by > NOTHING:  # the export tells times as they are in the log
            continue
        row, wanted = exported(log), known(facts)
        assert {name: row[name] for name in wanted} == wanted
