"""A step of a form as the templates draw it: fields with their controls, tables, the rail, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from chatserver.domain.catalogue import Field, Grid, GridLine, Part, Sensitivity, Severity, Step
from chatserver.domain.checks import Finding
from chatserver.domain.field_values import NUMBER_TYPES, UnreadableValue, split_parts
from chatserver.domain.typography import typeset
from widget.demo.case import DECLARING, Case
from widget.demo.findings_view import Panel, is_told_in_panel, panels_elsewhere, panels_of
from widget.demo.words import Words, address, amount

LONG_TEXT: Final = 60
"""Texts that may be longer than this many characters get a box of several lines."""
PLAIN_KINDS: Final = {"file": "file", "date": "date", "date-range": "range", "bool": "choice", "phone": "phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One box of a field that has several."""

    name: str
    label: str
    kind: str
    unit: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field. `value` is canonical, `shown` as people read it; `control` names the macro that draws it."""

    id: str
    step_id: str
    sensitivity: Sensitivity
    label: str
    address: str
    unit: str
    control: str
    value: str
    shown: str
    required: bool
    error: str | None
    hint: str
    parts: tuple[PartView, ...]
    options: tuple[tuple[str, str], ...]
    total: bool = False

    @property
    def input_name(self) -> str:
        """Return the name under which the browser sends the field."""
        return f"v.{self.id}"

    @property
    def policy(self) -> str:
        """Return what the embed may do with the value: `hidden`, `masked`, or empty where it may see it."""
        return {Sensitivity.SENSITIVE: "hidden", Sensitivity.PERSONAL: "masked"}.get(self.sensitivity, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One line of a table; a cell is None where the paper form has a dash."""

    line: GridLine
    cells: tuple[FieldView | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridView:
    """A drawn table."""

    grid: Grid
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RailStep:
    """One step in the rail. `state`: done, failed or open; the current step has `current` besides."""

    step: Step
    number: int
    state: str
    current: bool
    reachable: bool


class FormView:
    """Everything that the form page of one step shows."""

    def __init__(self, case: Case, step: Step, words: Words) -> None:
        self.case = case
        self.step = step
        self.words = words
        self._findings = case.findings(step.id)
        self._wrong = _messages(self._findings, case, words)
        self.panels = panels_of(case, step, words)
        self.panels_elsewhere = panels_elsewhere(case, step, words)
        self.rail = tuple(self._rail())
        self.grids = tuple(self._grid(grid) for grid in case.matter.grids_of(step.id))
        self.fields = tuple(self.field(item) for item in case.matter.fields_of(step.id) if not item.cell)
        self.recap = tuple(self.field(case.matter.field(field_id)) for field_id in step.recap)

    @property
    def wrong_fields(self) -> tuple[FieldView, ...]:
        """Return the fields of this step with a message of their own, for the list above the form."""
        listed = (field for finding in self._findings if not is_told_in_panel(finding) for field in finding.field_ids)
        return tuple(self.field(self.case.matter.field(field_id)) for field_id in dict.fromkeys(listed))

    @property
    def path(self) -> list[str]:
        """Return where the matter stands in the menu; the first way where there are several."""
        ways = re.split("[;；]", self.case.matter.menu_path.for_display(self.words.language))
        return [part.strip() for part in ways[0].split(">")]

    @property
    def comparison(self) -> Panel | None:
        """Return the failed comparison of this step, if there is one."""
        return next((panel for panel in self.panels if panel.rows), None)

    @property
    def refusal(self) -> str:
        """Return why a form that was handed in was sent back to this step, empty while nothing on it blocks."""
        panels = (panel.heading for panel in self.panels if panel.severity == Severity.BLOCK)
        return next(panels, next((field.error or "" for field in self.wrong_fields), ""))

    @property
    def confirms(self) -> str:
        """Return the warnings that going on from here confirms, empty while something blocks."""
        return "" if self.case.blocking(self.step.id) else " ".join(self.case.warnings(self.step.id))

    @property
    def compare_step(self) -> Step | None:
        """Return the comparison that failed before, where saving this step may lead straight back to it."""
        compares = (step for step in self.case.matter.steps if step.action == "compare")
        return next((step for step in compares if step.id in self.case.draft.tried and step.id != self.step.id), None)

    @property
    def is_last(self) -> bool:
        """Say whether this step ends the person's work."""
        return self.step.id == self.case.last_step.id

    @property
    def declares(self) -> bool:
        """Say whether this step asks for the declaration."""
        return self.step.action in DECLARING

    @property
    def resolution(self) -> Iterable[tuple[FieldView, str]]:
        """Return what the tester has to enter so that the demo case passes."""
        for field_id, value in self.case.resolution.items():
            field = self.case.matter.field(field_id)
            yield self.field(field), shown(field, value, self.words)

    @property
    def elsewhere(self) -> Iterable[tuple[str, str, str]]:
        """Return id, step and value of the fields of other steps, for the officer's picture of the whole form."""
        here = {self.step.id}
        on_page = {view.id for view in self.recap}
        for field in self.case.matter.fields:
            seen = field.step_id in here or field.id in on_page
            if not seen and field.sensitivity is not Sensitivity.SENSITIVE:
                yield field.id, field.step_id, self.case.values.get(field.id, "")

    def field(self, field: Field) -> FieldView:
        """Return the view of one field with its present value."""
        value = self.case.values.get(field.id, "")
        return FieldView(
            id=field.id,
            step_id=field.step_id,
            sensitivity=field.sensitivity,
            label=field.name.for_display(self.words.language),
            address=address(field.row, self.words),
            unit=self._unit(field.unit),
            control=self._control(field),
            value=value,
            shown=shown(field, value, self.words),
            required=field.required and not field.readonly,
            error=self._wrong.get(field.id),
            hint=field.hint.for_display(self.words.language),
            parts=tuple(self._parts(field, value)),
            options=self._options(field),
        )

    def _control(self, field: Field) -> str:
        if field.id in self.case.closed:
            return "closed"
        if field.readonly or field.computed or field.step_id != self.step.id:
            return "readonly"
        if field.type in PLAIN_KINDS:
            return PLAIN_KINDS[field.type]
        if field.parts or field.options or field.options_fact:
            return "group" if field.parts else "select"
        if field.type in NUMBER_TYPES:
            return "number"
        return "long" if (field.max_length or 0) > LONG_TEXT else "text"

    def _options(self, field: Field) -> tuple[tuple[str, str], ...]:
        language = self.words.language
        if field.type == "bool" and not field.options:
            return (("是", self.words("form.yes")), ("否", self.words("form.no")))
        if field.options_fact:
            known = self.case.situation.facts.get(field.options_fact)
            return tuple((choice, typeset(choice)) for choice in known) if isinstance(known, tuple) else ()
        return tuple((option.value, option.name.for_display(language)) for option in field.options)

    def _parts(self, field: Field, value: str) -> Iterable[PartView]:
        if not field.parts:
            return
        try:
            texts = split_parts(field, value)
        except UnreadableValue:
            texts = [value] + [""] * (len(field.parts) - 1)
        for part, text in zip(field.parts, texts, strict=True):
            yield PartView(
                name=f"v.{field.id}.{part.id}",
                label=part.name.for_display(self.words.language),
                kind="number" if part.type in NUMBER_TYPES else part.type,
                unit=self._unit(part.unit),
                value=text,
                shown=amount(text, part.decimals) if part.type in NUMBER_TYPES else text,
            )

    def _unit(self, unit: str) -> str:
        key = f"unit.{unit}"
        return self.words(key) if self.words.has(key) else unit

    def _grid(self, grid: Grid) -> GridView:
        matter = self.case.matter
        return GridView(
            grid=grid,
            rows=tuple(
                GridRow(
                    line=row,
                    cells=tuple(
                        self.field(found) if (found := matter.field_at(grid.id, row.id, column.id)) else None
                        for column in grid.columns
                    ),
                )
                for row in grid.rows
            ),
        )

    def _rail(self) -> Iterable[RailStep]:
        for number, step in enumerate(self.case.matter.steps, start=1):
            failed = self.case.blocking(step.id) if step.id in self.case.draft.tried else ()
            done = step.id in self.case.draft.done or self.case.is_done
            yield RailStep(
                step=step,
                number=number,
                state="failed" if failed else "done" if done else "open",
                current=step.id == self.step.id,
                reachable=self.case.reachable(step),
            )


def shown(field: Field, value: str, words: Words) -> str:
    """Return a value as people read it: amounts grouped, ranges with a word between, choices by name."""
    if not value:
        return ""
    if field.type in NUMBER_TYPES:
        return amount(value, field.decimals)
    if field.parts:
        return _parts_shown(field.parts, field, value, words)
    named = {option.value: option.name.for_display(words.language) for option in field.options}
    return named.get(value, value)


def message_of(code: str, limit: str | None, words: Words) -> str:
    """Return the words for a value that cannot be read."""
    return words(f"wrong.{code}", limit=limit or "")


def _parts_shown(parts: tuple[Part, ...], field: Field, value: str, words: Words) -> str:
    try:
        texts = split_parts(field, value)
    except UnreadableValue:
        return value
    if field.type == "date-range":
        return words("form.range", first=texts[0], last=texts[-1])
    pairs = zip(parts, texts, strict=True)
    read = (amount(text, part.decimals) if part.type in NUMBER_TYPES else text for part, text in pairs)
    return " / ".join(text for text in read if text)


def _messages(findings: Iterable[Finding], case: Case, words: Words) -> Mapping[str, str]:
    """Return the line under each field that is wrong: its own fault first, else the check that names it."""
    lines: dict[str, str] = {}
    for finding in findings:
        if finding.severity is not Severity.BLOCK or finding.comparison:
            continue
        for field_id in finding.field_ids:
            if not is_told_in_panel(finding):
                lines[field_id] = message_of(finding.code, finding.limit, words)
            elif case.matter.field(field_id).step_id == finding.step_id:
                lines.setdefault(field_id, finding.message.for_display(words.language))
    return lines
