"""The log of a session, told in sentences: who did what, in order, with guide numbers and values as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain import events as ev

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated
    from tests.e2e.log import Log


def told(log: Log) -> list[str]:
    """A sentence for each event that is part of the story; marks of reading and the page's many reports are none."""
    numbers = {
        logged.event.guide_id: logged.event.number
        for logged in log.events
        if isinstance(logged.event, ev.FieldHighlighted | ev.FieldProposed)
    }
    filed = next(logged for logged in log.events if _files(logged))
    return [
        f"{_who(logged)} {sentence}"
        for logged in log.events
        if (sentence := "files" if logged is filed else _sentence(logged.event, numbers))
    ]


def _who(logged: LoggedEvent) -> str:
    """The bureau's own id of the person, the officer's, or `hub`."""
    return logged.actor.id.rpartition("|")[2]


def _files(logged: LoggedEvent) -> bool:
    return isinstance(logged.event, ev.ContextUpdated) and "filed" in logged.event.context.tried


def _sentence(event: ev.Event, numbers: dict[str, int]) -> str:
    tell = _TELL.get(type(event))
    if tell is None:
        return ""
    number = numbers.get(getattr(event, "guide_id", ""), 0)
    return tell(event, number)


def _changes(changes: Iterable[ProposedValue | Recalculated]) -> str:
    return ", ".join(f"{item.field_id} {item.before} → {item.after}" for item in changes)


def _values(values: Iterable[FieldOutcome | FoundValue]) -> str:
    return ", ".join(f"{item.field_id} {item.value}" for item in values)


def _applied(event: ev.ProposalApplied, number: int) -> str:
    if not event.applied:
        return f"cannot fill in {number}"
    sums = [item for item in event.recalculated if item.before != item.after]
    return f"fills in {number}: {_values(event.outcomes)}" + (f"; so {_changes(sums)}" if sums else "")


_TELL: dict[type[ev.Event], Callable[[Any, int], str]] = {
    ev.SessionOpened: lambda event, _: f"asks about {event.matter_id}",
    ev.SessionAssigned: lambda event, _: f"takes it as {event.officer.name}",
    ev.MessagePosted: lambda event, _: f"says: {event.text}",
    ev.FieldHighlighted: lambda event, number: f"points at {event.target.kind} {event.target.id}: {number}",
    ev.HighlightSeen: lambda _, number: f"sees {number}",
    ev.ErrorExplained: lambda event, _: f"explains {event.error_id}",
    ev.FieldProposed: lambda event, number: f"proposes {number}: {_changes(event.changes)}",
    ev.ProposalAccepted: lambda _, number: f"accepts {number}",
    ev.ProposalDeclined: lambda _, number: f"declines {number}",
    ev.ProposalWithdrawn: lambda event, number: f"withdraws {number}: {event.reason}",
    ev.ProposalStaled: lambda event, number: f"overtakes {number}: {_values(event.found)}",
    ev.ProposalApplied: _applied,
    ev.SessionEnded: lambda event, _: f"ends it: {event.reason}",
    ev.SessionRated: lambda event, _: f"rates {event.score}, done: {event.achieved}",
}
