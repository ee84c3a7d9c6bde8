"""Copies of records with some fields changed."""

from __future__ import annotations

from typing import TypeVar

_Record = TypeVar("_Record")


def changed(record: _Record, **changes: object) -> _Record:
    """Do as `dataclasses.replace` does, for what happens all the time: 0.6 µs against 8 for a session.

    For records without slots, and without anything done on making them.
    """
    copy: _Record = object.__new__(type(record))
    copy.__dict__.update(record.__dict__)
    copy.__dict__.update(changes)
    return copy
