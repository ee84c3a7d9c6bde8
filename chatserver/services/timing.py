"""How long things take, and how long one waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from chatserver.domain.offer import OFFER_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The written clocks, in seconds; each is a setting."""

    offer_seconds: int = OFFER_SECONDS
    officer_grace_seconds: int = 30
    """How long an officer's line may be gone before their sessions go back to the queue (home routers: 10-20 s)."""
    queue_absence_seconds: int = 180
    """How long a waiting taxpayer's page may be gone: longer than two minutes offline, which must lose nothing."""
    session_absence_seconds: int = 1800
    rating_seconds: int = 86_400
