"""Two paths that share no code come to the same figures, whatever happened; and a path that errs is found out."""

from __future__ import annotations

import ast
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import hypothesis
from hypothesis import strategies as st

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain import recount
from chatserver.domain.actors import Role
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.metrics import compute, in_scope
from chatserver.domain.metrics_fold import fold_facts
from chatserver.domain.metrics_of_session import contributions
from chatserver.domain.recount_totals import Counted, Recount
from chatserver.services.metrics_check import asked_of, compare
from tests.support.histories import a_history, a_scope, rows_of, statuses_of

if TYPE_CHECKING:
    from chatserver.domain.metrics_figures import Scope
    from tests.support.histories import History

WORKDAYS, CALENDAR = load_workdays(FOLDER)


def as_of(history: History, scope: Scope) -> list[Any]:
    """The logs up to the moment of the scope."""
    settled = []
    for log in history.logs:
        until = next((place for place, logged in enumerate(log) if logged.at > scope.as_of), len(log))
        settled.append(log[:until])
    return [log for log in settled if log]


@hypothesis.settings(max_examples=200)
@hypothesis.given(st.integers(0, 2**40))
def test_random_histories_give_the_same_figures_by_both_paths(seed: int) -> None:
    rng = Random(seed)
    history, scope = a_history(rng), a_scope(rng)
    facts = [fold_facts(log) for log in as_of(history, scope)]
    officers = [
        type(log)(
            officer_id=log.officer_id,
            capacity=log.capacity,
            statuses=tuple(one for one in log.statuses if one[1] <= scope.as_of),
        )
        for log in history.officers
    ]
    result = compute(facts, officers, scope, WORKDAYS)
    second = Recount(asked_of(scope), CALENDAR)
    for log in history.logs:
        second.take(rows_of(log))
        one = [item for item in facts if item.session_id == log[0].session_id and in_scope(item, scope, WORKDAYS)]
        assert second.of(rows_of(log)) == (contributions(one[0], scope) if one else None)
    first = {one.id: Counted(one.numerator, one.denominator, one.value) for one in result.figures}
    assert compare(first, second.figures(statuses_of(history.officers))) == []
    assert second.gaps == {}
    kinds = {violation.kind.value for violation in result.violations.kept}
    assert kinds <= {"clock", "slot", "capacity"}  # sums and ranges hold, whatever happened


def test_the_recount_knows_the_words_of_the_log() -> None:
    assert EVENT_TYPES.keys() == recount.KNOWN_TYPES
    assert {role.value for role in Role} == recount.ROLES


def test_the_recount_shares_no_code_with_the_first_path() -> None:
    folder = Path(recount.__file__).parent
    files = sorted(folder.glob("recount*.py"))
    assert len(files) == 4
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                module = str(node.module)
                assert not module.startswith(("chatserver", "storage")) or module.startswith(recount.__name__), file
