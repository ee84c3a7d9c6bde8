"""Rules for proposals: values are put to the taxpayer for fields of one step; they accept, their page fills in.

The policy of a field is asked three times: in the browser, here when it is proposed, by the page when it is filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.checks import wrong_value
from chatserver.domain.context import FormContext, admit_value
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors import (
    FieldNotProposable,
    FieldUnknown,
    NotPermitted,
    ProposalClosed,
    ProposalInvalid,
    ProposalUnknown,
    ReasonMissing,
    SharingStopped,
    StepsMixed,
    ValueChanged,
    ValueInvalid,
)
from chatserver.domain.events import (
    Event,
    FieldProposed,
    ProposalAccepted,
    ProposalApplied,
    ProposalDeclined,
    ProposalStaled,
    ProposalWithdrawn,
)
from chatserver.domain.field_values import MAX_VALUE_CHARACTERS, canonical
from chatserver.domain.guards import check_open, check_part
from chatserver.domain.guidance import is_repeated
from chatserver.domain.guide import Proposal, ProposalState
from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated
from chatserver.domain.text import clean_line, is_blank

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from chatserver.domain.catalogue import Field, Matter
    from chatserver.domain.session import Session

UNREPORTED = "unreported"
REPORT_SECONDS = 20
"""A page may work on what follows from a value for six seconds, a reload in between takes some more: later than this,
the officer is told that the page does not report, and need not wait for it.
"""
OUTCOMES = frozenset({"set", "refused", "gone"})
NOT_KEPT = "value_not_kept"
"""The widget's own word for it, for which both front ends have words."""
MAX_RECALCULATED = 100
_ACCEPTED_BEFORE = frozenset(
    {ProposalState.ACCEPTED, ProposalState.APPLIED, ProposalState.REFUSED, ProposalState.STALE}
)
"""Where accepting has led, or would have: whoever missed the answer and asks again is told the same."""


def propose(
    session: Session,
    actor: Actor,
    guide_id: str,
    changes: Sequence[ProposedValue],
    matter: Matter,
    *,
    reason: str,
    basis: str | None,
) -> Decision:
    """Put values to the taxpayer; an open proposal for one of the fields is replaced.

    Raises FieldUnknown, FieldNotProposable, StepsMixed, ValueInvalid, ValueChanged, SharingStopped, ReasonMissing,
    ProposalInvalid, GuideLimit.
    """
    check_part(session, actor)
    if is_repeated(session, actor, guide_id):
        return NOTHING
    if is_blank(reason):
        raise ReasonMissing
    step_id, checked = _checked(changes, matter, session.context)
    fields = {change.field_id for change in checked}
    facts: list[tuple[Actor, Event]] = [
        (actor, ProposalWithdrawn(guide_id=other.guide_id, reason="replaced"))
        for other in session.guidance.open_proposals
        if any(change.field_id in fields for change in other.changes)
    ]
    event = FieldProposed(
        guide_id=guide_id,
        number=session.guidance.next_number,
        step_id=step_id,
        changes=checked,
        reason=reason,
        basis=basis,
        matter_id=matter.id,
    )
    return Decision((*facts, (actor, event)))


def withdraw(session: Session, actor: Actor, guide_id: str, now: dt.datetime) -> Decision:
    """Take an open proposal back, or wait no longer for the page to report on an accepted one, after a while.

    Raises ProposalUnknown, ProposalClosed.
    """
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    proposal = _find(session, guide_id)
    if proposal.state is ProposalState.WITHDRAWN:
        return NOTHING
    if is_unreported(proposal, now):
        check_open(session, actor)
        return Decision(((actor, ProposalWithdrawn(guide_id=guide_id, reason=UNREPORTED)),))
    _check_answerable(session, actor, proposal)
    return Decision(((actor, ProposalWithdrawn(guide_id=guide_id, reason="officer")),))


