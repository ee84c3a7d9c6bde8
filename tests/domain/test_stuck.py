"""The stuck map against the plainest count of the same questions."""

from __future__ import annotations

import datetime as dt
import statistics

from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.stuck import FEW, Asked, map_of, shade, shades

questions = st.lists(
    st.builds(
        Asked,
        matter_id=st.sampled_from(["vat-general", "payment"]),
        step_id=st.sampled_from([None, "s1", "s2"]),
        error_id=st.sampled_from([None, "e1"]),
        person_key=st.sampled_from([f"tp{n}:pe" for n in range(9)]),
        lost=st.integers(0, 10**10),
        solved_by=st.sampled_from([None, "officer", "explanation"]),
    ),
    max_size=40,
)


@given(questions)
def test_every_place_is_what_a_plain_count_says(asked: list[Asked]) -> None:
    found = map_of(asked)
    assert found.steps.keys() == {(one.matter_id, one.step_id) for one in asked}
    for (matter_id, step_id), told in found.steps.items():
        here = [one for one in asked if (one.matter_id, one.step_id) == (matter_id, step_id)]
        people = {one.person_key for one in here}
        lost = [sum(one.lost for one in here if one.person_key == person) for person in people]
        last = {one.person_key: one.solved_by for one in here}
        assert told.people == len(people)
        assert told.questions == len(here)
        assert told.lost == dt.timedelta(microseconds=sum(lost))
        assert told.by_officer == list(last.values()).count("officer")
        assert told.by_explanation == list(last.values()).count("explanation")
        median = statistics.median_low(lost)
        assert told.median == (dt.timedelta(microseconds=median) if len(people) >= FEW else None)


@given(questions)
def test_parts_sum_to_the_whole(asked: list[Asked]) -> None:
    found = map_of(asked)
    assert sum(stuck.questions for stuck in found.steps.values()) == found.all.questions == len(asked)
    assert found.all.people <= found.times
    for key, stuck in found.steps.items():
        errors = found.errors[key].values()
        assert sum(part.questions for part in errors) == stuck.questions
        assert sum((part.lost for part in errors), dt.timedelta()) == stuck.lost
        assert stuck.by_explanation + stuck.by_officer + stuck.unsolved == stuck.people
        assert stuck.unsolved >= 0


def test_fewer_than_five_people_have_neither_shade_nor_median() -> None:
    four = [Asked("payment", "s1", None, f"p{n}", 10, None) for n in range(4)]
    (stuck,) = map_of(four).steps.values()
    assert (stuck.people, stuck.median, shade(stuck.people, shades(4))) == (4, None, 0)


@given(st.integers(0, 5_000))
def test_fullest_place_has_the_darkest_shade_as_soon_as_there_are_people_enough(most: int) -> None:
    bounds = shades(most)
    assert list(bounds) == sorted(set(bounds))
    assert bounds[0] == FEW
    darkest = shade(most, bounds)
    assert darkest == 5 if most >= 20 else darkest < 5
