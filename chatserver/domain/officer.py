"""Officers as the queue sees them: declared status, presence, skills, slots."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from chatserver.domain.actors import OfficerRef

TIERS = (1, 2, 3)
"""一线, 二线, 三线. Below are those who take no sessions."""
MONITOR: Final = "monitor"
"""Among the skills: sees the floor, reads along, reassigns, announces, keeps the team's phrases."""

REPORT: Final = "report"
"""Among the skills: reads figures and exports, as an analyst does. Supervisors do so too."""

UNMASK: Final = "unmask"
"""Among the skills, beside one that reads reports: may have exports that show who somebody is, each for a reason."""
RIGHTS: Final = frozenset({MONITOR, REPORT, UNMASK})
"""Skills that are not about what an officer can help with."""

LANGUAGE: Final = "lang:"
"""How a skill begins that is a language besides Chinese: `lang:en`."""


class OfficerStatus(StrEnum):
    """What the officer declared. Presence (a living connection) is a separate thing."""

    AVAILABLE = "available"
    FINISHING = "finishing"
    AWAY = "away"
    OFF_DUTY = "off_duty"


@dataclass(frozen=True, kw_only=True)  # no slots, for what is worked out once: many looks at the hall see the same one
class Officer:
    """One officer; `skills`: queue ids or `*`, languages, rights; `taken`: slots in use, of 1 … capacity."""

    officer_id: str
    name: str
    tier: int
    skills: frozenset[str]
    capacity: int
    status: OfficerStatus = OfficerStatus.OFF_DUTY
    status_reason: str | None = None
    present: bool = False
    taken: frozenset[int] = frozenset()
    name_en: str | None = None
    """The name in English, where one was given."""

    @property
    def ref(self) -> OfficerRef:
        """What the taxpayer may know of the officer."""
        return OfficerRef(officer_id=self.officer_id, name=self.name, tier=self.tier, name_en=self.name_en)

    @cached_property
    def free_slots(self) -> tuple[int, ...]:
        """Slot numbers that are not in use, smallest first."""
        return tuple(slot for slot in range(1, self.capacity + 1) if slot not in self.taken)

    def handles(self, queue_id: str) -> bool:
        """Tell whether the matter of this queue is among the officer's skills."""
        return queue_id in self.skills or "*" in self.skills

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that they know, `*` for all."""
        rest = {skill for skill in self.skills if skill not in RIGHTS and not skill.startswith(LANGUAGE)}
        return ("*",) if "*" in rest else tuple(sorted(rest))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that they have besides Chinese, such as `en`."""
        return tuple(sorted(skill.removeprefix(LANGUAGE) for skill in self.skills if skill.startswith(LANGUAGE)))

    def speaks(self, locale: str) -> bool:
        """Tell whether they have the language of `locale` (zh-CN, en); everybody has Chinese."""
        language = locale.partition("-")[0]
        return language in {"zh", *self.languages}

    @property
    def supervises(self) -> bool:
        """Tell whether the officer is a supervisor (班组长)."""
        return MONITOR in self.skills

    @property
    def reads_reports(self) -> bool:
        """Tell whether the officer may read figures about everybody: an analyst, or a supervisor."""
        return REPORT in self.skills or self.supervises

    @property
    def unmasks(self) -> bool:
        """Tell whether the officer may have exports that show who somebody is."""
        return UNMASK in self.skills and self.reads_reports

    @property
    def takes_sessions(self) -> bool:
        """Tell whether sessions are ever given to the officer: one of a line, with slots."""
        return self.tier in TIERS and self.capacity > 0

    def may_be_asked(self) -> bool:
        """Tell whether the officer is there and works; a consult takes no slot, so who only finishes may be asked."""
        return self.present and self.status in {OfficerStatus.AVAILABLE, OfficerStatus.FINISHING}

    def may_take(self) -> bool:
        """Tell whether a new session may be offered now."""
        return self.on_duty() and bool(self.free_slots)

    def on_duty(self) -> bool:
        """Tell whether the officer is there and takes new sessions, now or when a slot is free."""
        return self.present and self.status is OfficerStatus.AVAILABLE
