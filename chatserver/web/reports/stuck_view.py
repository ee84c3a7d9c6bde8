"""The stuck map as its template draws it: names of the catalogue, shades, and the step that is looked at closely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from chatserver.domain.stuck import FEW, shade, shades

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chatserver.domain.catalogue import Catalogue, Matter
    from chatserver.domain.stuck import Stuck, StuckMap
    from chatserver.services.stuck import Change, Step
    from chatserver.web.reports.asked import Asked
    from storage.stuck import FieldCount

BAR: Final = 430
"""Units of width of the bar that says who solved it."""
_GAP: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place: None where the form has no such step. `is_here`: it is the one that is looked at closely."""

    stuck: Stuck | None
    shade: int
    address: str
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One matter: its steps in the order of the form, what fits none of them, and the sum of all."""

    name: str
    cells: Sequence[Cell | None]
    elsewhere: Cell
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stretch of the bar; `kind`: explanation, officer, unsolved."""

    kind: str
    people: int
    share: float
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One error or field of the step: its words and its code."""

    words: str
    code: str
    stuck: Stuck | None = None
    count: FieldCount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closely:
    """The step that is looked at closely."""

    matter: str
    step: str
    number: int
    stuck: Stuck
    parts: Sequence[Part]
    errors: Sequence[Line]
    fields: Sequence[Line]
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The whole map; `bounds`: from how many people on each shade holds; `has_others`: somebody fits no step."""

    rows: Sequence[Row]
    steps: int
    bounds: Sequence[int]
    map: StuckMap
    has_others: bool


def draw(catalogue: Catalogue, found: StuckMap, asked: Asked, here: Step | None, language: str) -> Map:
    """Return the table: every matter of the catalogue, then those that it no longer has."""
    bounds = shades(max((stuck.people for stuck in found.steps.values()), default=0))
    drawing = _Drawing(found, asked, here, language, bounds)
    known = sorted(catalogue.matters, key=lambda matter: -drawing.times(matter.id))
    gone = sorted({matter_id for matter_id, _ in found.steps} - {matter.id for matter in known})
    most = max((len(matter.steps) for matter in known), default=0)
    rows = [drawing.row(matter, most) for matter in known] + [
        drawing.row_of_gone(matter_id, most) for matter_id in gone
    ]
    has_others = any(row.elsewhere.stuck for row in rows)
    return Map(rows=rows, steps=most, bounds=bounds, map=found, has_others=has_others)


@dataclass(frozen=True, slots=True)
class _Drawing:
    found: StuckMap
    asked: Asked
    here: Step | None
    language: str
    bounds: tuple[int, ...]

    def times(self, matter_id: str) -> int:
        return sum(stuck.people for (of, _), stuck in self.found.steps.items() if of == matter_id)

    def row(self, matter: Matter, most: int) -> Row:
        name = matter.name.for_display(self.language)
        steps = sorted(matter.steps, key=lambda step: step.order)
        cells: list[Cell | None] = [
            self.cell((matter.id, step.id), f"{name} · {step.name.for_display(self.language)}") for step in steps
        ]
        cells += [None] * (most - len(cells))
        return Row(
            name=name,
            cells=cells,
            elsewhere=self.elsewhere(matter.id, {step.id for step in steps}, name),
            times=self.times(matter.id),
        )

    def row_of_gone(self, matter_id: str, most: int) -> Row:
        elsewhere = self.elsewhere(matter_id, set(), matter_id)
        return Row(name=matter_id, cells=[None] * most, elsewhere=elsewhere, times=self.times(matter_id))

    def elsewhere(self, matter_id: str, steps: set[str], name: str) -> Cell:
        """The place for questions without a step, or of a step that the form has no longer; the fullest of them."""
        others = [key for key in self.found.steps if key[0] == matter_id and key[1] not in steps]
        key = max(others, key=lambda step: self.found.steps[step].people, default=(matter_id, None))
        return self.cell(key, name)

    def cell(self, key: Step, name: str) -> Cell:
        stuck = self.found.steps.get(key)
        return Cell(
            stuck=stuck,
            shade=shade(stuck.people, self.bounds) if stuck else 0,
            address=address(self.asked, matter=key[0], step=key[1] or ""),
            name=name,
            is_here=key == self.here,
        )


def address(asked: Asked, **more: str) -> str:
    """Return the query of this page with these periods, so that what is seen can be sent to somebody."""
    days, against = asked.days, asked.against
    named = {"from": days.first, "to": days.last, "against_from": against.first, "against_to": against.last}
    return "?" + urlencode({**{name: day.isoformat() for name, day in named.items()}, **more})


def sessions_at(catalogue: Catalogue, asked: Asked, here: Step) -> str:
    """Return the address of the sessions with a question at this step; empty for a matter that is no more."""
    if catalogue.find_matter(here[0]) is None:
        return ""
    days = asked.days
    named = {"from": days.first.isoformat(), "to": days.last.isoformat(), "matter": here[0], "step": here[1] or "-"}
    return "/reports/sessions?" + urlencode(named)


def look_closely(
    catalogue: Catalogue,
    found: StuckMap,
    here: Step,
    fields: Sequence[FieldCount],
    change: Change | None,
    language: str,
) -> Closely | None:
    """Return one step; None where nobody was stuck there."""
    stuck = found.steps.get(here)
    if stuck is None:
        return None
    matter = catalogue.find_matter(here[0])
    step = matter.find_step(here[1]) if matter else None
    return Closely(
        matter=matter.name.for_display(language) if matter else here[0],
        step=step.name.for_display(language) if step else here[1] or "",
        number=step.order if step else 0,
        stuck=stuck,
        parts=list(_parts(stuck)),
        errors=_errors(matter, found, here, language),
        fields=[_field(matter, count, language) for count in fields],
        change=change,
    )


def _parts(stuck: Stuck) -> Iterator[Part]:
    counts = (("explanation", stuck.by_explanation), ("officer", stuck.by_officer), ("unsolved", stuck.unsolved))
    shown = [(kind, people) for kind, people in counts if people]
    room, start = BAR - _GAP * (len(shown) - 1), 0.0
    for kind, people in shown:
        share = people / stuck.people
        yield Part(kind=kind, people=people, share=share, start=start, width=room * share)
        start += room * share + _GAP


def _errors(matter: Matter | None, found: StuckMap, here: Step, language: str) -> list[Line]:
    errors = sorted(found.errors[here].items(), key=lambda item: (-item[1].people, item[0] or ""))
    lines = []
    for error_id, stuck in errors:
        error = matter.find_error(error_id) if matter else None
        words = error.title.for_display(language) or error.message.for_display(language) if error else ""
        lines.append(Line(words=words, code=error_id or "", stuck=stuck))
    return lines


def _field(matter: Matter | None, count: FieldCount, language: str) -> Line:
    known = matter.find_field(count.field_id) if matter else None
    words = f"{known.row} {known.name.for_display(language)}".strip() if known else ""
    return Line(words=words, code=count.field_id, count=count)


def solved_share(stuck: Stuck) -> float | None:
    """Return the share of people for whom it was solved; None for too few."""
    return (stuck.by_explanation + stuck.by_officer) / stuck.people if stuck.people >= FEW else None
