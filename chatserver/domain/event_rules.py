"""Of every kind of event: in which states of its session it may happen, and who may do it. For `invariants`."""

from __future__ import annotations

from chatserver.domain import events as ev
from chatserver.domain import events_papers as papers
from chatserver.domain import invariants_slip as slips
from chatserver.domain.actors import Role
from chatserver.domain.events_together import TOGETHER
from chatserver.domain.invariants_together import MAY_DO_TOGETHER
from chatserver.domain.monitor_events import MONITORING, SessionReassigned
from chatserver.domain.session import SessionState

_LIVE = frozenset({SessionState.QUEUED, SessionState.OFFERED, SessionState.ACTIVE})
_ANY = frozenset(SessionState) - {SessionState.NEW}
_MOVABLE = frozenset({SessionState.QUEUED, SessionState.ACTIVE})
"""With an officer, or waiting, once an offer that stood has been taken back."""
MAY_HAPPEN_IN: dict[type[ev.Event], frozenset[SessionState]] = {
    ev.SessionOpened: frozenset({SessionState.NEW}),
    ev.ContextUpdated: _LIVE | {SessionState.NEW},  # part of the opening, before the session is queued
    ev.OutcomeReported: _LIVE,
    ev.QuestionOpened: _LIVE | {SessionState.NEW},
    ev.SessionQueued: frozenset({SessionState.NEW, SessionState.QUEUED, SessionState.ACTIVE}),
    ev.OfferMade: frozenset({SessionState.QUEUED}),
    ev.OfferWithdrawn: frozenset({SessionState.OFFERED}),
    ev.SessionAssigned: frozenset({SessionState.OFFERED, SessionState.ACTIVE}),
    ev.MessagePosted: _LIVE,
    ev.MessageRead: _ANY,
    ev.FieldHighlighted: frozenset({SessionState.ACTIVE}),
    ev.FieldProposed: frozenset({SessionState.ACTIVE}),
    ev.StepSuggested: frozenset({SessionState.ACTIVE}),
    ev.LinkPushed: frozenset({SessionState.ACTIVE}),
    ev.ErrorExplained: frozenset({SessionState.ACTIVE}),
    ev.HighlightSeen: _LIVE,
    ev.HighlightCleared: frozenset({SessionState.ACTIVE}),
    ev.ProposalAccepted: _LIVE,
    ev.ProposalDeclined: _LIVE,
    ev.ProposalStaled: _LIVE,
    ev.ProposalWithdrawn: _LIVE,
    ev.ProposalApplied: _ANY,
    ev.QuestionResolved: frozenset({SessionState.ACTIVE, SessionState.WRAP_UP}),
    ev.QuestionConfirmed: _ANY,
    ev.SessionTransferred: _MOVABLE,
    ev.NoteAdded: frozenset({SessionState.ACTIVE, SessionState.WRAP_UP}),
    papers.FileShared: _LIVE,
    papers.FileRefused: _LIVE,
    papers.FileRemoved: frozenset({SessionState.CLOSED}),
    papers.HistoryViewed: frozenset({SessionState.ACTIVE, SessionState.WRAP_UP}),
    papers.SessionPurged: frozenset({SessionState.CLOSED}),
    ev.SessionEnded: frozenset({SessionState.QUEUED, SessionState.ACTIVE}),
    ev.SessionRated: frozenset({SessionState.WRAP_UP, SessionState.CLOSED}),
    ev.SessionWrappedUp: frozenset({SessionState.WRAP_UP}),
    ev.SessionClosed: frozenset({SessionState.QUEUED, SessionState.WRAP_UP}),
    **dict.fromkeys(TOGETHER, frozenset({SessionState.ACTIVE})),
    **dict.fromkeys(MONITORING, _ANY - {SessionState.CLOSED}),
    SessionReassigned: _MOVABLE,
    **slips.MAY_HAPPEN_IN,
}
NOT_AFTER_THE_END = frozenset(
    {ev.SessionQueued, ev.OfferMade, ev.SessionAssigned, ev.MessagePosted, ev.ContextUpdated, ev.QuestionOpened}
    | {papers.FileShared, papers.FileRefused, ev.OutcomeReported}
    | slips.NOT_AFTER_THE_END
)
ONLY_AFTER_THE_END = frozenset(
    {ev.SessionRated, ev.SessionWrappedUp, ev.SessionClosed, papers.FileRemoved, papers.SessionPurged}
)
MAY_DO: dict[type[ev.Event], frozenset[Role]] = {
    ev.SessionOpened: frozenset({Role.TAXPAYER}),
    ev.ContextUpdated: frozenset({Role.TAXPAYER}),
    ev.OutcomeReported: frozenset({Role.TAXPAYER}),
    ev.QuestionOpened: frozenset({Role.TAXPAYER, Role.OFFICER}),
    ev.SessionQueued: frozenset({Role.HUB}),
    ev.OfferMade: frozenset({Role.HUB}),
    ev.OfferWithdrawn: frozenset({Role.HUB, Role.OFFICER}),
    ev.SessionAssigned: frozenset({Role.OFFICER, Role.HUB}),
    ev.MessagePosted: frozenset({Role.TAXPAYER, Role.OFFICER}),
    ev.MessageRead: frozenset({Role.TAXPAYER, Role.OFFICER}),
    ev.FieldHighlighted: frozenset({Role.OFFICER}),
    ev.FieldProposed: frozenset({Role.OFFICER}),
    ev.StepSuggested: frozenset({Role.OFFICER}),
    ev.LinkPushed: frozenset({Role.OFFICER}),
    ev.ErrorExplained: frozenset({Role.OFFICER}),
    ev.ProposalWithdrawn: frozenset({Role.OFFICER}),
    ev.HighlightSeen: frozenset({Role.TAXPAYER}),
    ev.HighlightCleared: frozenset({Role.OFFICER}),
    ev.ProposalAccepted: frozenset({Role.TAXPAYER}),
    ev.ProposalDeclined: frozenset({Role.TAXPAYER}),
    ev.ProposalStaled: frozenset({Role.TAXPAYER}),
    ev.ProposalApplied: frozenset({Role.TAXPAYER}),
    ev.QuestionResolved: frozenset({Role.OFFICER}),
    ev.QuestionConfirmed: frozenset({Role.TAXPAYER}),
    ev.SessionTransferred: frozenset({Role.OFFICER}),
    ev.NoteAdded: frozenset({Role.OFFICER}),
    papers.FileShared: frozenset({Role.TAXPAYER, Role.OFFICER}),
    papers.FileRefused: frozenset({Role.TAXPAYER, Role.OFFICER}),
    papers.FileRemoved: frozenset({Role.HUB}),
    papers.HistoryViewed: frozenset({Role.OFFICER}),
    papers.SessionPurged: frozenset({Role.HUB}),
    ev.SessionEnded: frozenset(Role),
    ev.SessionRated: frozenset({Role.TAXPAYER}),
    ev.SessionWrappedUp: frozenset({Role.OFFICER}),
    ev.SessionClosed: frozenset({Role.HUB}),
    **MAY_DO_TOGETHER,
    **slips.MAY_DO,
}
