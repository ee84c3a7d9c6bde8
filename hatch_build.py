"""Keeps a wheel from leaving without its front ends: git ignores what the builds make, and a fresh clone has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = ("widget/dist/daoban.js", "agents/dist/index.html")


class FrontEndsHook(BuildHookInterface[Any]):
    """Looks before a wheel is packed; an editable install runs from the checkout and needs no look."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # type: ignore[explicit-override] # noqa: ARG002 - hatchling calls it so; override is not in 3.11
        """Stop the build with the way out where a front end has not been built."""
        missing = [name for name in BUILT if not (Path(self.root) / name).is_file()]
        if version == "standard" and missing:
            raise FileNotFoundError(f"{missing[0]}; run `make web`, then build the wheel again")
