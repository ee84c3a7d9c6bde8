"""Every way in which Daoban says no to something about a service confirmation slip."""

from __future__ import annotations

from chatserver.domain.errors import DomainError


class SlipUnknown(DomainError):
    """The session, or the taxpayer, has no such slip."""

    code = "slip_unknown"


class SlipRunning(DomainError):
    """A session has one slip at a time; conclude or cancel `slip_id` first."""

    code = "slip_running"


class SlipClosed(DomainError):
    """The slip has its result, or was cancelled; `state` says which."""

    code = "slip_closed"


class SlipItemUnknown(DomainError):
    """The slip has no such item."""

    code = "slip_item_unknown"


class SlipItemClosed(DomainError):
    """This cannot be done to the item as it stands; `state` says how it does."""

    code = "slip_item_closed"


class SlipItemChanged(DomainError):
    """The item holds other files than those that the verdict is about; look again."""

    code = "slip_item_changed"


class SlipIncomplete(DomainError):
    """Papers are missing, or are to be given again; `missing` names their items."""

    code = "slip_incomplete"


class SlipUnchecked(DomainError):
    """Only a slip whose papers are all accepted can be handled; `item_ids` names the others."""

    code = "slip_unchecked"


class SlipEmpty(DomainError):
    """The slip asks for no paper; add one, or cancel it."""

    code = "slip_empty"


class SlipInvalid(DomainError):
    """The command names what a slip has not; `part` says which: paper, files, verdict, outcome or optional."""

    code = "slip_invalid"


class SlipLimit(DomainError):
    """The session holds as many slips, or the slip as many items, as it may."""

    code = "slip_limit"
