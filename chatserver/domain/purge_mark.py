"""What stands in the place of words and values that were taken out of the log when their term was over."""

from __future__ import annotations

import re
from typing import Final

PURGE_SIGN: Final = "\x7f"
PURGED: Final = re.compile(f"{PURGE_SIGN}purged after ([0-9]+) days")
"""Begins with a control character, which `clean_text` takes out of everything that people send: nobody can say it.

Readable all the same, for readers that know nothing of it: an older page, a spreadsheet. The group is the term in days.
"""


def mark(days: int) -> str:
    """Return what stands for a text that was kept for so many days."""
    return f"{PURGE_SIGN}purged after {days} days"


def purged_after(text: str | None) -> int | None:
    """Return after how many days what stood here was purged; None where it was not."""
    found = PURGED.fullmatch(text) if text else None
    return int(found.group(1)) if found else None
