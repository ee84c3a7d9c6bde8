"""Every way in which Daoban says no: a code for machines, a docstring for developers.

Raised at the rule, translated at the edge, caught nowhere between. Words for people live in `locales/`.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

Detail: TypeAlias = str | int | float | bool | list[str] | None


class DomainError(Exception):
    """The request cannot be met; `code` says why, `retryable` whether the same request may succeed later."""

    code: ClassVar[str] = "domain_error"
    retryable: ClassVar[bool] = False

    def __init__(self, **details: Detail) -> None:
        """Keep `details` (ids, limits, seconds; never personal data) for the answer."""
        super().__init__(self.code)
        self.details = details

    @property
    def message(self) -> str:
        """The first line of the class's docstring."""
        return (type(self).__doc__ or self.code).partition("\n")[0]


class SessionUnknown(DomainError):
    """No session with this id is visible to you."""

    code = "session_unknown"


class SessionEnded(DomainError):
    """The session has ended; open a new one."""

    code = "session_ended"


class SessionNotActive(DomainError):
    """The session is not yet, or no longer, with an officer."""

    code = "session_not_active"


class SessionNotWaiting(DomainError):
    """The session waits no longer, an officer has taken it; end it instead."""

    code = "session_not_waiting"


class NotPermitted(DomainError):
    """Your role may not do this."""

    code = "not_permitted"


class OriginRefused(DomainError):
    """This page's address is not among those that may embed the widget (the hub's `allowed_origins`)."""

    code = "origin_refused"


class MatterUnknown(DomainError):
    """The catalogue has no such matter, or the ticket does not allow it."""

    code = "matter_unknown"


class QuestionUnknown(DomainError):
    """The session has no such question."""

    code = "question_unknown"


class QuestionLimit(DomainError):
    """The session already holds as many questions as it may."""

    code = "question_limit"


class DispositionUnknown(DomainError):
    """No such disposition is in the catalogue."""

    code = "disposition_unknown"


class QuestionsUndecided(DomainError):
    """Every question needs a disposition before the session can be closed."""

    code = "questions_undecided"


class OfferGone(DomainError):
    """The offer was taken back, declined or has expired; the session is with the queue or another officer."""

    code = "offer_gone"


class OfficerUnknown(DomainError):
    """No officer has this id."""

    code = "officer_unknown"


class StatusUnknown(DomainError):
    """No such status, or this status needs a known reason."""

    code = "status_unknown"


class ReasonUnknown(DomainError):
    """The reason is not in the catalogue's list."""

    code = "reason_unknown"


class TargetUnknown(DomainError):
    """The form has no such field, row, step or error to point at."""

    code = "target_unknown"


class HighlightUnknown(DomainError):
    """The session has no such highlight."""

    code = "highlight_unknown"


class GuideLimit(DomainError):
    """The session holds as many highlights, proposals and cards as it may."""

    code = "guide_limit"


class FieldUnknown(DomainError):
    """The form as the taxpayer shares it has no such field."""

    code = "field_unknown"


class FieldNotProposable(DomainError):
    """No value may be proposed for this field: read-only, hidden, an account, an identity, or locked by the page."""

    code = "field_not_proposable"


class StepsMixed(DomainError):
    """The fields of one proposal must be on one step; make a proposal for each."""

    code = "steps_mixed"


class ValueInvalid(DomainError):
    """The proposed value does not fit the field; `why` says how, `limit` what would be allowed."""

    code = "value_invalid"


class ValueChanged(DomainError):
    """The field has changed since you saw it; look again."""

    code = "value_changed"


class SharingStopped(DomainError):
    """The taxpayer does not share the form at present."""

    code = "sharing_stopped"


class ReasonMissing(DomainError):
    """This needs a reason, or words that say what was done."""

    code = "reason_missing"


class ProposalInvalid(DomainError):
    """The proposal, or the report about it, names no fields, one twice, or others than it must."""

    code = "proposal_invalid"


class ProposalUnknown(DomainError):
    """The session has no such proposal."""

    code = "proposal_unknown"


class ProposalClosed(DomainError):
    """The proposal has been answered, withdrawn or overtaken; `state` says which."""

    code = "proposal_closed"


class LinkRefused(DomainError):
    """The address is not among those that may be pushed, or the catalogue has no such entry."""

    code = "link_refused"


class TransferInvalid(DomainError):
    """There is no such queue, tier or officer to hand over to, or they take no sessions, or it is you."""

    code = "transfer_invalid"


class NoteLimit(DomainError):
    """The session holds as many notes as it may."""

    code = "note_limit"


class HistoryLimit(DomainError):
    """Earlier sessions were read as often as they may be from one session."""

    code = "history_limit"


class MessageEmpty(DomainError):
    """Nothing is left of the text once control characters are removed."""

    code = "message_empty"


class MessageTooLong(DomainError):
    """The text is longer than a message may be."""

    code = "message_too_long"


class MessageLimit(DomainError):
    """The session holds as many messages as it may; end it and open a new one."""

    code = "message_limit"


class ContextTooLarge(DomainError):
    """The form context has more fields, rows or characters than any real form."""

    code = "context_too_large"


class RatingInvalid(DomainError):
    """The rating is not one of the five levels, or its reasons are not in the catalogue's list."""

    code = "rating_invalid"


class NotRatable(DomainError):
    """A session can be rated once it has ended, for a day unless set otherwise, and if an officer took part."""

    code = "not_ratable"


class ClaimLost(DomainError):
    """Somebody else's write won; read again and decide again."""

    code = "claim_lost"
    retryable = True


class RateLimited(DomainError):
    """Too many requests; wait `retry_after_seconds`."""

    code = "rate_limited"
    retryable = True


class Busy(DomainError):
    """The hub cannot take this on now; wait `retry_after_seconds`."""

    code = "busy"
    retryable = True


class TicketInvalid(DomainError):
    """The help ticket is malformed, or its signature does not match a key of this bureau."""

    code = "ticket_invalid"


class TicketForeign(DomainError):
    """The help ticket was issued by or for somebody else."""

    code = "ticket_foreign"


class TicketExpired(DomainError):
    """The help ticket has expired; ask the bureau for a new one."""

    code = "ticket_expired"
    retryable = True


class TicketReplayed(DomainError):
    """The help ticket was first used by another browser."""

    code = "ticket_replayed"


class LoginRequired(DomainError):
    """Sign in first; the login is missing, has expired or was revoked."""

    code = "login_required"


class LoginFailed(DomainError):
    """Officer id or password is wrong."""

    code = "login_failed"
