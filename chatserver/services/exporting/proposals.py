"""One row for each value proposed for a field in a closed session: what stood there, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.guide import ProposalState
from chatserver.domain.session import Session, fold_all
from chatserver.services.exporting.columns import WORDS, Cells, Column, Dataset, Kind, Page, session_place
from storage.log import SessionOnDisk, read_events
from storage.logged import find_proposed
from storage.types import to_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.engine import Connection

    from chatserver.domain.guide import Proposal
    from chatserver.services.exporting.columns import Period, Place

COLUMNS = (
    Column("session_id", Kind.TEXT, "The session that it was made in."),
    Column("guide_number", Kind.COUNT, "The number on card, field and log."),
    Column("at", Kind.TIME, "When it was made."),
    Column("officer_id", Kind.TEXT, "Who made it."),
    Column("matter_id", Kind.TEXT, "The matter of the form."),
    Column("step_id", Kind.TEXT, "The step of the form."),
    Column("field_id", Kind.TEXT, "The field; a proposal for several fields has a row for each."),
    Column("before", Kind.TEXT, "The value that the officer saw.", kept=WORDS),
    Column("after", Kind.TEXT, "The value that they proposed.", kept=WORDS),
    Column("reason", Kind.TEXT, "Why, in the officer's words.", kept=WORDS),
    Column("basis", Kind.TEXT, "The legal basis that they gave.", kept=WORDS),
    Column("state", Kind.TEXT, "open, accepted, applied, refused, declined, stale or withdrawn."),
    Column("state_at", Kind.TIME, "Since when."),
    Column("state_reason", Kind.TEXT, "Why it was declined, withdrawn or went stale: words, or a code.", kept=WORDS),
    Column("seconds", Kind.NUMBER, "From making it to what became of it."),
    Column("outcome", Kind.TEXT, "What the page made of this value: set, refused or gone."),
    Column("result", Kind.TEXT, "The value that stood there afterwards.", kept=WORDS),
    Column("recalculated", Kind.COUNT, "How many other fields the page worked out anew."),
    Column("state_code", Kind.TEXT, "The code in it: officer, replaced, unreported, ended, other_form; else empty."),
)


def load_proposals(connection: Connection, period: Period, after: Place | None, size: int, _: Collection[str]) -> Page:
    """Return the proposals of up to `size` closed sessions opened in the period."""
    found = find_proposed(connection, period.since, period.until, session_place(after), size)
    logs = {row[1]: SessionOnDisk(session_id=row[1], row=None) for row in found}
    read_events(connection, logs)
    rows = [row for log in logs.values() for row in _rows(log)]
    return Page(rows, found[-1][:2] if len(found) == size else None)


def _rows(log: SessionOnDisk) -> Iterator[Cells]:
    session = fold_all(Session(session_id=log.session_id), log.events)
    for proposal in session.guidance.proposals:
        yield from _fields(session, proposal)


def _fields(session: Session, proposal: Proposal) -> Iterator[Cells]:
    outcomes = {one.field_id: one for one in proposal.outcomes}
    state_at = proposal.state_at
    seconds = round((state_at - proposal.at).total_seconds(), 3) if state_at else None
    # A taxpayer who declines says why in words; all others do by a code.
    code = None if proposal.state is ProposalState.DECLINED else proposal.state_reason
    for change in proposal.changes:
        outcome = outcomes.get(change.field_id)
        yield (
            *(session.session_id, proposal.number, to_micros(proposal.at), proposal.officer_id),
            *(proposal.matter_id or session.matter_id, proposal.step_id, change.field_id),
            *(change.before, change.after, proposal.reason, proposal.basis, proposal.state.value),
            *(to_micros(state_at) if state_at else None, proposal.state_reason, seconds),
            *(outcome.outcome if outcome else None, outcome.value if outcome else None, len(proposal.recalculated)),
            code,
        )


PROPOSALS = Dataset(COLUMNS, load_proposals, "when help was asked for in its session", 200)
