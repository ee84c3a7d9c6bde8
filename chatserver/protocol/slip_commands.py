"""Commands about service confirmation slips (业务办理服务确认单). The caller draws ids, so a repeat is nothing."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from chatserver.protocol.command import Command, GuideText, Id

PaperName = Annotated[str, msgspec.Meta(max_length=60)]


class StartSlip(Command, frozen=True, kw_only=True):
    """Start a slip: all required papers of the matter that the page shows, and those of the rest that are named."""

    name: ClassVar[str] = "slip.start"
    session_id: Id
    slip_id: Id
    optional_ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=30)] = ()


class AddSlipItem(Command, frozen=True, kw_only=True):
    """Ask for one more paper, with the reason."""

    name: ClassVar[str] = "slip.add_item"
    session_id: Id
    slip_id: Id
    item_id: Id
    paper: PaperName
    reason: GuideText


class StrikeSlipItem(Command, frozen=True, kw_only=True):
    """Do without a paper, with the reason."""

    name: ClassVar[str] = "slip.strike_item"
    session_id: Id
    slip_id: Id
    item_id: Id
    reason: GuideText


class FillSlipItem(Command, frozen=True, kw_only=True):
    """Put files that one has shared in this session to an item: all of them, in order; none takes them away."""

    name: ClassVar[str] = "slip.fill_item"
    session_id: Id
    slip_id: Id
    item_id: Id
    file_ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=50)]


class ConfirmSlip(Command, frozen=True, kw_only=True):
    """Confirm the papers. Too early, it is refused and names what is missing."""

    name: ClassVar[str] = "slip.confirm"
    session_id: Id
    slip_id: Id


class CheckSlipItem(Command, frozen=True, kw_only=True):
    """Accept a confirmed paper (`verdict` accepted), or ask for it again (redo) with the reason.

    `file_ids`: those that were looked at; where the item holds others it is refused. Without them, any are meant.
    """

    name: ClassVar[str] = "slip.check_item"
    session_id: Id
    slip_id: Id
    item_id: Id
    verdict: Id
    reason: GuideText | None = None
    file_ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=50)] | None = None


class ConcludeSlip(Command, frozen=True, kw_only=True):
    """Write the result: `outcome` handled (what was done; every paper accepted) or not_handled (why)."""

    name: ClassVar[str] = "slip.conclude"
    session_id: Id
    slip_id: Id
    outcome: Id
    result: GuideText


class CancelSlip(Command, frozen=True, kw_only=True):
    """Take the slip back, with the reason."""

    name: ClassVar[str] = "slip.cancel"
    session_id: Id
    slip_id: Id
    reason: GuideText


class LookSlips(Command, frozen=True, kw_only=True):
    """Ask for slips of earlier and present sessions, newest first, behind number `after_no` if one is named.

    A taxpayer's person sees their own and names no session; an officer names a session and sees its taxpayer's, each of
    an earlier session logged as read (`history.viewed`).
    """

    name: ClassVar[str] = "slip.look"
    session_id: Id | None = None
    after_no: Id | None = None


class ViewSlip(Command, frozen=True, kw_only=True):
    """Read one slip of an earlier session of the taxpayer. It is written into this session's log first, each time."""

    name: ClassVar[str] = "slip.view"
    session_id: Id
    viewed_session_id: Id
    slip_id: Id


SHARED: tuple[type[Command], ...] = (LookSlips,)
TAXPAYER: tuple[type[Command], ...] = (FillSlipItem, ConfirmSlip)
OFFICER: tuple[type[Command], ...] = (
    StartSlip,
    AddSlipItem,
    StrikeSlipItem,
    CheckSlipItem,
    ConcludeSlip,
    CancelSlip,
    ViewSlip,
)
