"""Invented taxpayers, and what they are stuck on: drawn from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.actors import Person, Taxpayer
from chatserver.domain.context import FieldValue, FormContext
from chatserver.simulation.chance import happens

if TYPE_CHECKING:
    import datetime as dt
    from random import Random

    from chatserver.domain.catalogue import Catalogue, Matter, MatterError

ISSUER: Final = "simulated"
_WITHOUT_ERROR: Final = 0.12
"""Share of people who ask without any error."""
_PER_TAXPAYER: Final = 4
"""Sessions that a taxpayer has in the whole history, on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What somebody is stuck on."""

    matter: Matter
    error: MatterError | None
    context: FormContext


class People:
    """A town of invented taxpayers, each with one person; names say that they are invented."""

    def __init__(self, catalogue: Catalogue, sessions: int) -> None:
        """Make as many as fit a history of so many sessions."""
        self._size = max(200, sessions // _PER_TAXPAYER)
        self._matters = list(catalogue.matters)
        self._weights = [1 / (place + 1) ** 0.8 for place in range(len(self._matters))]

    def draw(self, rng: Random) -> tuple[Taxpayer, Person]:
        """Return somebody; a few ask far more often than others do."""
        number = int(self._size * rng.random() ** 1.6)
        taxpayer = Taxpayer(
            taxpayer_id=f"sim{number:07}", name=f"模拟企业{number:07}（虚构）", credit_grade=rng.choice("ABBBM")
        )
        return taxpayer, Person(person_id=f"{ISSUER}|p{number:07}", name="模拟人员", role="tax_handler")

    def trouble(self, rng: Random, due: dt.date, today: dt.date) -> Trouble:
        """Return what is the matter: the first error of a form is the most frequent one."""
        matter = rng.choices(self._matters, self._weights)[0]
        if not matter.errors or happens(rng, _WITHOUT_ERROR):
            step = rng.choice(matter.steps)
            return Trouble(matter=matter, error=None, context=_context(matter, None, step.id, due, today))
        places = [1 / (place + 1) for place in range(len(matter.errors))]
        error = rng.choices(matter.errors, places)[0]
        return Trouble(matter=matter, error=error, context=_context(matter, error, error.step_id, due, today))


def _context(matter: Matter, error: MatterError | None, step_id: str, due: dt.date, today: dt.date) -> FormContext:
    wanted = set(error.field_ids) if error else {field.id for field in matter.fields_of(step_id)[:6]}
    fields = [field for field in matter.fields if field.id in wanted and field.sensitivity != "sensitive"]
    return FormContext(
        matter_id=matter.id,
        step_id=step_id,
        deadline=due.isoformat() if today <= due else None,
        error_id=error.id if error else None,
        error_occurrences=1 if error else 0,
        seconds_on_step=200,
        fields=tuple(FieldValue(id=field.id, value=field.sample) for field in fields),
    )
