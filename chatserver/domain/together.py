"""Records of a session's state: the second officer, a break of the talk, the way to the hall."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chatserver.domain.actors import OfficerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """The last second officer who was asked in; takes no slot of theirs.

    `introduced`: whoever asked wants the taxpayer told when they join; `for_transfer`: and then to hand over to them.
    To the taxpayer's side only the officer and `introduced_at` are shown. `end_reason`: why they take part no longer.
    """

    consult_id: str
    officer: OfficerRef
    introduced: bool
    text: str | None = None
    started_at: dt.datetime | None = None
    joined_at: dt.datetime | None = None
    introduced_at: dt.datetime | None = None
    end_reason: str | None = None
    for_transfer: bool = False

    @property
    def is_open(self) -> bool:
        """Whether they take part, or are asked and have not answered."""
        return self.end_reason is None

    @property
    def has_joined(self) -> bool:
        """Whether they take part now."""
        return self.is_open and self.joined_at is not None

    @property
    def may_speak(self) -> bool:
        """Whether the taxpayer knows of them, so that they may speak to all."""
        return self.is_open and self.introduced_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The officer looks something up since `at` and means to be back at `due_at`."""

    at: dt.datetime
    minutes: int
    due_at: dt.datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HallItem:
    """One paper to bring: the catalogue's words; `when`: on what condition, null for always."""

    id: str
    name: str
    copies: int
    original: bool
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The taxpayer was told to come to the hall, and with which papers; the last word counts."""

    guide_id: str
    at: dt.datetime
    title: str
    items: tuple[HallItem, ...]
    text: str | None
