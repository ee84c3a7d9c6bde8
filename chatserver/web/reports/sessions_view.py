"""A closed session as the explorer's templates draw it: names of the catalogue, and its log as lines to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain import events as ev
from chatserver.domain.actors import Role
from chatserver.domain.events_papers import FileShared, SessionPurged
from chatserver.domain.events_together import HallReferred, SessionContinued, SessionHeld
from chatserver.domain.standing import FILED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from chatserver.domain.catalogue import Catalogue

_SHOWN: Final[frozenset[type[ev.Event]]] = frozenset(
    {
        *(ev.MessagePosted, ev.QuestionOpened, ev.QuestionResolved, ev.QuestionConfirmed, ev.OutcomeReported),
        *(ev.SessionQueued, ev.SessionAssigned, ev.SessionTransferred, ev.SessionEnded, ev.SessionRated),
        *(ev.SessionClosed, ev.FieldHighlighted, ev.FieldProposed, ev.StepSuggested, ev.LinkPushed, ev.ErrorExplained),
        *(ev.ProposalAccepted, ev.ProposalDeclined, ev.ProposalWithdrawn, ev.ProposalStaled, ev.ProposalApplied),
        *(FileShared, SessionHeld, SessionContinued, HallReferred, SessionPurged),
    }
)
"""What an analyst reads; see docs/who-sees-what.md for what not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event to be read: whose (taxpayer, officer, hub), what (its type, with the answer if it is one), the words.

    `is_said`: it is a message.
    """

    at: dt.datetime
    role: str
    type: str
    words: str
    is_said: bool


def _kind(event: ev.Event) -> str:
    if isinstance(event, ev.QuestionConfirmed):
        return f"{event.type}.{'yes' if event.solved else 'no'}"
    if isinstance(event, ev.OutcomeReported):
        return f"{event.type}.{'filed' if event.outcome == FILED else 'refused'}"
    return event.type


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Words of the catalogue in the reader's language."""

    catalogue: Catalogue
    language: str

    def matter(self, matter_id: str) -> str:
        """Return the matter's name, or its id where the catalogue has it no longer."""
        matter = self.catalogue.find_matter(matter_id)
        return matter.name.for_display(self.language) if matter else matter_id

    def step(self, matter_id: str, step_id: str | None) -> str:
        """Return the step's name; empty without one."""
        matter = self.catalogue.find_matter(matter_id)
        step = matter.find_step(step_id) if matter and step_id else None
        return step.name.for_display(self.language) if step else step_id or ""

    def error(self, matter_id: str, error_id: str | None) -> str:
        """Return the error's words; empty without one."""
        matter = self.catalogue.find_matter(matter_id)
        error = matter.find_error(error_id) if matter and error_id else None
        if error is None:
            return error_id or ""
        return error.title.for_display(self.language) or error.message.for_display(self.language)

    def transcript(self, log: Iterable[ev.LoggedEvent]) -> list[Line]:
        """Return what is to be read of a session, in order."""
        return [self._line(logged) for logged in log if type(logged.event) in _SHOWN]

    def _line(self, logged: ev.LoggedEvent) -> Line:
        event = logged.event
        role = logged.actor.role
        return Line(
            at=logged.at,
            role=role.value if role in (Role.TAXPAYER, Role.OFFICER) else "hub",
            type=_kind(event),
            words=self._words(event),
            is_said=isinstance(event, ev.MessagePosted),
        )

    def _words(self, event: ev.Event) -> str:
        """Return the words of an event, without any value of the form."""
        match event:
            case ev.MessagePosted():
                words = event.text
            case ev.QuestionOpened():
                words = self._question(event)
            case ev.SessionAssigned():
                words = event.officer.name
            case ev.SessionTransferred():
                words = event.target_name
            case ev.ErrorExplained() | ev.LinkPushed():
                words = event.title
            case ev.SessionRated():
                words = "" if event.score is None else str(event.score)
            case _:
                words = ""
        return words

    def _question(self, event: ev.QuestionOpened) -> str:
        matter_id = event.matter_id
        where = self.matter(matter_id), self.step(matter_id, event.step_id), self.error(matter_id, event.error_id)
        return " · ".join(part for part in (*where, event.text) if part)
