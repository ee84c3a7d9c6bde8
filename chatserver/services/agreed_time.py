"""Keeps a node's clock with the database's, which is the one that all nodes see."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from storage.presence import tell_time

if TYPE_CHECKING:
    from chatserver.clock import SharedClock
    from storage.engine import Database

FOLLOW_SECONDS = 3.0
"""How often the time is asked for: a clock drifts by microseconds meanwhile, unless its machine stood still."""


async def follow(database: Database, clock: SharedClock) -> None:
    """Ask a PostgreSQL for the time and go by it."""
    asked_at = time.monotonic()
    told = await database.read(tell_time)
    clock.set(told, asked_at)
