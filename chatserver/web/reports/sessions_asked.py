"""What the session explorer is asked for, as it stands in its address."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode

from chatserver.domain.errors import DomainError
from chatserver.domain.search import read_words
from chatserver.domain.text import clean_text
from chatserver.web.reports.asked import read_periods
from storage.export import Place
from storage.sought import Sought
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multidict import MultiMapping

    from chatserver.domain.catalogue import Catalogue
    from chatserver.web.reports.asked import Asked

T = TypeVar("T")
NAMES: Final = ("from", "to", "matter", "step", "error", "officer", "end", "rating", "transfer", "filed", "q")
"""The filters, as they are named in the address."""
END_REASONS: Final = ("finished", "cancelled", "left", "officer_lost")
RATINGS: Final = (1, 2, 3, 4, 5)
NONE: Final = "-"
"""Stands for a question without a step, or without an error."""
_BESIDES: Final = {"after", "lang", "against_from", "against_to"}
_LONGEST: Final = 100
_CURSOR = re.compile(r"([0-9]{1,16})\.([0-9A-Za-z_-]{1,100})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSessions:
    """The filters as given, what they mean, and where the page begins. With a problem (`asked`) nothing is shown."""

    asked: Asked
    given: Mapping[str, str]
    sought: Sought
    after: Place | None = None

    def address(self, after: Place | None = None) -> str:
        """Return the query of this list, or of its page behind `after`."""
        days = self.asked.days
        named = {**self.given, "from": days.first.isoformat(), "to": days.last.isoformat()}
        more = {} if after is None else {"after": f"{to_micros(after.opened_at)}.{after.session_id}"}
        return "?" + urlencode({**{name: named[name] for name in NAMES if named.get(name)}, **more})


class FilterInvalid(DomainError):
    """A filter that does not exist, is given twice, or has a value that it cannot have."""

    code = "filter_invalid"


class CursorInvalid(DomainError):
    """The place where the page should begin is none that a page ended at."""

    code = "cursor_invalid"


class MatterUnknown(DomainError):
    """The catalogue has no such matter."""

    code = "matter_unknown"


def read_sessions(query: MultiMapping[str], today: dt.date, catalogue: Catalogue) -> AskedSessions:
    """Return what an address asks for; what is wrong with it is its problem."""
    asked = read_periods(query, today)
    empty = Sought(first=asked.days.first, last=asked.days.last)
    if asked.problem:
        return AskedSessions(asked=asked, given={}, sought=empty)
    try:
        given = _given(query)
        sought = _sought(given, empty, catalogue)
        return AskedSessions(asked=asked, given=given, sought=sought, after=_after(query.get("after", "")))
    except DomainError as error:
        shown = {name: clean_text(query.get(name, ""))[:_LONGEST] for name in NAMES}
        return AskedSessions(asked=replace(asked, problem=error.code), given=shown, sought=empty)


def _given(query: MultiMapping[str]) -> dict[str, str]:
    names = set(query)
    if len(query) != len(names) or not names.issubset({*NAMES, *_BESIDES}):
        raise FilterInvalid
    given = {name: text for name in NAMES if (text := clean_text(query.get(name, "")))}
    if any(name != "q" and len(text) > _LONGEST for name, text in given.items()):
        raise FilterInvalid
    return given


def _sought(given: Mapping[str, str], empty: Sought, catalogue: Catalogue) -> Sought:
    if "matter" in given and catalogue.find_matter(given["matter"]) is None:
        raise MatterUnknown(matter_id=given["matter"])
    rating = _one_of(given.get("rating"), {str(score): score for score in RATINGS})
    return replace(
        empty,
        matter_id=given.get("matter"),
        step_id=_or_none(given.get("step")),
        error_id=_or_none(given.get("error")),
        officer_id=given.get("officer"),
        end_reason=_one_of(given.get("end"), {reason: reason for reason in END_REASONS}),
        most_rating=rating,
        transferred=bool(_one_of(given.get("transfer"), {"yes": True})),
        filed=_one_of(given.get("filed"), {"yes": True, "no": False}),
        words=read_words(given.get("q", "")),
    )


def _or_none(text: str | None) -> str | None:
    return "" if text == NONE else text


def _one_of(text: str | None, values: Mapping[str, T]) -> T | None:
    if text is None:
        return None
    if text not in values:
        raise FilterInvalid
    return values[text]


def _after(text: str) -> Place | None:
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise CursorInvalid
    return Place(from_micros(int(match[1])), match[2])
