"""What use cases take from the catalogue: the form that a page shows, and what is hidden in people's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.errors import MatterUnknown
from chatserver.domain.masking import mask_words
from chatserver.domain.text import clean_line, is_blank

if TYPE_CHECKING:
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


def matter_of(hub: Hub, session: Session) -> Matter:
    """Return the form that the taxpayer's page shows. Raises MatterUnknown when the catalogue has lost it."""
    matter_id = session.context.matter_id if session.context else session.matter_id
    matter = hub.catalogue.find_matter(matter_id)
    if matter is None:
        raise MatterUnknown(matter_id=matter_id)
    return matter


def words_of(hub: Hub, text: str | None) -> str | None:
    """Return what a person wrote, on one line and with sensitive numbers hidden; None when nothing is left to see."""
    words = mask_words(clean_line(text), hub.catalogue.common.sensitive_patterns)
    return None if words is None or is_blank(words) else words
