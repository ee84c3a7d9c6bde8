"""What is taken out of a closed session when its term is over, event by event, and what stays. Pure.

Every event keeps its number, type, time, actor and all that figures are made of. A text becomes a mark (`purge_mark`);
ids of taxpayers and persons become aliases. Names on duty, codes, numbers and the catalogue's words stay: they say what
the service did, not who was served.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain import context, guided
from chatserver.domain import events as ev
from chatserver.domain import events_papers as papers
from chatserver.domain import events_together as together
from chatserver.domain import monitor_events as monitor
from chatserver.domain import slip_events as slip
from chatserver.domain.actors import HUB, Actor, Person, Role, Taxpayer
from chatserver.domain.aliases import SIGN
from chatserver.domain.guards import key_of, person_key
from chatserver.domain.origin import Origin
from chatserver.domain.purge_mark import mark, purged_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chatserver.domain.aliases import Aliases
    from chatserver.domain.session import Session


class Part(StrEnum):
    """What has a term of its own: what people wrote, or what tells who they are and what is on their form."""

    TALK = "talk"
    PERSONAL = "personal"


TALK: Final[Mapping[type, frozenset[str]]] = {
    ev.QuestionOpened: frozenset({"text"}),
    ev.MessagePosted: frozenset({"text"}),
    ev.FieldHighlighted: frozenset({"text"}),
    ev.FieldProposed: frozenset({"reason", "basis"}),
    ev.ProposalDeclined: frozenset({"reason"}),
    ev.StepSuggested: frozenset({"text"}),
    ev.NoteAdded: frozenset({"text"}),
    ev.SessionRated: frozenset({"comment"}),
    ev.SessionWrappedUp: frozenset({"note"}),
    Origin: frozenset({"reason"}),
    together.ConsultStarted: frozenset({"text"}),
    together.AsidePosted: frozenset({"text"}),
    together.SessionHeld: frozenset({"reason"}),
    together.HallReferred: frozenset({"text"}),
    monitor.MonitorStarted: frozenset({"reason"}),
    monitor.SessionReassigned: frozenset({"reason"}),
    slip.SlipItemAdded: frozenset({"name", "reason"}),
    slip.SlipItemStruck: frozenset({"reason"}),
    slip.SlipItemChecked: frozenset({"reason"}),
    slip.SlipConcluded: frozenset({"result"}),
    slip.SlipCancelled: frozenset({"reason"}),
}
"""Fields, of events and of what they hold, in which people write freely."""
PERSONAL: Final[Mapping[type, frozenset[str]]] = {
    Taxpayer: frozenset({"name", "uscc"}),
    Person: frozenset({"name"}),
    ev.OfferMade: frozenset({"taxpayer_name"}),
    context.FieldValue: frozenset({"value", "error"}),
    context.ComparisonRow: frozenset({"source_item", "source_amount", "declared_item", "declared_amount"}),
    context.FormContext: frozenset({"tried"}),
    ev.OutcomeReported: frozenset({"receipt", "message"}),
    guided.ProposedValue: frozenset({"before", "after"}),
    guided.FoundValue: frozenset({"value"}),
    guided.FieldOutcome: frozenset({"value", "message"}),
    guided.Recalculated: frozenset({"before", "after"}),
    ev.ErrorExplained: frozenset({"explanation", "fix_steps", "difference"}),
    papers.FileShared: frozenset({"name"}),
    papers.FileRefused: frozenset({"name"}),
}
"""Fields that name somebody, or that the page filled in; an explanation has the taxpayer's own numbers in it."""
_FIELDS: Final = {Part.TALK: TALK, Part.PERSONAL: PERSONAL}


@dataclass(frozen=True, slots=True)
class Purge:
    """What goes, and after how many days."""

    part: Part
    days: int

    @property
    def term(self) -> dt.timedelta:
        """How long after its closing a session keeps it."""
        return dt.timedelta(days=self.days)


