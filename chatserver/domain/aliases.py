"""Other names for taxpayers and persons whose names were taken out of the log: the same for the same, and no way back.

Whoever holds the key and an id can still tell whether an alias is its; from the alias alone nobody finds the id. So the
figures that ask who came again, or how many people it were, stay what they were.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from chatserver.domain.guards import person_key, taxpayer_prefix

SIGN: Final = "~"
"""How an alias begins, and no id: tickets with such a one are refused."""
_LENGTH: Final = 24
"""Hexadecimal digits, 96 bits: among ten million taxpayers two alike would be a wonder."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """Makes aliases with a key of the deployment; never shown, as it is what stands between alias and id."""

    key: bytes

    def ids(self, taxpayer_id: str, person_id: str) -> tuple[str, str]:
        """Return the ids to be kept instead; a bureau's name stays in front of the person's. Aliases stay."""
        if taxpayer_id.startswith(SIGN):
            return taxpayer_id, person_id
        bureau, bar, _ = person_id.partition("|")
        taxpayer = self._made(taxpayer_prefix(taxpayer_id, person_id))
        return taxpayer, (bureau + bar if bar else "") + self._made(person_key(taxpayer_id, person_id))

    def of_taxpayer(self, prefix: str) -> str:
        """Return what taxpayers are told apart by, given `guards.taxpayer_prefix`, of ids or of aliases."""
        return prefix.partition(":")[0] if prefix.startswith(SIGN) else self._made(prefix)

    def of_person(self, key: str) -> str:
        """Return what persons are told apart by, given `guards.person_key`, of ids or of aliases."""
        return SIGN + key.rpartition(SIGN)[2] if key.startswith(SIGN) else self._made(key)

    def _made(self, name: str) -> str:
        return SIGN + hmac.new(self.key, name.encode(), hashlib.sha256).hexdigest()[:_LENGTH]