def accept(session: Session, actor: Actor, guide_id: str, shown: Mapping[str, str], matter: Matter) -> Decision:
    """Accept, if the page shows (field id → value) what the proposal was made for; else it is stale, and says so.

    `matter` is the form that it was made for (`form_id_of`). Raises ProposalUnknown, ProposalClosed.
    """
    proposal = _answered(session, actor, guide_id)
    if proposal.state in _ACCEPTED_BEFORE:
        return NOTHING
    _check_answerable(session, actor, proposal)
    found = _found(proposal, shown, matter)
    if found:
        return Decision(((actor, ProposalStaled(guide_id=guide_id, found=found)),))
    return Decision(((actor, ProposalAccepted(guide_id=guide_id)),))


def decline(session: Session, actor: Actor, guide_id: str, reason: str | None) -> Decision:
    """Decline; the form stays as it is. Raises ProposalUnknown, ProposalClosed."""
    proposal = _answered(session, actor, guide_id)
    if proposal.state is ProposalState.DECLINED:
        return NOTHING
    _check_answerable(session, actor, proposal)
    return Decision(((actor, ProposalDeclined(guide_id=guide_id, reason=reason)),))


def report(
    session: Session,
    actor: Actor,
    guide_id: str,
    outcomes: Sequence[FieldOutcome],
    recalculated: Sequence[Recalculated],
    matter: Matter,
) -> Decision:
    """Record, once, what the page made of an accepted proposal; also after the end, and when nobody waited any more:
    it is what happened. The same report again is nothing, another one is refused: the page filled in twice.

    `matter` is the form that it was made for (`form_id_of`): the page may have gone on to one with fields of the same
    ids. Raises ProposalUnknown, ProposalClosed, ProposalInvalid.
    """
    proposal = _answered(session, actor, guide_id)
    reported = proposal.state in {ProposalState.APPLIED, ProposalState.REFUSED}
    awaited = proposal.state is ProposalState.ACCEPTED or is_given_up(proposal)
    if not reported and not awaited:
        raise ProposalClosed(guide_id=guide_id, state=proposal.state.value)
    told = {item.field_id: item for item in outcomes}
    fields = [change.field_id for change in proposal.changes]
    if set(told) != set(fields) or len(outcomes) != len(fields) or any(o.outcome not in OUTCOMES for o in outcomes):
        raise ProposalInvalid(part="outcomes")
    admitted = tuple(_admit_outcome(told[change.field_id], change, matter) for change in proposal.changes)
    if reported:
        if [item.outcome for item in admitted] != [item.outcome for item in proposal.outcomes]:
            raise ProposalClosed(guide_id=guide_id, state=proposal.state.value)
        return NOTHING
    event = ProposalApplied(
        guide_id=guide_id,
        applied=all(item.outcome == "set" for item in admitted),
        outcomes=admitted,
        recalculated=tuple(_admit_recalculated(recalculated[:MAX_RECALCULATED], matter)),
    )
    return Decision(((actor, event),))


def form_id_of(session: Session, guide_id: str | None = None) -> str:
    """Return whose fields a proposal is about; without one, or where its log does not say, what the page shows."""
    proposal = session.guidance.proposal(guide_id) if guide_id else None
    if proposal is not None and proposal.matter_id is not None:
        return proposal.matter_id
    return session.context.matter_id if session.context else session.matter_id


def is_unreported(proposal: Proposal, now: dt.datetime) -> bool:
    """Tell whether the page should have reported by now what became of an accepted proposal."""
    since = proposal.state_at
    return (
        proposal.state is ProposalState.ACCEPTED
        and since is not None
        and (now - since).total_seconds() >= REPORT_SECONDS
    )


def is_given_up(proposal: Proposal) -> bool:
    """Tell whether it was accepted and nobody waits any more for the page to report."""
    return proposal.state is ProposalState.WITHDRAWN and proposal.state_reason == UNREPORTED


def overtaken_by(session: Session, context: FormContext, matter: Matter) -> Iterable[ProposalStaled]:
    """Return a fact for each open proposal whose fields the page now shows with other values.

    A page that goes to another form overtakes them all: fields of other forms may have the same ids.
    """
    shown = {item.id: item.value for item in context.fields}
    is_other_form = session.context is not None and session.context.matter_id != context.matter_id
    for proposal in session.guidance.open_proposals:
        seen = {change.field_id: shown.get(change.field_id, change.before) for change in proposal.changes}
        if is_other_form:
            yield ProposalStaled(guide_id=proposal.guide_id, found=(), reason="other_form")
        elif found := _found(proposal, seen, matter):
            yield ProposalStaled(guide_id=proposal.guide_id, found=found)


