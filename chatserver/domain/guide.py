"""Guidance: what an officer has pointed at and proposed, and what became of it. Records, and how events change them.

A guide number (1, 2, 3 … for the session) ties a highlight or proposal to its field, its card and its line in the log.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chatserver.domain import events as ev
from chatserver.domain.events_together import HallReferred
from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.events import LoggedEvent

MAX_GUIDES = 200
"""Most cards of one session: a form has some 60 fields; bounds memory and replay."""


class ProposalState(StrEnum):
    """Where a proposal stands. `accepted`: the page fills it in; `refused`: the page did not take it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    APPLIED = "applied"
    REFUSED = "refused"
    DECLINED = "declined"
    STALE = "stale"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """One place that an officer points at; `seen_at`: when the taxpayer's page has shown it.

    `cleared_at`: since when the officer points there no longer.
    """

    guide_id: str
    number: int
    target: Target
    text: str | None
    officer_id: str
    at: dt.datetime
    seen_at: dt.datetime | None = None
    cleared_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Values put to the taxpayer for fields of one step of the form `matter_id`, absent in old logs.

    `found`: of a stale one, the values that stood there instead. `outcomes`: what the page made of each value;
    `recalculated`: what it worked out anew.
    """

    guide_id: str
    number: int
    step_id: str
    changes: tuple[ProposedValue, ...]
    reason: str
    basis: str | None
    officer_id: str
    at: dt.datetime
    matter_id: str | None = None
    state: ProposalState = ProposalState.OPEN
    state_at: dt.datetime | None = None
    state_reason: str | None = None
    found: tuple[FoundValue, ...] = ()
    outcomes: tuple[FieldOutcome, ...] = ()
    recalculated: tuple[Recalculated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """All guidance of a session. `cards`: ids of steps suggested, links pushed, errors explained, ways to the hall."""

    highlights: tuple[Highlight, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    cards: tuple[str, ...] = ()

    @property
    def next_number(self) -> int:
        """The number of the next highlight or proposal."""
        return len(self.highlights) + len(self.proposals) + 1

    def highlight(self, guide_id: str) -> Highlight | None:
        """Return the highlight with this id, or None."""
        return next((item for item in self.highlights if item.guide_id == guide_id), None)

    def proposal(self, guide_id: str) -> Proposal | None:
        """Return the proposal with this id, or None."""
        return next((item for item in self.proposals if item.guide_id == guide_id), None)

    def knows(self, guide_id: str) -> bool:
        """Tell whether this id is taken, so that a repeated command adds nothing."""
        return guide_id in self.cards or self.highlight(guide_id) is not None or self.proposal(guide_id) is not None

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """Those that the taxpayer has not answered."""
        return tuple(item for item in self.proposals if item.state is ProposalState.OPEN)


NO_GUIDANCE = Guidance()


def fold_guidance(guidance: Guidance, logged: LoggedEvent) -> Guidance:
    """Return `guidance` after one more event; any event that is not about it changes nothing."""
    change = _FOLD.get(type(logged.event))
    return change(guidance, logged, logged.event) if change else guidance


def _highlighted(guidance: Guidance, logged: LoggedEvent, event: ev.FieldHighlighted) -> Guidance:
    highlight = Highlight(
        guide_id=event.guide_id,
        number=event.number,
        target=event.target,
        text=event.text,
        officer_id=logged.actor.id,
        at=logged.at,
    )
    return replace(guidance, highlights=(*guidance.highlights, highlight))


def _seen(guidance: Guidance, logged: LoggedEvent, event: ev.HighlightSeen) -> Guidance:
    return _with_highlight(guidance, event.guide_id, lambda item: replace(item, seen_at=logged.at))


def _cleared(guidance: Guidance, logged: LoggedEvent, event: ev.HighlightCleared) -> Guidance:
    return _with_highlight(guidance, event.guide_id, lambda item: replace(item, cleared_at=logged.at))


def _with_highlight(guidance: Guidance, guide_id: str, change: Callable[[Highlight], Highlight]) -> Guidance:
    highlights = tuple(change(item) if item.guide_id == guide_id else item for item in guidance.highlights)
    return replace(guidance, highlights=highlights)


def _proposed(guidance: Guidance, logged: LoggedEvent, event: ev.FieldProposed) -> Guidance:
    proposal = Proposal(
        guide_id=event.guide_id,
        number=event.number,
        step_id=event.step_id,
        changes=event.changes,
        reason=event.reason,
        basis=event.basis,
        officer_id=logged.actor.id,
        at=logged.at,
        matter_id=event.matter_id,
    )
    return replace(guidance, proposals=(*guidance.proposals, proposal))


def _card(
    guidance: Guidance, _: LoggedEvent, event: ev.StepSuggested | ev.LinkPushed | ev.ErrorExplained | HallReferred
) -> Guidance:
    return replace(guidance, cards=(*guidance.cards, event.guide_id))


def _accepted(guidance: Guidance, logged: LoggedEvent, event: ev.ProposalAccepted) -> Guidance:
    return _with(guidance, event.guide_id, logged, state=ProposalState.ACCEPTED)


def _declined(guidance: Guidance, logged: LoggedEvent, event: ev.ProposalDeclined) -> Guidance:
    return _with(guidance, event.guide_id, logged, state=ProposalState.DECLINED, state_reason=event.reason)


def _withdrawn(guidance: Guidance, logged: LoggedEvent, event: ev.ProposalWithdrawn) -> Guidance:
    return _with(guidance, event.guide_id, logged, state=ProposalState.WITHDRAWN, state_reason=event.reason)


def _staled(guidance: Guidance, logged: LoggedEvent, event: ev.ProposalStaled) -> Guidance:
    return _with(
        guidance, event.guide_id, logged, state=ProposalState.STALE, state_reason=event.reason, found=event.found
    )


def _applied(guidance: Guidance, logged: LoggedEvent, event: ev.ProposalApplied) -> Guidance:
    return _with(
        guidance,
        event.guide_id,
        logged,
        state=ProposalState.APPLIED if event.applied else ProposalState.REFUSED,
        state_reason=None,
        outcomes=event.outcomes,
        recalculated=event.recalculated,
    )


def _ended(guidance: Guidance, logged: LoggedEvent, _: ev.SessionEnded) -> Guidance:
    """What nobody answered can be answered no more."""
    for proposal in guidance.open_proposals:
        guidance = _with(guidance, proposal.guide_id, logged, state=ProposalState.WITHDRAWN, state_reason="ended")
    return guidance


def _with(guidance: Guidance, guide_id: str, logged: LoggedEvent, **changes: object) -> Guidance:
    proposals = tuple(
        replace(item, state_at=logged.at, **changes) if item.guide_id == guide_id else item  # type: ignore[arg-type]
        for item in guidance.proposals
    )
    return replace(guidance, proposals=proposals)


_FOLD: dict[type[ev.Event], Callable[[Guidance, LoggedEvent, Any], Guidance]] = {
    ev.FieldHighlighted: _highlighted,
    ev.HighlightSeen: _seen,
    ev.HighlightCleared: _cleared,
    ev.FieldProposed: _proposed,
    ev.StepSuggested: _card,
    ev.LinkPushed: _card,
    ev.ErrorExplained: _card,
    HallReferred: _card,
    ev.ProposalAccepted: _accepted,
    ev.ProposalDeclined: _declined,
    ev.ProposalWithdrawn: _withdrawn,
    ev.ProposalStaled: _staled,
    ev.ProposalApplied: _applied,
    ev.SessionEnded: _ended,
}
GUIDED: tuple[type[ev.Event], ...] = tuple(kind for kind in _FOLD if kind is not ev.SessionEnded)
"""The events that are about guidance and nothing else."""
