"""A whole invented history, day by day, into an empty database: the same seed gives the same one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING, ClassVar, Final

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.domain.errors import DomainError
from chatserver.services.facts import rows_of
from chatserver.simulation import season
from chatserver.simulation.day import Day, Lists
from chatserver.simulation.people import People
from chatserver.simulation.staff import CAPACITY, on_duty, staff
from storage.codec import encode
from storage.history import Batch, count_sessions, note_simulation, write_batch
from storage.officers import NewOfficer, add_officer
from storage.search import SaidText
from storage.sessions import session_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.workdays import Workdays
    from chatserver.simulation.staff import Clerk
    from chatserver.simulation.story import Story
    from storage.engine import Database

NO_PASSWORD: Final = "-"  # noqa: S105 - nobody can sign in as an invented officer
_SESSIONS_A_BATCH: Final = 2_000
_DAYS_AHEAD: Final = 8
"""Days that are made before they are written: a busy one has some hundred megabytes."""


class DatabaseNotEmpty(DomainError):
    """Invented sessions would stand among real ones."""

    code = "database_not_empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be invented: how many sessions, from which day to which, both included."""

    sessions: int
    first: dt.date
    last: dt.date
    seed: int


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the days of a plan; each by itself, so that several processes may."""

    plan: Plan
    catalogue: Catalogue
    workdays: Workdays

    def days(self) -> dict[dt.date, int]:
        """Return how many sessions each day has."""
        return season.spread(self.plan.sessions, self.plan.first, self.plan.last, self.workdays)

    def clerks(self) -> list[Clerk]:
        """Return every officer of the history, as fresh as on their first day."""
        return staff(self.catalogue, max(self.days().values()))

    def make(self, date: dt.date) -> list[Batch]:
        """Return one day's rows."""
        days, rng = self.days(), Random(f"{self.plan.seed}/{date}")  # noqa: S311 - nothing secret
        clerks = list(on_duty(self.clerks(), days[date], max(days.values())))
        common = self.catalogue.common
        lists = Lists([one.id for one in common.dispositions], [one.id for one in common.negative_rating_reasons])
        people = People(self.catalogue, self.plan.sessions)
        day = Day(date, rng, people, clerks, self.workdays, lists)
        stories = day.run(days[date])
        starts = range(0, len(stories), _SESSIONS_A_BATCH)
        batches = [self._batch(stories[start : start + _SESSIONS_A_BATCH]) for start in starts]
        batches.append(Batch(statuses=list(_statuses(clerks))))
        return batches

    def _batch(self, stories: Sequence[Story]) -> Batch:
        batch = Batch()
        for story in stories:
            made = rows_of(story.session, story.log, self.workdays)
            batch.events += [_event(story, n) for n in range(len(story.log))]
            batch.sessions.append(session_row(story.session))
            batch.session_facts.append(made.session)
            batch.question_facts += made.questions
            batch.field_facts += made.fields
            batch.assignment_facts += made.assignments
            batch.transfer_facts += made.transfers
            batch.said.append(SaidText(session_id=made.session_id, seq=made.seq, text=made.said))
        return batch


class Workers:
    """Processes that make days; each reads the catalogue for itself."""

    _maker: ClassVar[Maker]
    """The maker of the process that this is."""

    @classmethod
    def start(cls, plan: Plan, catalogue_folder: Path, on: dt.date) -> None:
        """Prepare one process."""
        holder = CatalogueHolder(on, catalogue_folder)
        cls._maker = Maker(plan, holder.current, holder.workdays)

    @classmethod
    def make(cls, date: dt.date) -> list[Batch]:
        """Make one day in this process."""
        return cls._maker.make(date)


async def simulate(
    database: Database, maker: Maker, now: dt.datetime, tell: Callable[[int], None], pool: Executor
) -> int:
    """Write the history, which the workers of `pool` make; `tell` hears how many sessions are written.

    Raises DatabaseNotEmpty.
    """
    if await database.read(count_sessions):
        raise DatabaseNotEmpty
    numbers: dict[str, int] = {}
    written = 0
    await database.write(partial(_begin, maker=maker, now=now))
    days = [day for day, count in maker.days().items() if count]
    for start in range(0, len(days), _DAYS_AHEAD):
        for batches in pool.map(Workers.make, days[start : start + _DAYS_AHEAD]):
            for batch in batches:
                _number(batch, numbers)
                await database.write(partial(write_batch, batch=batch))
                written += len(batch.sessions)
            tell(written)
    return written


def _number(batch: Batch, numbers: dict[str, int]) -> None:
    """Number the statuses of each officer on from the days before."""
    for status in batch.statuses:
        officer_id = status["officer_id"]
        status["seq"] = numbers[officer_id] = numbers.get(officer_id, 0) + 1


def _begin(connection: Connection, maker: Maker, now: dt.datetime) -> None:
    plan = maker.plan
    note_simulation(connection, now, plan.seed, plan.sessions, (plan.first, plan.last))
    for clerk in maker.clerks():
        new = NewOfficer(
            officer_id=clerk.ref.officer_id,
            name=clerk.ref.name,
            tier=clerk.ref.tier,
            capacity=CAPACITY,
            skills=tuple(sorted(clerk.skills)),
            password_hash=NO_PASSWORD,
        )
        add_officer(connection, new, now)


def _event(story: Story, place: int) -> dict[str, object]:
    logged = story.log[place]
    return {
        "session_id": logged.session_id,
        "seq": logged.seq,
        "at": logged.at,
        "type": logged.event.type,
        "actor_role": logged.actor.role.value,
        "actor_id": logged.actor.id,
        "body": encode(logged.event),
    }


def _statuses(clerks: list[Clerk]) -> Iterator[dict[str, object]]:
    for clerk in clerks:
        for at, status, cause in clerk.declared:
            yield {"officer_id": clerk.ref.officer_id, "at": at, "status": status, "reason": None, "cause": cause}
