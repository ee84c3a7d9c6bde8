"""What every command is made of."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""Without control characters: PostgreSQL cannot even be asked for a text that holds NUL."""
ShortText = Annotated[str, msgspec.Meta(max_length=2_000)]
GuideText = Annotated[str, msgspec.Meta(max_length=500)]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that is acknowledged."""

    name: ClassVar[str]
