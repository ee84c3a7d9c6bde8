"""What metrics refuse to answer: a code for machines, a docstring for developers; as in `errors`."""

from __future__ import annotations

from chatserver.domain.errors import DomainError


class RangeInvalid(DomainError):
    """The period is none: it ends before it begins, or begins in the future, or before there was any hub."""

    code = "range_invalid"


class CalendarUnknown(DomainError):
    """Business hours are asked about, of years that the calendar of working days does not have."""

    code = "calendar_unknown"
