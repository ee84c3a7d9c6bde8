"""The facts of a service confirmation slip (业务办理服务确认单). As in `domain.events`, which knows them, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chatserver.domain.actors import OfficerRef
from chatserver.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPaper:
    """A paper of the matter's list. `when`: on what condition it is asked for; `original`: of the original itself."""

    item_id: str
    name: str
    when: str | None = None
    original: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipStarted(Event):
    """An officer started a slip under its number `no`, from the matter's material list."""

    type: ClassVar[str] = "slip.started"
    slip_id: str
    no: str
    matter_id: str
    title: str
    officer: OfficerRef
    papers: tuple[WantedPaper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipItemAdded(Event):
    """The officer asks for one more paper, and says why."""

    type: ClassVar[str] = "slip.item_added"
    slip_id: str
    item_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipItemStruck(Event):
    """The officer does without a paper, and says why."""

    type: ClassVar[str] = "slip.item_struck"
    slip_id: str
    item_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipItemFilled(Event):
    """The taxpayer put files (all of them, in order) to an item, in place of what was there; none: took them away."""

    type: ClassVar[str] = "slip.item_filled"
    slip_id: str
    item_id: str
    file_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipConfirmed(Event):
    """The taxpayer confirmed the papers; from now on they are the officer's to check."""

    type: ClassVar[str] = "slip.confirmed"
    slip_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipItemChecked(Event):
    """The officer checked a paper: `verdict` accepted, or redo with the reason."""

    type: ClassVar[str] = "slip.item_checked"
    slip_id: str
    item_id: str
    verdict: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipConcluded(Event):
    """The officer wrote the result: `outcome` handled (what was done) or not_handled (why it was not possible)."""

    type: ClassVar[str] = "slip.concluded"
    slip_id: str
    outcome: str
    result: str
    officer: OfficerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipCancelled(Event):
    """The officer took the slip back, and said why."""

    type: ClassVar[str] = "slip.cancelled"
    slip_id: str
    reason: str


SLIP_EVENTS: tuple[type[Event], ...] = (
    SlipStarted,
    SlipItemAdded,
    SlipItemStruck,
    SlipItemFilled,
    SlipConfirmed,
    SlipItemChecked,
    SlipConcluded,
    SlipCancelled,
)
