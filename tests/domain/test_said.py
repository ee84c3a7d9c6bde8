"""The sends that a session knows."""

from __future__ import annotations

from chatserver.domain.said import Said


def test_a_version_stays_as_it_was_when_others_grow_out_of_it() -> None:
    none = Said()
    one = none.plus("taxpayer:a", 4)
    two = one.plus("officer:b", 6)
    other_two = one.plus("taxpayer:c", 5)
    assert [len(none), len(one), len(two), len(other_two)] == [0, 1, 2, 2]
    assert two.as_dict() == {"taxpayer:a": 4, "officer:b": 6}
    assert other_two.as_dict() == {"taxpayer:a": 4, "taxpayer:c": 5}
    assert one.as_dict() == {"taxpayer:a": 4}
    assert one.number("officer:b") is None
    assert two.number("officer:b") == 6
    assert other_two.number("officer:b") is None


def test_two_are_equal_by_what_they_hold() -> None:
    grown = Said().plus("a", 1)
    grown.plus("b", 2)
    assert grown == Said({"a": 1})
    assert grown != Said({"a": 2})
    assert Said({"a": 1, "b": 2}).number("b") == 2