def is_due(session: Session, purge: Purge, now: dt.datetime) -> bool:
    """Tell whether the session was closed long enough ago and still has what is to go."""
    closed_at = session.closed_at
    return closed_at is not None and closed_at + purge.term <= now and purge.part.value not in session.purged


def purge_log(
    session: Session, log: Sequence[ev.LoggedEvent], purge: Purge, aliases: Aliases, now: dt.datetime
) -> list[ev.LoggedEvent]:
    """Return the whole log without what is to go, and with one event more that says so.

    `session` is what the log folds into. What is gone already stays as it was marked.
    """
    kept = [_purged(logged, purge, aliases, session) for logged in log]
    told = papers.SessionPurged(part=purge.part.value, days=purge.days)
    return [*kept, ev.LoggedEvent(session.session_id, session.seq + 1, now, HUB, told)]


def _purged(logged: ev.LoggedEvent, purge: Purge, aliases: Aliases, session: Session) -> ev.LoggedEvent:
    event = _without(logged.event, purge)
    actor = logged.actor
    if purge.part is Part.PERSONAL:
        if isinstance(event, ev.SessionOpened):
            event = _renamed(event, aliases)
        if actor.role is Role.TAXPAYER:
            actor = Actor(role=actor.role, id=_alias_of(actor.id, aliases, session))
    return logged._replace(event=event, actor=actor)


def _alias_of(actor_id: str, aliases: Aliases, session: Session) -> str:
    """Return the alias of a taxpayer's side; of a stranger, whom no rule lets act, too: no name is left."""
    if session.taxpayer is None or session.person is None or actor_id != key_of(session):
        return aliases.of_person(actor_id)
    return person_key(*aliases.ids(session.taxpayer.taxpayer_id, session.person.person_id))


def left_in(events: Iterable[ev.LoggedEvent], part: Part) -> Iterator[int]:
    """Yield the numbers of the events in which something of what is purged is left."""
    for logged in events:
        by_name = logged.actor.role is Role.TAXPAYER and not logged.actor.id.startswith(SIGN)
        if any(_texts(logged.event, part)) or (part is Part.PERSONAL and by_name):
            yield logged.seq


def _texts(value: object, part: Part) -> Iterator[str]:
    """Yield what is left of texts of this part in a value."""
    if isinstance(value, tuple):
        for item in value:
            yield from _texts(item, part)
    elif dataclasses.is_dataclass(value):
        taken = _FIELDS[part].get(type(value), frozenset())
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            if field.name in taken:
                yield from (text for text in _listed(held) if purged_after(text) is None)
            else:
                yield from _texts(held, part)


def _listed(held: str | Sequence[str] | None) -> list[str]:
    texts = [held] if held is None or isinstance(held, str) else held
    return [text for text in texts if text]


def _without(value: Any, purge: Purge) -> Any:
    """Return the value with a mark for every text of the part; an empty text says nothing and stays."""
    if isinstance(value, tuple):
        return tuple(_without(item, purge) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    taken = _FIELDS[purge.part].get(type(value), frozenset())
    changes = {}
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        changed = _marked(held, purge.days) if field.name in taken else _without(held, purge)
        if changed != held:
            changes[field.name] = changed
    return dataclasses.replace(value, **changes) if changes else value


def _marked(held: Any, days: int) -> Any:
    if isinstance(held, tuple):
        return tuple(_marked(text, days) for text in held)
    return held if not held or purged_after(held) is not None else mark(days)


def _renamed(event: ev.SessionOpened, aliases: Aliases) -> ev.SessionOpened:
    taxpayer_id, person_id = aliases.ids(event.taxpayer.taxpayer_id, event.person.person_id)
    return dataclasses.replace(
        event,
        taxpayer=dataclasses.replace(event.taxpayer, taxpayer_id=taxpayer_id),
        person=dataclasses.replace(event.person, person_id=person_id),
    )
