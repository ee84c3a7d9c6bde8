"""Which web pages may talk to the hub: a page of the hub itself, and for the widget the bureaus' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def is_own_origin(origin: str | None, host: str, public_origin: str | None) -> bool:
    """Tell whether `origin` is the hub's own. Programs send none, and have no cookie of a browser to abuse."""
    if origin is None or origin == public_origin:
        return True
    try:
        return urlsplit(origin).netloc.casefold() == host.casefold()
    except ValueError:
        return False


def origin_check(allowed: Sequence[str], public_origin: str | None) -> Callable[[str | None, dict[str, Any]], bool]:
    """Return the question: may a page of this origin embed the widget? None: no browser asks, but a program."""
    known = frozenset(allowed)

    def may_embed(origin: str | None, environ: dict[str, Any]) -> bool:
        return origin in known or is_own_origin(origin, environ.get("HTTP_HOST", ""), public_origin)

    return may_embed
