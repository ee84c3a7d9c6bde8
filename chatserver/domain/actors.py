"""Who acts: the taxpayer's person, an officer, or the hub itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """In what capacity somebody speaks."""

    TAXPAYER = "taxpayer"
    OFFICER = "officer"
    HUB = "hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who caused an event. `id` is the person's or officer's id, or the node's for the hub."""

    role: Role
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxpayer:
    """The enterprise or natural person whose tax matter it is, as the bureau signed it."""

    taxpayer_id: str
    name: str
    uscc: str | None = None
    credit_grade: str | None = None
    tax_office: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The human who acts for the taxpayer, as the bureau signed it. `role`: legal_rep, cfo, tax_handler ….

    `person_id` is unique on the hub: `issuer|id`, where the id is the bureau's own.
    """

    person_id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRef:
    """An officer as the taxpayer may know them: number, name on duty, tier (1 一线, 2 二线, 3 三线).

    `name_en`: the name for who speaks English; null where nobody gave one, or the log is older.
    """

    officer_id: str
    name: str
    tier: int
    name_en: str | None = None


HUB = Actor(role=Role.HUB, id="hub")
