"""Pointing, explaining, proposing, and the taxpayer's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain import guidance as rules
from chatserver.domain import proposal as proposals
from chatserver.domain.errors import LinkRefused, MatterUnknown, TargetUnknown
from chatserver.domain.events import LinkPushed
from chatserver.domain.explain import explain
from chatserver.domain.guards import check_reader
from chatserver.domain.masking import mask_words
from chatserver.domain.text import clean_line, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatserver.domain.actors import Actor
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.decision import Decision, Rule
    from chatserver.domain.guided import FieldOutcome, ProposedValue, Recalculated
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


async def highlight(
    hub: Hub, actor: Actor, session_id: str, guide_id: str, target: tuple[str, str], text: str | None
) -> Session:
    """Point at (kind, id). Raises TargetUnknown, GuideLimit."""
    words = words_of(hub, text)
    return await _change(
        hub, actor, session_id, lambda s: rules.highlight(s, actor, guide_id, target, form_of(hub, s), words)
    )


async def see_highlight(hub: Hub, actor: Actor, session_id: str, guide_id: str) -> Session:
    """Record that the taxpayer's page has shown it."""
    return await _change(hub, actor, session_id, lambda session: rules.see_highlight(session, actor, guide_id))


async def clear_highlight(hub: Hub, actor: Actor, session_id: str, guide_id: str) -> Session:
    """Point there no longer. Raises HighlightUnknown."""
    return await _change(hub, actor, session_id, lambda session: rules.clear_highlight(session, actor, guide_id))


async def suggest_step(
    hub: Hub, actor: Actor, session_id: str, guide_id: str, step_id: str, text: str | None
) -> Session:
    """Suggest going to a step. Raises TargetUnknown, GuideLimit."""
    words = words_of(hub, text)
    return await _change(
        hub, actor, session_id, lambda s: rules.suggest_step(s, actor, guide_id, step_id, form_of(hub, s), words)
    )


async def push_link(hub: Hub, actor: Actor, session_id: str, guide_id: str, kind: str, ref: str) -> Session:
    """Put an entry before the taxpayer: only what the catalogue has, so no address is ever an officer's own.

    Raises LinkRefused, GuideLimit.
    """

    def rule(session: Session) -> Decision:
        title = _title(hub, session, kind, ref)
        return rules.push_link(session, actor, LinkPushed(guide_id=guide_id, kind=kind, ref=ref, title=title))

    return await _change(hub, actor, session_id, rule)


async def explain_error(hub: Hub, actor: Actor, session_id: str, guide_id: str, error_id: str) -> Session:
    """Put the explanation of an error before the taxpayer, in their language. Raises TargetUnknown, GuideLimit."""

    def rule(session: Session) -> Decision:
        matter = form_of(hub, session)
        error = matter.find_error(error_id)
        if error is None:
            raise TargetUnknown(kind="error", target=error_id)
        explanation = explain(matter, error, session.context, session.locale)
        return rules.explain_error(session, actor, guide_id, explanation)

    return await _change(hub, actor, session_id, rule)


async def propose(
    hub: Hub,
    actor: Actor,
    session_id: str,
    guide_id: str,
    changes: Sequence[ProposedValue],
    *,
    reason: str,
    basis: str | None,
) -> Session:
    """Put values to the taxpayer. Raises what `domain.proposal.propose` raises."""
    why, law = words_of(hub, reason) or "", words_of(hub, basis)
    return await _change(
        hub,
        actor,
        session_id,
        lambda s: proposals.propose(s, actor, guide_id, changes, form_of(hub, s), reason=why, basis=law),
    )


async def withdraw(hub: Hub, actor: Actor, session_id: str, guide_id: str) -> Session:
    """Take a proposal back, or wait for the page's report no longer. Raises ProposalUnknown, ProposalClosed."""
    now = hub.clock.now()
    return await _change(hub, actor, session_id, lambda session: proposals.withdraw(session, actor, guide_id, now))


async def accept(hub: Hub, actor: Actor, session_id: str, guide_id: str, shown: Mapping[str, str]) -> Session:
    """Accept, or find it stale. Raises ProposalUnknown, ProposalClosed."""
    return await _change(
        hub, actor, session_id, lambda s: proposals.accept(s, actor, guide_id, shown, form_of(hub, s, guide_id))
    )


async def decline(hub: Hub, actor: Actor, session_id: str, guide_id: str, reason: str | None) -> Session:
    """Decline. Raises ProposalUnknown, ProposalClosed."""
    words = words_of(hub, reason)
    return await _change(hub, actor, session_id, lambda session: proposals.decline(session, actor, guide_id, words))


async def report(
    hub: Hub,
    actor: Actor,
    session_id: str,
    guide_id: str,
    outcomes: Sequence[FieldOutcome],
    recalculated: Sequence[Recalculated],
) -> Session:
    """Record what the page made of it. Raises ProposalUnknown, ProposalClosed, ProposalInvalid."""
    return await _change(
        hub,
        actor,
        session_id,
        lambda s: proposals.report(s, actor, guide_id, outcomes, recalculated, form_of(hub, s, guide_id)),
    )


async def _change(hub: Hub, actor: Actor, session_id: str, rule: Rule) -> Session:
    """Change the session, but look at nothing of it for a stranger: its form says that it exists."""

    def guarded(session: Session) -> Decision:
        check_reader(session, actor)
        return rule(session)

    return (await hub.journal.change(session_id, guarded)).session


def form_of(hub: Hub, session: Session, guide_id: str | None = None) -> Matter:
    """Return the form that the taxpayer's page shows, or that this proposal was made for.

    Raises MatterUnknown when the catalogue has lost it.
    """
    matter_id = proposals.form_id_of(session, guide_id)
    matter = hub.catalogue.find_matter(matter_id)
    if matter is None:
        raise MatterUnknown(matter_id=matter_id)
    return matter


def _title(hub: Hub, session: Session, kind: str, ref: str) -> str:
    if kind == "matter" and (matter := hub.catalogue.find_matter(ref)):
        return matter.name.for_display(session.locale)
    topics = {topic.id: topic for topic in form_of(hub, session).help_topics} if kind == "topic" else {}
    if ref in topics:
        return topics[ref].question.for_display(session.locale)
    raise LinkRefused(kind=kind, ref=ref)


def words_of(hub: Hub, text: str | None) -> str | None:
    """Return what a person wrote, on one line and with sensitive numbers hidden; None when nothing is left to see."""
    return lines_of(hub, clean_line(text))


def lines_of(hub: Hub, text: str | None) -> str | None:
    """Return what a person wrote, line by line, with sensitive numbers hidden; None when nothing is left to see."""
    words = mask_words(text, hub.catalogue.common.sensitive_patterns)
    return None if words is None or is_blank(words) else words
