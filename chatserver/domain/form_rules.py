"""The rules of a form as data: checks, comparisons, facts, and the demo cases that run into each error.

Import them from `chatserver.domain.catalogue`; `chatserver.domain.checks` evaluates them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain.form import NO_WORDS, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.domain.formula import Formula, Value


class Moment(StrEnum):
    """When a check runs: on coming to its step or on leaving it forwards."""

    ENTER = "enter"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonLine:
    """One row of a 一窗式比对. It passes when the declared amount is `equal`, `at_least` or `at_most` the source's."""

    no: int
    source_item: Text
    source_amount: Formula
    declared_item: Text
    declared_amount: Formula
    relation: str = "equal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A table of amounts that the bureau's systems know against amounts that the return declares."""

    id: str
    step_id: str
    title: Text
    lines: tuple[ComparisonLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule of the form. It is raised when `when` holds, or, without `when`, when one of its comparison rows fails.

    It raises a catalogue error, or says `message` where the catalogue has no explanation for it.
    """

    id: str
    step_id: str
    moment: Moment
    severity: Severity
    field_ids: tuple[str, ...]
    error_id: str | None = None
    message: Text = NO_WORDS
    when: Formula | None = None
    comparison_id: str | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the bureau's own systems know; `default` is what they know of a taxpayer without trouble.

    `of_taxpayer` names what the bureau takes from its register instead: name, credit_grade or cit_mode.
    """

    id: str
    name: Text
    type: str
    unit: str = ""
    default: Value
    of_taxpayer: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A yes/no fact of another matter that filing this one changes."""

    matter_id: str
    fact_id: str
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What makes the error go away: values that the taxpayer changes, facts that somebody else must change."""

    values: Mapping[str, str]
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A demo case: a taxpayer with starting values and facts that run into one error of the matter (or none).

    `deadline_in_days` counts from the day the form is opened: 0 is today, negative is past.
    """

    id: str
    taxpayer_ids: tuple[str, ...]
    name: Text
    error_id: str | None
    deadline_in_days: int | None
    values: Mapping[str, str]
    facts: Mapping[str, Value]
    resolution: Resolution
