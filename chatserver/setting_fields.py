"""How one setting is described: what stands in the table of settings, beside the field that holds its value."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatserver.setting_kinds import Kind

PREFIX = "DAOBAN_"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of one setting; a `secret` is never shown and may be given as a file (`DAOBAN_<NAME>_FILE`)."""

    name: str
    kind: Kind
    meaning: str
    unit: str
    secret: bool
    default: str

    @property
    def variable(self) -> str:
        """The environment's name."""
        return PREFIX + self.name.upper()


def setting(
    kind: Kind, default: Any, meaning: str, *, name: str = "", unit: str = "", secret: bool = False, shown: str = ""
) -> Any:
    """Describe one field of the settings; `shown` is how a default is told that differs from machine to machine."""
    spelled = shown or ("" if default is None or default == () else str(default))
    about = {"kind": kind, "meaning": meaning, "name": name, "unit": unit, "secret": secret, "default": spelled}
    if default is dict:
        return dataclasses.field(default_factory=dict, metadata=about)
    return dataclasses.field(default=default, repr=not secret, metadata=about)
