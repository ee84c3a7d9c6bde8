"""Rules for pointing and suggesting: what an officer may put before the taxpayer besides values.

What the form has comes from the catalogue's matter, never from the officer. Ids are the caller's: a repeat is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors import GuideLimit, HighlightUnknown, NotPermitted, TargetUnknown
from chatserver.domain.events import (
    ErrorExplained,
    FieldHighlighted,
    HighlightCleared,
    HighlightSeen,
    LinkPushed,
    StepSuggested,
)
from chatserver.domain.guards import check_active, check_part, check_voice, check_with_officer
from chatserver.domain.guide import MAX_GUIDES
from chatserver.domain.guided import Target

if TYPE_CHECKING:
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.context import FormContext
    from chatserver.domain.explain import Explanation
    from chatserver.domain.session import Session


def target_of(kind: str, target_id: str, matter: Matter, context: FormContext | None) -> Target:
    """Return what is pointed at, with the step it is on. Raises TargetUnknown."""
    step_id = None
    if kind == "field" and (field := matter.find_field(target_id)):
        step_id = field.step_id
    elif kind == "error" and (error := matter.find_error(target_id)):
        step_id = error.step_id
    elif kind == "step" and matter.has_step(target_id):
        step_id = target_id
    elif kind == "row" and context is not None and target_id in {str(row.no) for row in context.comparison}:
        step_id = context.step_id
    else:
        raise TargetUnknown(kind=kind, target=target_id)
    return Target(kind=kind, id=target_id, step_id=step_id)


def highlight(
    session: Session, actor: Actor, guide_id: str, target: tuple[str, str], matter: Matter, text: str | None
) -> Decision:
    """Point at (kind, id). Raises TargetUnknown, GuideLimit."""
    if is_repeated(session, actor, guide_id):
        return NOTHING
    event = FieldHighlighted(
        guide_id=guide_id,
        number=session.guidance.next_number,
        target=target_of(*target, matter, session.context),
        text=text,
    )
    return Decision(((actor, event),))


def see_highlight(session: Session, actor: Actor, guide_id: str) -> Decision:
    """Record that the page has shown the highlight, once. Raises HighlightUnknown."""
    check_part(session, actor)
    if actor.role is not Role.TAXPAYER:
        raise NotPermitted
    found = session.guidance.highlight(guide_id)
    if found is None:
        raise HighlightUnknown(guide_id=guide_id)
    if found.seen_at is not None or session.ending is not None:
        return NOTHING
    return Decision(((actor, HighlightSeen(guide_id=guide_id)),))


def clear_highlight(session: Session, actor: Actor, guide_id: str) -> Decision:
    """Point there no longer. Raises HighlightUnknown."""
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    found = session.guidance.highlight(guide_id)
    if found is None:
        raise HighlightUnknown(guide_id=guide_id)
    if found.cleared_at is not None:
        return NOTHING
    check_active(session, actor)
    return Decision(((actor, HighlightCleared(guide_id=guide_id)),))


def suggest_step(
    session: Session, actor: Actor, guide_id: str, step_id: str, matter: Matter, text: str | None
) -> Decision:
    """Suggest going to a step. Raises TargetUnknown, GuideLimit."""
    if is_repeated(session, actor, guide_id):
        return NOTHING
    if not matter.has_step(step_id):
        raise TargetUnknown(kind="step", target=step_id)
    return Decision(((actor, StepSuggested(guide_id=guide_id, step_id=step_id, text=text)),))


def push_link(session: Session, actor: Actor, link: LinkPushed) -> Decision:
    """Put an entry before the taxpayer; whether its address is allowed was decided before. Raises GuideLimit."""
    return NOTHING if is_repeated(session, actor, link.guide_id) else Decision(((actor, link),))


def explain_error(session: Session, actor: Actor, guide_id: str, explanation: Explanation) -> Decision:
    """Put the explanation of an error before the taxpayer. Raises GuideLimit."""
    if is_repeated(session, actor, guide_id):
        return NOTHING
    event = ErrorExplained(
        guide_id=guide_id,
        error_id=explanation.error_id,
        title=explanation.title,
        explanation=explanation.explanation,
        fix_steps=explanation.fix_steps,
        difference=explanation.difference,
        goto_step_id=explanation.goto_step_id,
    )
    return Decision(((actor, event),))


def is_repeated(session: Session, actor: Actor, guide_id: str) -> bool:
    """Check that an officer of this session may add a card; tell whether this one is there already.

    A second officer of whom the taxpayer knows may point and explain; values are proposed by whoever is responsible.
    """
    check_voice(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    guidance = session.guidance
    if guidance.knows(guide_id):
        return True
    check_with_officer(session)
    if guidance.next_number + len(guidance.cards) > MAX_GUIDES:
        raise GuideLimit(limit=MAX_GUIDES)
    return False
