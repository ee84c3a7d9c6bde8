"""Lists that all matters share (ratings, reasons, tiers, patterns), and the cast of the demo. Frozen, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatserver.domain.form import Text
    from chatserver.domain.masking import SensitivePattern


@dataclass(frozen=True, slots=True)
class Choice:
    """A code for machines with its words for people."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class RatingLevel:
    """One of the five 好差评 levels, 5 the best; `negative` levels may carry reasons."""

    score: int
    name: Text
    negative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A line of officers: 1 一线, 2 二线, 3 三线; `target_resolve_minutes` is None where no time is promised."""

    tier: int
    name: Text
    scope: Text
    target_first_response_seconds: int
    target_resolve_minutes: int | None
    target: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffTrigger:
    """What suggests a human: a word, a button, or a number reached (`threshold`, in the unit of `type`)."""

    type: str
    words: tuple[str, ...] = ()
    button: str | None = None
    threshold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonLists:
    """Everything of `common.json`. Look-ups by code are one line, so there are no methods for them."""

    rating_levels: tuple[RatingLevel, ...]
    negative_rating_reasons: tuple[Choice, ...]
    tiers: tuple[Tier, ...]
    dispositions: tuple[Choice, ...]
    away_reasons: tuple[Choice, ...]
    decline_reasons: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    posts: tuple[Choice, ...]
    service_modes: tuple[Choice, ...]
    work_order_categories: tuple[Choice, ...]
    work_order_states: tuple[Choice, ...]
    handoff_triggers: tuple[HandoffTrigger, ...]
    sensitive_patterns: tuple[SensitivePattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """An invented person who acts for a demo taxpayer. The ID number exists masked only."""

    id: str
    name: Text
    role: str
    id_masked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTaxpayer:
    """An invented taxpayer; `matter_ids` are the matters its people may open, in the order of the bureau's list."""

    id: str
    name: Text
    uscc: str | None
    kind: Text
    cit_mode: Text
    credit_grade: str | None
    tax_office: Text
    matter_ids: tuple[str, ...]
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOfficer:
    """An officer account of the demo; `skills` are matter ids, `*`, `monitor` or `report`; tier 0 takes no sessions."""

    id: str
    name: Text
    tier: int
    skills: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCast:
    """Everybody of the demo."""

    taxpayers: tuple[DemoTaxpayer, ...]
    officers: tuple[DemoOfficer, ...]
