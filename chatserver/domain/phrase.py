"""Phrases (常用语): texts that officers keep to say again. What may be written, and by whom."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chatserver.domain.desk_errors import (
    PhraseChanged,
    PhraseEmpty,
    PhraseLimit,
    PhraseUnknown,
    PhraseVariableUnknown,
)
from chatserver.domain.errors import NotPermitted
from chatserver.domain.text import clean_line, clean_text, is_blank

if TYPE_CHECKING:
    from chatserver.domain.officer import Officer


class PhraseOwner(StrEnum):
    """Whose phrase it is."""

    PERSONAL = "personal"
    TEAM = "team"


VARIABLES: Final = (
    "taxpayer_name",
    "person_name",
    "matter",
    "step",
    "error",
    "difference",
    "period",
    "deadline",
    "officer",
)
"""What `{name}` in a text may stand for; the console fills it in from the session when the phrase is inserted."""
MOST: Final = {PhraseOwner.PERSONAL: 500, PhraseOwner.TEAM: 1_500}
"""Phrases of one officer, and of the team: an officer's 2,000 are searched within one frame."""
_BRACES: Final = re.compile(r"\{([^{}\n]{0,60})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase. `officer_id`: whose it is, or who last wrote a team's; `matter_id` None: fit for every matter."""

    phrase_id: str
    owner: PhraseOwner
    officer_id: str
    matter_id: str | None
    title: str
    text: str
    created_at: dt.datetime
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseDraft:
    """A phrase as an officer wants it. `seen_at`: the `changed_at` of what they began from; None for a new one."""

    phrase_id: str
    owner: PhraseOwner
    matter_id: str | None
    title: str
    text: str
    seen_at: dt.datetime | None


def write_phrase(known: Phrase | None, draft: PhraseDraft, officer: Officer, count: int, now: dt.datetime) -> Phrase:
    """Return the phrase to keep; `known` itself where it says the same already, so a repeat changes nothing.

    `known` has the draft's id; `count` phrases are kept beside which a new one would stand. Raises NotPermitted,
    PhraseUnknown, PhraseEmpty, PhraseVariableUnknown, PhraseChanged, PhraseLimit.
    """
    check_may_write(draft.owner, officer)
    title, text = clean_line(draft.title) or "", clean_text(draft.text)
    if is_blank(title) or is_blank(text):
        raise PhraseEmpty
    check_variables(text)
    if known is None:
        if draft.seen_at is not None:
            raise PhraseUnknown(phrase_id=draft.phrase_id)
        if count >= MOST[draft.owner]:
            raise PhraseLimit(limit=MOST[draft.owner])
    else:
        _check_theirs(known, draft.owner, officer)
        if (known.title, known.text, known.matter_id) == (title, text, draft.matter_id):
            return known
        if known.changed_at != draft.seen_at:
            raise PhraseChanged(phrase_id=known.phrase_id)
    return Phrase(
        phrase_id=draft.phrase_id,
        owner=draft.owner,
        officer_id=officer.officer_id,
        matter_id=draft.matter_id,
        title=title,
        text=text,
        created_at=known.created_at if known else now,
        changed_at=now,
    )


def check_may_delete(known: Phrase | None, officer: Officer) -> None:
    """Raise NotPermitted for a team's phrase unless a supervisor asks; a foreign personal one looks like none."""
    if known is not None:
        _check_theirs(known, known.owner, officer)
        check_may_write(known.owner, officer)


def check_may_write(owner: PhraseOwner, officer: Officer) -> None:
    """Raise NotPermitted: the team's phrases are a supervisor's."""
    if owner is PhraseOwner.TEAM and not officer.supervises:
        raise NotPermitted


def check_variables(text: str) -> None:
    """Raise PhraseVariableUnknown for the first `{…}` that stands for nothing."""
    for name in _BRACES.findall(text):
        if name not in VARIABLES:
            raise PhraseVariableUnknown(variable=name, known=list(VARIABLES))


def _check_theirs(known: Phrase, owner: PhraseOwner, officer: Officer) -> None:
    foreign = known.owner is PhraseOwner.PERSONAL and known.officer_id != officer.officer_id
    if foreign or known.owner is not owner:
        raise PhraseUnknown(phrase_id=known.phrase_id)
