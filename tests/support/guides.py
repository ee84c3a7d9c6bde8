"""Guidance in a test's hands: a session whose page shows what the test says, and both sides' moves on it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from chatserver.domain import opening, proposal
from chatserver.domain.context import FieldValue, FormContext
from chatserver.domain.guided import FieldOutcome, ProposedValue, Recalculated
from tests.support.builders import ASKER, OFFICER, a_context, a_matter, after, an_active_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.domain.catalogue import Matter
    from chatserver.domain.decision import Decision
    from chatserver.domain.guide import Proposal
    from chatserver.domain.session import Session

WKP = "f1_6_wkp"
ZP = "f1_13_zp"
SHOWN = {ZP: "860000.00", WKP: "35000.00"}
"""What the page of `a_context` shows, as it writes it."""


def a_page(matter_id: str, *, locked: Any = False, **values: str) -> FormContext:
    """A form that shows these fields and no error."""
    fields = tuple(FieldValue(id=field_id, value=value, locked=locked) for field_id, value in values.items())
    return a_context(matter_id=matter_id, step_id=None, error_id=None, focused_field=None, fields=fields, comparison=())


def helped(matter_id: str = "vat-general", *, locked: Any = False, **values: str) -> Session:
    """An active session whose page shows these fields; those of `a_context` if none are named."""
    if matter_id == "vat-general" and not values:
        return an_active_session()
    return _on(a_page(matter_id, locked=locked, **values))


@functools.cache
def _on(page: FormContext) -> Session:
    active = an_active_session()
    return after(active, opening.update_context(active, ASKER, page, a_matter(page.matter_id)))


def form_of(session: Session, guide_id: str | None = None) -> Matter:
    """The form that the session's page shows, or that the proposal was made for."""
    return a_matter(proposal.form_id_of(session, guide_id))


def value_for(session: Session, field_id: str, wanted: str) -> ProposedValue:
    """A change of what the page shows there."""
    assert session.context
    shown = {item.id: item.value for item in session.context.fields}
    return ProposedValue(field_id=field_id, before=shown.get(field_id, ""), after=wanted)


def propose(session: Session, guide_id: str = "p1", *, by: Any = OFFICER, **wanted: str) -> Decision:
    """What the rule says to proposing these values for what the page shows."""
    changes = [value_for(session, field_id, value) for field_id, value in wanted.items()]
    return proposal.propose(session, by, guide_id, changes, form_of(session), reason="填错列", basis=None)


def proposed(session: Session | None = None, guide_id: str = "p1", **wanted: str) -> Session:
    """The session with an open proposal."""
    session = session or helped()
    return after(session, propose(session, guide_id, **(wanted or {WKP: "0.00"})))


def accept(session: Session, guide_id: str = "p1", shown: Mapping[str, str] | None = None) -> Decision:
    """What the rule says to accepting while the page shows `shown`."""
    return proposal.accept(session, ASKER, guide_id, SHOWN if shown is None else shown, form_of(session, guide_id))


def accepted(session: Session | None = None, guide_id: str = "p1") -> Session:
    """The session with an accepted proposal."""
    session = session or proposed()
    return after(session, accept(session, guide_id))


def report(
    session: Session, *outcomes: FieldOutcome, guide_id: str = "p1", recalculated: tuple[Recalculated, ...] = ()
) -> Decision:
    """What the rule says to the page's report; without outcomes everything was set, or it is told again."""
    known = session.guidance.proposal(guide_id)
    told = (
        outcomes
        or (known.outcomes if known else ())
        or tuple(outcome(change.field_id, value=change.after) for change in (known.changes if known else ()))
    )
    return proposal.report(session, ASKER, guide_id, told, recalculated, form_of(session, guide_id))


def reported(session: Session | None = None, *outcomes: FieldOutcome) -> Session:
    """The session with an accepted proposal whose outcome is known."""
    session = session or accepted()
    return after(session, report(session, *outcomes))


def outcome(field_id: str = WKP, word: str = "set", value: str = "0.00", message: str | None = None) -> FieldOutcome:
    """What the page made of one value."""
    return FieldOutcome(field_id=field_id, outcome=word, value=value, message=message)


def shows(session: Session, page: FormContext) -> Session:
    """The session after the page has changed."""
    return after(session, opening.update_context(session, ASKER, page, a_matter(page.matter_id)))


def standing(session: Session, guide_id: str = "p1") -> Proposal:
    """A proposal as it stands."""
    found = session.guidance.proposal(guide_id)
    assert found
    return found


def types_of(decision: Decision) -> list[Any]:
    """The types of a decision's events."""
    return [event.type for _, event in decision.facts]
