"""Which web pages may talk to the hub: a page of the hub itself, and for the widget the bureaus' pages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)

MOST_TOLD: Final = 100
"""Origins told of in the log: a forged header must not fill it."""
MOST_CHARACTERS: Final = 200


def is_own_origin(origin: str | None, host: str, public_origin: str | None) -> bool:
    """Tell whether `origin` is the hub's own. Programs send none, and have no cookie of a browser to abuse."""
    if origin is None or origin == public_origin:
        return True
    try:
        return urlsplit(origin).netloc.casefold() == host.casefold()
    except ValueError:
        return False


def origin_check(allowed: Sequence[str], public_origin: str | None) -> Callable[[str | None, dict[str, Any]], bool]:
    """Return the question: may a page of this origin embed the widget? None: no browser asks, but a program.

    Each origin that may not is told once in the log, with the setting that would let it in.
    """
    known = frozenset(allowed)
    told: set[str] = set()

    def may_embed(origin: str | None, environ: dict[str, Any]) -> bool:
        if origin is None or origin in known or is_own_origin(origin, environ.get("HTTP_HOST", ""), public_origin):
            return True
        shown = origin[:MOST_CHARACTERS]
        if shown not in told and len(told) < MOST_TOLD:
            told.add(shown)
            _log.warning("pages of %r may not embed the widget; add it to DAOBAN_ALLOWED_ORIGINS if they may", shown)
        return False

    return may_embed
