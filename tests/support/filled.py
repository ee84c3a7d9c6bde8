"""Rows of a table of which a test cares for a few columns only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Mapping


def filled(table: sa.Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with what is given, and something empty in every other column that must have something."""
    return {**{column.name: _empty(column) for column in table.c if not column.nullable}, **given}


def _empty(column: sa.Column[Any]) -> Any:
    return b"" if isinstance(column.type, sa.LargeBinary) else "" if isinstance(column.type, sa.Text) else 0
