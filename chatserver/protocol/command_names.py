"""Which namespace knows which command by its wire name."""

from __future__ import annotations

from chatserver.protocol import commands as c
from chatserver.protocol.desk_commands import OFFICER_DESK

_SHARED: tuple[type[c.Command], ...] = (
    c.ResumeSession,
    c.EndSession,
    c.PostMessage,
    c.ReadMessages,
    c.SetTyping,
    c.OpenQuestion,
)
_TAXPAYER: tuple[type[c.Command], ...] = (
    c.OpenSession,
    c.CancelSession,
    c.RateSession,
    c.UpdateContext,
    c.ConfirmQuestion,
    c.RefreshTicket,
    c.LookAhead,
    c.SeeHighlight,
    c.AcceptProposal,
    c.DeclineProposal,
    c.ReportProposal,
)
_OFFICER: tuple[type[c.Command], ...] = (
    c.SnapshotDesk,
    c.SetStatus,
    c.AcceptOffer,
    c.DeclineOffer,
    c.ResolveQuestion,
    c.WrapUpSession,
    c.HighlightField,
    c.ProposeField,
    c.WithdrawProposal,
    c.SuggestStep,
    c.PushLink,
    c.ExplainError,
    c.TransferSession,
    c.AddNote,
    *OFFICER_DESK,
)

TAXPAYER_COMMANDS: dict[str, type[c.Command]] = {cls.name: cls for cls in (*_SHARED, *_TAXPAYER)}
OFFICER_COMMANDS: dict[str, type[c.Command]] = {cls.name: cls for cls in (*_SHARED, *_OFFICER)}
