"""Commands of the officer's desk beside the talk: phrases; and of the supervisor."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from chatserver.domain.phrase import PhraseOwner
from chatserver.protocol.command import Command, Id

PhraseTitle = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
PhraseText = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Moment = Annotated[dt.datetime, msgspec.Meta(tz=True)]


class LookPhrases(Command, frozen=True, kw_only=True):
    """Ask for one's own phrases and the team's."""

    name: ClassVar[str] = "phrases.look"


class SavePhrase(Command, frozen=True, kw_only=True):
    """Keep a phrase; the caller draws its id, so a repeat changes nothing.

    `owner`: personal, or team (a supervisor's). `matter_id` null: for every matter. `text` may name variables, such as
    `{taxpayer_name}`. `seen_at`: the `changed_at` that the editor began from, null for a new phrase.
    """

    name: ClassVar[str] = "phrase.save"
    phrase_id: Id
    owner: PhraseOwner
    title: PhraseTitle
    text: PhraseText
    matter_id: Id | None = None
    seen_at: Moment | None = None


class DeletePhrase(Command, frozen=True, kw_only=True):
    """Forget a phrase, for good."""

    name: ClassVar[str] = "phrase.delete"
    phrase_id: Id


class LookFloor(Command, frozen=True, kw_only=True):
    """Ask for the floor as it is now: queues, officers, sessions. For supervisors, as all that follows."""

    name: ClassVar[str] = "floor.look"


class StartMonitor(Command, frozen=True, kw_only=True):
    """Read a session along, and say why: it is logged, the taxpayer is not told. A repeat answers the same session."""

    name: ClassVar[str] = "monitor.start"
    session_id: Id
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class StopMonitor(Command, frozen=True, kw_only=True):
    """Read it no longer."""

    name: ClassVar[str] = "monitor.stop"
    session_id: Id


class JoinMonitored(Command, frozen=True, kw_only=True):
    """Step into a session that you read along, as its second officer; the taxpayer is told. The caller draws the id."""

    name: ClassVar[str] = "monitor.join"
    session_id: Id
    consult_id: Id


class ReassignSession(Command, frozen=True, kw_only=True):
    """Give a session to a queue (`target` a matter), a tier (its number) or another officer.

    `waiting`: one that waits, refused once somebody has taken it, and never without `reason`; else one that an officer
    has. `reason`: for the log and for whoever takes it; the taxpayer is not told.
    """

    name: ClassVar[str] = "session.reassign"
    session_id: Id
    kind: Id
    target: Id
    waiting: bool = False
    reason: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class PostAnnouncement(Command, frozen=True, kw_only=True):
    """Tell all taxpayers something until a time, in place of what they are told now; the caller draws the id."""

    name: ClassVar[str] = "announcement.post"
    announcement_id: Id
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    until_at: Moment


class WithdrawAnnouncement(Command, frozen=True, kw_only=True):
    """Take an announcement back before its end."""

    name: ClassVar[str] = "announcement.withdraw"
    announcement_id: Id


OFFICER_DESK: tuple[type[Command], ...] = (
    LookPhrases,
    SavePhrase,
    DeletePhrase,
    LookFloor,
    StartMonitor,
    StopMonitor,
    JoinMonitored,
    ReassignSession,
    PostAnnouncement,
    WithdrawAnnouncement,
)
"""All of this page, for officers only."""
