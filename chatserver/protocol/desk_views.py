"""What officers are shown beside the talk: phrases; and supervisors, the floor. As in `views`."""

from __future__ import annotations

import datetime as dt

from chatserver.domain.actors import OfficerRef
from chatserver.protocol.views import AnnouncementView, View


class PhraseView(View, frozen=True, kw_only=True):
    """One phrase, its `{variables}` as written. `owner`: personal or team; `matter_id` null: for every matter."""

    phrase_id: str
    owner: str
    matter_id: str | None
    title: str
    text: str
    changed_at: dt.datetime


class PhraseBook(View, frozen=True, kw_only=True):
    """Answer to phrases.look. `variables`: what a text may name; `most_personal`: how many one's own may be."""

    phrases: tuple[PhraseView, ...]
    variables: tuple[str, ...]
    may_write_team: bool
    most_personal: int


class FloorQueue(View, frozen=True, kw_only=True):
    """One queue: who waits, and the officers who know its matter and are not off duty."""

    queue_id: str
    waiting: int
    longest_since: dt.datetime | None
    median_seconds: float | None
    free: int
    busy: int
    away: int


class FloorOfficer(View, frozen=True, kw_only=True):
    """One officer who is not off duty, or still has sessions. `present`: a line of theirs lives.

    `skills`: their queues, `*` for all.
    """

    officer_id: str
    name: str
    tier: int
    status: str
    status_reason: str | None
    status_at: dt.datetime
    present: bool
    capacity: int
    in_hand: int
    skills: tuple[str, ...] = ()


class FloorSession(View, frozen=True, kw_only=True):
    """A session in an officer's hands. `since`: of its state; `monitored`: you read it along.

    `absent_since`: of one that you read along, since when its taxpayer's line is gone; null while it is there.
    """

    session_id: str
    state: str
    matter_id: str
    taxpayer_name: str
    officer_id: str
    since: dt.datetime
    monitored: bool
    absent_since: dt.datetime | None = None


class FloorWaiting(View, frozen=True, kw_only=True):
    """A session that waits. `since`: from the first time; `offered_to`: whom it is offered now.

    `wanted_officer_id`: the officer for whom it is kept for a while.
    """

    session_id: str
    queue_id: str
    matter_id: str
    tier: int
    taxpayer_name: str
    since: dt.datetime
    boost_reason: str | None
    offered_to: OfficerRef | None
    wanted_officer_id: str | None


class Floor(View, frozen=True, kw_only=True):
    """Answer to floor.look, all of one moment. `off_duty`: officers whom it does not name.

    `waiting`: who waits, by rank; `waiting_more`: how many further behind it does not name.
    """

    now: dt.datetime
    queues: tuple[FloorQueue, ...]
    officers: tuple[FloorOfficer, ...]
    off_duty: int
    sessions: tuple[FloorSession, ...]
    announcement: AnnouncementView | None
    waiting: tuple[FloorWaiting, ...] = ()
    waiting_more: int = 0
