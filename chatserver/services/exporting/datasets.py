"""What can be exported, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatserver.services.exporting.logged import EVENTS, MESSAGES, RATINGS
from chatserver.services.exporting.officer_days import OFFICER_DAYS
from chatserver.services.exporting.proposals import PROPOSALS
from chatserver.services.exporting.questions import QUESTIONS
from chatserver.services.exporting.sessions import SESSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.services.exporting.columns import Dataset

DATASETS: Final[Mapping[str, Dataset]] = {
    "sessions": SESSIONS,
    "questions": QUESTIONS,
    "messages": MESSAGES,
    "events": EVENTS,
    "ratings": RATINGS,
    "proposals": PROPOSALS,
    "officer-days": OFFICER_DAYS,
}
SCHEMA: Final = 1
"""Changes when a column is taken away or means something else; a new one at the end does not change it."""
DEFINITIONS: Final = 1
"""Of docs/metrics.md; changes when a figure, or a column that tells one, is counted otherwise."""