def _checked(
    changes: Sequence[ProposedValue], matter: Matter, context: FormContext | None
) -> tuple[str, tuple[ProposedValue, ...]]:
    """Return the step, and the changes as they will be logged."""
    if not changes or len({change.field_id for change in changes}) != len(changes):
        raise ProposalInvalid(part="changes")
    if context is None or not context.shared:
        raise SharingStopped
    shown = {item.id: item for item in context.fields}
    steps: set[str] = set()
    checked: list[ProposedValue] = []
    for change in changes:
        field = matter.find_field(change.field_id)
        now = shown.get(change.field_id)
        if field is None or now is None:
            raise FieldUnknown(field_id=change.field_id)
        if not field.proposable or now.locked:
            raise FieldNotProposable(field_id=change.field_id)
        steps.add(field.step_id)
        checked.append(_checked_value(change, field, now.value))
    if len(steps) != 1:
        raise StepsMixed(steps=sorted(steps))
    return steps.pop(), tuple(checked)


def _checked_value(change: ProposedValue, field: Field, now: str) -> ProposedValue:
    before, after = canonical(field, change.before), canonical(field, clean_line(change.after) or "")
    if before != canonical(field, now):
        raise ValueChanged(field_id=field.id)
    if after == before:
        raise ValueInvalid(field_id=field.id, why="unchanged")
    if len(after) > MAX_VALUE_CHARACTERS:  # the parts of a field have no bound of their own
        raise ValueInvalid(field_id=field.id, why="too_long", limit=str(MAX_VALUE_CHARACTERS))
    if wrong := wrong_value(field, after):
        raise ValueInvalid(field_id=field.id, why=wrong[0], limit=wrong[1])
    return ProposedValue(field_id=field.id, before=before, after=after)


def _answered(session: Session, actor: Actor, guide_id: str) -> Proposal:
    check_part(session, actor)
    if actor.role is not Role.TAXPAYER:
        raise NotPermitted
    return _find(session, guide_id)


def _find(session: Session, guide_id: str) -> Proposal:
    proposal = session.guidance.proposal(guide_id)
    if proposal is None:
        raise ProposalUnknown(guide_id=guide_id)
    return proposal


def _check_answerable(session: Session, actor: Actor, proposal: Proposal) -> None:
    check_open(session, actor)
    if proposal.state is not ProposalState.OPEN:
        raise ProposalClosed(guide_id=proposal.guide_id, state=proposal.state.value)


def _found(proposal: Proposal, shown: Mapping[str, str], matter: Matter) -> tuple[FoundValue, ...]:
    """Return what stands in the proposal's fields instead of the values it was made for, read as a context is."""
    found: list[FoundValue] = []
    for change in proposal.changes:
        field = matter.find_field(change.field_id)
        value = admit_value(shown.get(change.field_id, ""), field) if field else ""
        if field is None or canonical(field, value) != change.before:
            found.append(FoundValue(field_id=change.field_id, value=value))
    return tuple(found)


def _admit_outcome(told: FieldOutcome, change: ProposedValue, matter: Matter) -> FieldOutcome:
    field = matter.find_field(told.field_id)
    if field is None:  # the catalogue has lost it since; nothing of it is kept
        return FieldOutcome(field_id=told.field_id, outcome=told.outcome, value="")
    value, message = admit_value(told.value, field), admit_value(told.message, field) if told.message else None
    if told.outcome == "set" and canonical(field, value) != change.after:
        # a page that says "done" and shows something else was not filled in, whatever it calls that
        return FieldOutcome(field_id=told.field_id, outcome="refused", value=value, message=NOT_KEPT)
    return FieldOutcome(field_id=told.field_id, outcome=told.outcome, value=value, message=message)


def _admit_recalculated(told: Iterable[Recalculated], matter: Matter) -> Iterable[Recalculated]:
    for item in told:
        field = matter.find_field(item.field_id)
        if field is not None and field.sensitivity != "sensitive":
            before, after = admit_value(item.before, field), admit_value(item.after, field)
            yield Recalculated(field_id=item.field_id, before=before, after=after)
