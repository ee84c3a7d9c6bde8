"""What must be true of guidance in every log: numbers in a row, one answer a proposal, nothing filled in unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatserver.domain import events as ev
from chatserver.domain.events_together import HallReferred
from chatserver.domain.guide import Guidance, Proposal, ProposalState
from chatserver.domain.proposal import UNREPORTED, is_given_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ANSWERS: dict[type[ev.Event], ProposalState] = {
    ev.ProposalAccepted: ProposalState.OPEN,
    ev.ProposalDeclined: ProposalState.OPEN,
    ev.ProposalStaled: ProposalState.OPEN,
    ev.ProposalWithdrawn: ProposalState.OPEN,
    ev.ProposalApplied: ProposalState.ACCEPTED,
}
"""Event → the state of its proposal in which it may happen; see `_is_late` for the others."""


def broken_guidance(guidance: Guidance, event: ev.Event) -> Iterator[str]:
    """Tell what is wrong with `event`, given the guidance before it; any other event is fine."""
    if expected := _ANSWERS.get(type(event)):
        yield from _answered(guidance, event, expected)
    elif rule := _RULES.get(type(event)):
        yield from rule(guidance, event)


def _answered(guidance: Guidance, event: Any, expected: ProposalState) -> Iterator[str]:
    proposal = guidance.proposal(event.guide_id)
    if proposal is None:
        yield f"{event.type} of {event.guide_id}, which was never proposed"
    elif proposal.state is not expected and not _is_late(proposal, event):
        yield f"{event.type} of {event.guide_id} while {proposal.state.value}"
    elif isinstance(event, ev.ProposalApplied):
        fields = [change.field_id for change in proposal.changes]
        if [item.field_id for item in event.outcomes] != fields:
            yield f"what became of {event.guide_id} is about other fields than it proposed"
        if event.applied != all(item.outcome == "set" for item in event.outcomes):
            yield f"{event.guide_id} is said to be filled in, or not, against what became of its values"


def _is_late(proposal: Proposal, event: ev.Event) -> bool:
    """Tell whether nobody waits any more for the page of an accepted proposal, or the page reports all the same."""
    if isinstance(event, ev.ProposalWithdrawn):
        return proposal.state is ProposalState.ACCEPTED and event.reason == UNREPORTED
    return isinstance(event, ev.ProposalApplied) and is_given_up(proposal)


def _numbered(guidance: Guidance, event: ev.FieldHighlighted | ev.FieldProposed) -> Iterator[str]:
    if event.number != guidance.next_number:
        yield f"guide number {event.number} where {guidance.next_number} comes next"
    yield from _new(guidance, event)


def _proposed(guidance: Guidance, event: ev.FieldProposed) -> Iterator[str]:
    yield from _numbered(guidance, event)
    fields = [change.field_id for change in event.changes]
    if not fields or len(set(fields)) != len(fields):
        yield f"{event.guide_id} proposes nothing, or two values for one field"
    for other in guidance.open_proposals:
        if any(change.field_id in fields for change in other.changes):
            yield f"{event.guide_id} and {other.guide_id} are open for the same field"


def _new(guidance: Guidance, event: Any) -> Iterator[str]:
    if guidance.knows(event.guide_id):
        yield f"{event.type} of {event.guide_id} is in the log twice"


def _seen(guidance: Guidance, event: ev.HighlightSeen) -> Iterator[str]:
    highlight = guidance.highlight(event.guide_id)
    if highlight is None or highlight.seen_at is not None:
        yield f"highlight {event.guide_id} was seen already, or never was"


def _cleared(guidance: Guidance, event: ev.HighlightCleared) -> Iterator[str]:
    highlight = guidance.highlight(event.guide_id)
    if highlight is None or highlight.cleared_at is not None:
        yield f"highlight {event.guide_id} was cleared already, or never was"


_RULES: dict[type[ev.Event], Callable[[Guidance, Any], Iterator[str]]] = {
    ev.FieldHighlighted: _numbered,
    ev.FieldProposed: _proposed,
    ev.StepSuggested: _new,
    ev.LinkPushed: _new,
    ev.ErrorExplained: _new,
    HallReferred: _new,
    ev.HighlightSeen: _seen,
    ev.HighlightCleared: _cleared,
}
