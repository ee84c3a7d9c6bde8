"""How often one person may ask. Buckets that fill again; in memory, on each node for itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.errors import RateLimited

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable

    from chatserver.domain.actors import Actor

_MOST_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` requests at once, then `per_second`."""

    burst: int
    per_second: float


ANY_COMMAND = Limit(burst=120, per_second=20)
"""All commands of a person together: a page sends at most 4 context changes and a few reads a second."""
LIMITS = {
    "connect": Limit(burst=60, per_second=1),
    "session.open": Limit(burst=10, per_second=0.2),
    "message.post": Limit(burst=30, per_second=5),
    "aside.post": Limit(burst=30, per_second=5),
    "consult.start": Limit(burst=10, per_second=0.2),
    "context.update": Limit(burst=40, per_second=8),
    "typing.set": Limit(burst=20, per_second=2),
    "question.open": Limit(burst=10, per_second=0.2),
    "history.view": Limit(burst=10, per_second=0.2),
    "slip.look": Limit(burst=10, per_second=0.5),
    "slip.view": Limit(burst=10, per_second=0.2),
    "uploads.look": Limit(burst=10, per_second=0.5),
}


class Buckets:
    """Tokens by key, each bucket full at first."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self._left: dict[Hashable, tuple[float, float]] = {}

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._left)

    def spend(self, key: Hashable, limit: Limit, now: float) -> None:
        """Take a token; `now` in seconds. Raises RateLimited with the seconds to wait."""
        tokens, since = self._left.pop(key, (float(limit.burst), now))
        if now > since:  # a clock that is set back must not take anybody's tokens
            tokens += (now - since) * limit.per_second
        tokens = min(tokens, limit.burst)
        if tokens < 1:
            self._left[key] = (tokens, now)
            raise RateLimited(retry_after_seconds=math.ceil((1 - tokens) / limit.per_second * 10) / 10)
        self._left[key] = (tokens - 1, now)
        if len(self._left) > _MOST_BUCKETS:  # dictionaries keep order: the first is the longest unused
            del self._left[next(iter(self._left))]


class Limits:
    """Token buckets by person and command."""

    def __init__(self) -> None:
        """Every bucket is full."""
        self._buckets = Buckets()

    def check(self, actor: Actor, name: str, now: dt.datetime) -> None:
        """Count one request. Raises RateLimited with the seconds to wait."""
        seconds = now.timestamp()
        self._buckets.spend((actor.id, ""), ANY_COMMAND, seconds)
        limit = LIMITS.get(name)
        if limit is not None:
            self._buckets.spend((actor.id, name), limit, seconds)
