"""What guidance is about: a place on the form, values proposed and found, and what the page made of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a highlight points at: `kind` field, row (`id` its number), step or error; and its step."""

    kind: str
    id: str
    step_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedValue:
    """One field of a proposal: the value that the officer saw there, and the one that they propose."""

    field_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundValue:
    """What stands in a field of a proposal instead of the value that it was made for."""

    field_id: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOutcome:
    """What the page made of one accepted value: `set`, `refused` (with its own message), or `gone`: no such field."""

    field_id: str
    outcome: str
    value: str
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculated:
    """A field that the page worked out anew after a proposal was filled in."""

    field_id: str
    before: str
    after: str
