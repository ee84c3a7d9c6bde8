"""Announcements (公告): what a supervisor tells all taxpayers at once, until a time. One stands at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from chatserver.domain.desk_errors import AnnouncementInvalid
from chatserver.domain.text import clean_line, is_blank

LONGEST: Final = dt.timedelta(hours=24)
MOST_CHARACTERS: Final = 200
"""Two lines above everything; who needs more words needs another way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One announcement; the rows are its audit: who posted it when, and who took it back."""

    announcement_id: str
    text: str
    posted_at: dt.datetime
    posted_by: str
    until_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    withdrawn_by: str | None = None

    def stands(self, now: dt.datetime) -> bool:
        """Tell whether it is shown."""
        return self.withdrawn_at is None and now < self.until_at


def announce(announcement_id: str, text: str, until_at: dt.datetime, officer_id: str, now: dt.datetime) -> Announcement:
    """Return the announcement. Raises AnnouncementInvalid: no text, too long, no end within a day."""
    words = clean_line(text) or ""
    if is_blank(words) or len(words) > MOST_CHARACTERS or not now < until_at <= now + LONGEST:
        raise AnnouncementInvalid(characters=MOST_CHARACTERS, hours=LONGEST // dt.timedelta(hours=1))
    return Announcement(
        announcement_id=announcement_id, text=words, posted_at=now, posted_by=officer_id, until_at=until_at
    )
