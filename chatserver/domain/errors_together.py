"""How consults, holds and ways to the hall say no; as in `errors`."""

from __future__ import annotations

from chatserver.domain.errors import DomainError


class ConsultOpen(DomainError):
    """A second officer takes part already, or is asked and has not answered; end that consult first."""

    code = "consult_open"


class ConsultGone(DomainError):
    """There is no such consult, or it has ended."""

    code = "consult_gone"


class ConsultNotJoined(DomainError):
    """No second officer has joined; nobody would hear what is said aside."""

    code = "consult_not_joined"


class ColleagueAway(DomainError):
    """The officer is not on duty, or it is you."""

    code = "colleague_away"


class NoFreeSlot(DomainError):
    """The officer who is to take over has no slot free; they must close a session first."""

    code = "no_free_slot"
    retryable = True


class HoldInvalid(DomainError):
    """A hold is for 1 to `limit` minutes."""

    code = "hold_invalid"


class MaterialUnknown(DomainError):
    """The matter's list of materials has no such paper."""

    code = "material_unknown"
