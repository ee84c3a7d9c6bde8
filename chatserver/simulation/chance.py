"""What is left to chance, drawn from a seed: the same seed gives the same history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.ids import id_of

if TYPE_CHECKING:
    import datetime as dt
    from random import Random


def drawn_id(rng: Random, at: dt.datetime) -> str:
    """Return an id of that time, as `domain.ids` makes them."""
    return id_of(at, rng.getrandbits(80))


def happens(rng: Random, share: float) -> bool:
    """Tell whether something happens that does so in this share of cases."""
    return rng.random() < share
