"""Rules for what became of the form (办成): the bureau's page submitted it, and it was accepted or refused.

The page says so among `tried` of its context, in codes; what is new of it becomes a fact of the session. Only the
page knows: nobody else may say that something was filed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatserver.domain.events import OutcomeReported
from chatserver.domain.standing import FILED, REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.domain.context import FormContext
    from chatserver.domain.session import Session

RECEIPT, REASON = "receipt:", "reason:"
MAX_OUTCOMES = 50
"""Most reports of one session: nobody submits oftener; bounds memory and replay."""


class Told(NamedTuple):
    """What a page says became of its form."""

    outcome: str
    receipt: str | None
    message: str | None


def told_by(context: FormContext) -> Told | None:
    """Return what the page says, or None while it shows a form that is neither accepted nor refused."""
    if FILED in context.tried:
        return Told(FILED, _behind(RECEIPT, context), None)
    if REFUSED in context.tried:
        return Told(REFUSED, None, _behind(REASON, context))
    return None


def reported_by(session: Session, context: FormContext) -> Iterator[OutcomeReported]:
    """Yield the fact that the page has just been told what became of the form, for the questions open about it.

    What stood there when the session began, or when the page came to another form, is no news: an old receipt looked
    at again. Two windows that take turns tell the same receipt once.
    """
    told, old = told_by(context), session.context
    if told is None or old is None or old.matter_id != context.matter_id or len(session.outcomes) >= MAX_OUTCOMES:
        return
    if told == told_by(old) and context.error_occurrences <= old.error_occurrences:
        return
    known = {item.receipt for item in session.outcomes if (item.outcome, item.matter_id) == (FILED, context.matter_id)}
    if told.outcome == FILED and told.receipt in known:
        return
    about = (item for item in session.questions if item.matter_id == context.matter_id and item.disposition is None)
    yield OutcomeReported(
        outcome=told.outcome,
        matter_id=context.matter_id,
        question_ids=tuple(item.question_id for item in about),
        receipt=told.receipt,
        message=told.message,
    )


def _behind(code: str, context: FormContext) -> str | None:
    return next((item.removeprefix(code) for item in context.tried if item.startswith(code)), None) or None
