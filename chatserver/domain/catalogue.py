"""The catalogue of matters as the rules see it: frozen, with look-ups by id. It never reads a file.

A matter is what a taxpayer comes for (a return, an application); it has steps, fields, errors with the officer's
explanation, and the rules of its form as formulas. Everything here is data of the bureau, none of it is code.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from chatserver.domain.errors import MatterUnknown
from chatserver.domain.form import (
    NO_WORDS,
    Cell,
    Field,
    FormCode,
    Grid,
    GridLine,
    HelpTopic,
    Material,
    MatterError,
    Option,
    Part,
    Placeholder,
    Sensitivity,
    Severity,
    Step,
    Text,
)
from chatserver.domain.form_rules import (
    Check,
    Comparison,
    ComparisonLine,
    Effect,
    Fact,
    Moment,
    Resolution,
    Scenario,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chatserver.domain.common_lists import CommonLists, DemoCast
    from chatserver.domain.formula import Formula

__all__ = [
    "NO_WORDS",
    "Catalogue",
    "Cell",
    "Check",
    "Comparison",
    "ComparisonLine",
    "Effect",
    "Fact",
    "Field",
    "FormCode",
    "Grid",
    "GridLine",
    "HelpTopic",
    "Material",
    "Matter",
    "MatterError",
    "Moment",
    "Option",
    "Part",
    "Placeholder",
    "Resolution",
    "Scenario",
    "Sensitivity",
    "Severity",
    "Step",
    "Text",
]


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_HasId)


def _by_id(items: Iterable[Item]) -> Mapping[str, Item]:
    return MappingProxyType({item.id: item for item in items})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter, in the version that is valid from `valid_from` to `valid_to` (None: until further notice)."""

    id: str
    version: int
    valid_from: dt.date
    valid_to: dt.date | None
    name: Text
    category: Text
    form_codes: tuple[FormCode, ...]
    codes_confidence: str
    frequency: Text
    deadline: Text
    menu_path: Text
    period_cycle: str | None
    steps: tuple[Step, ...]
    fields: tuple[Field, ...]
    grids: tuple[Grid, ...]
    errors: tuple[MatterError, ...]
    help_topics: tuple[HelpTopic, ...]
    materials: tuple[Material, ...]
    canned_replies: tuple[Text, ...]
    computed: Mapping[str, Formula]
    comparisons: tuple[Comparison, ...]
    checks: tuple[Check, ...]
    facts: tuple[Fact, ...]
    start_values: Mapping[str, str]
    effects: tuple[Effect, ...]
    placeholders: Mapping[str, Placeholder]
    scenarios: tuple[Scenario, ...]
    _fields: Mapping[str, Field] = dataclasses.field(init=False, repr=False, compare=False)
    _steps: Mapping[str, Step] = dataclasses.field(init=False, repr=False, compare=False)
    _errors: Mapping[str, MatterError] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index what is looked up at every change of a form."""
        object.__setattr__(self, "_fields", _by_id(self.fields))
        object.__setattr__(self, "_steps", _by_id(self.steps))
        object.__setattr__(self, "_errors", _by_id(self.errors))

    @property
    def queue_id(self) -> str:
        """Sessions about this matter wait in the queue of the same name."""
        return self.id

    def is_valid(self, on: dt.date) -> bool:
        """Say whether this version is in force on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def find_field(self, field_id: str | None) -> Field | None:
        """Return the field, or None."""
        return self._fields.get(field_id) if field_id is not None else None

    def find_step(self, step_id: str | None) -> Step | None:
        """Return the step, or None."""
        return self._steps.get(step_id) if step_id is not None else None

    def find_error(self, error_id: str | None) -> MatterError | None:
        """Return the error, or None."""
        return self._errors.get(error_id) if error_id is not None else None

    def field(self, field_id: str) -> Field:
        """Return the field. Raises KeyError."""
        return self._fields[field_id]

    def step(self, step_id: str) -> Step:
        """Return the step. Raises KeyError."""
        return self._steps[step_id]

    def error(self, error_id: str) -> MatterError:
        """Return the error. Raises KeyError."""
        return self._errors[error_id]

    def has_field(self, field_id: str | None) -> bool:
        """Say whether the form has this field."""
        return field_id in self._fields

    def has_step(self, step_id: str | None) -> bool:
        """Say whether the form has this step."""
        return step_id in self._steps

    def has_error(self, error_id: str | None) -> bool:
        """Say whether the form can raise this error."""
        return error_id in self._errors

    def fields_of(self, step_id: str) -> tuple[Field, ...]:
        """Return the fields of one step in the order of the form."""
        return tuple(item for item in self.fields if item.step_id == step_id)

    def grids_of(self, step_id: str) -> tuple[Grid, ...]:
        """Return the tables that a step draws."""
        return tuple(grid for grid in self.grids if grid.step_id == step_id)

    def field_at(self, grid_id: str, row_id: str, column_id: str) -> Field | None:
        """Return the field drawn at this place of a table, None where the table has a dash."""
        place = Cell(grid_id, row_id, column_id)
        return next((item for item in self.fields if item.cell == place), None)

    def comparison(self, comparison_id: str) -> Comparison:
        """Return the comparison. Raises KeyError."""
        return _by_id(self.comparisons)[comparison_id]

    def help_topic(self, topic_id: str) -> HelpTopic:
        """Return the help topic. Raises KeyError."""
        return _by_id(self.help_topics)[topic_id]

    def scenario(self, scenario_id: str) -> Scenario:
        """Return the demo case. Raises KeyError."""
        return _by_id(self.scenarios)[scenario_id]

    def scenarios_of(self, taxpayer_id: str) -> tuple[Scenario, ...]:
        """Return the demo cases of one demo taxpayer; the first is where the demo starts."""
        return tuple(item for item in self.scenarios if taxpayer_id in item.taxpayer_ids)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All matters valid on one day, and the lists they share. `version` changes whenever any file does."""

    version: str
    valid_on: dt.date
    matters: tuple[Matter, ...]
    common: CommonLists
    demo: DemoCast | None
    _matters: Mapping[str, Matter] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the matters: every command of a session looks one up."""
        object.__setattr__(self, "_matters", _by_id(self.matters))

    def matter(self, matter_id: str) -> Matter:
        """Return the matter. Raises MatterUnknown."""
        found = self._matters.get(matter_id)
        if found is None:
            raise MatterUnknown(matter_id=matter_id)
        return found

    def find_matter(self, matter_id: str | None) -> Matter | None:
        """Return the matter, or None."""
        return self._matters.get(matter_id) if matter_id is not None else None
