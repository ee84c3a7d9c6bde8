"""Commands of officers about consults, holds and the hall; as in `commands`."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from chatserver.protocol.command import Command, GuideText, Id


class StartConsult(Command, frozen=True, kw_only=True):
    """Ask a second officer in; the caller draws the id. `introduced`: the taxpayer is told when they join.

    `for_transfer`: to hand over to them then, by `session.transfer`.
    """

    name: ClassVar[str] = "consult.start"
    session_id: Id
    consult_id: Id
    officer_id: Id
    introduced: bool
    text: GuideText | None = None
    for_transfer: bool = False


class JoinConsult(Command, frozen=True, kw_only=True):
    """Join as the one who was asked."""

    name: ClassVar[str] = "consult.join"
    session_id: Id
    consult_id: Id


class DeclineConsult(Command, frozen=True, kw_only=True):
    """Not join."""

    name: ClassVar[str] = "consult.decline"
    session_id: Id
    consult_id: Id


class IntroduceConsult(Command, frozen=True, kw_only=True):
    """Tell the taxpayer of the second officer who has joined unseen."""

    name: ClassVar[str] = "consult.introduce"
    session_id: Id
    consult_id: Id


class EndConsult(Command, frozen=True, kw_only=True):
    """End a consult, or leave it."""

    name: ClassVar[str] = "consult.end"
    session_id: Id
    consult_id: Id


class PostAside(Command, frozen=True, kw_only=True):
    """Say something to the other officer, which the taxpayer never sees. A repeat is answered with the first answer."""

    name: ClassVar[str] = "aside.post"
    session_id: Id
    client_msg_id: Id
    text: str


class HoldSession(Command, frozen=True, kw_only=True):
    """Tell the taxpayer that one looks something up and is back in so many minutes (1 to 60)."""

    name: ClassVar[str] = "session.hold"
    session_id: Id
    minutes: int
    reason: GuideText | None = None


class ContinueSession(Command, frozen=True, kw_only=True):
    """Be back from a hold; the next message of whoever holds says so, too."""

    name: ClassVar[str] = "session.continue"
    session_id: Id


class ReferHall(Command, frozen=True, kw_only=True):
    """Tell the taxpayer to come to the hall. `items`: ids of the matter's materials; null for those it always needs."""

    name: ClassVar[str] = "hall.refer"
    session_id: Id
    guide_id: Id
    items: Annotated[tuple[Id, ...], msgspec.Meta(max_length=50)] | None = None
    text: GuideText | None = None


TOGETHER: tuple[type[Command], ...] = (
    StartConsult,
    JoinConsult,
    DeclineConsult,
    IntroduceConsult,
    EndConsult,
    PostAside,
    HoldSession,
    ContinueSession,
    ReferHall,
)
