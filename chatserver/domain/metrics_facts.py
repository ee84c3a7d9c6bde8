"""What the metrics know of one session: a flat record, folded from its log by `metrics_fold` and from nothing else.

Times are those of the log, except that a clock that runs back stands still: an event is never taken to be earlier than
the one before it. So no interval is negative and parts sum to the whole; `back_by` says how far a clock ran back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NOTHING = dt.timedelta(0)
SKEW = dt.timedelta(seconds=1)
"""By as much the clocks of nodes may differ, as in `daoban log check`. Beyond, a session's times are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Once in the queue; `end` null while it waits. `taken`: an officer took it, else it ended there."""

    start: dt.datetime
    end: dt.datetime | None = None
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An officer was responsible, on one slot, until the next wait, the next officer or the closing (null: still)."""

    officer_id: str
    slot: int
    start: dt.datetime
    end: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: what about, and the taxpayer's own word; null until given."""

    question_id: str
    matter_id: str
    step_id: str | None
    solved: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The page said that its form was filed or refused."""

    at: dt.datetime
    matter_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCounts:
    """What became of the session's offers; `taken_back`: cancelled with the session, or the officer was lost."""

    made: int = 0
    taken: int = 0
    declined: int = 0
    expired: int = 0
    taken_back: int = 0

    @property
    def open(self) -> int:
        """Those that stand."""
        return self.made - self.taken - self.declined - self.expired - self.taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCounts:
    """The taxpayer's first answer to each proposal, or why none is due; of the accepted, what the page made of them."""

    made: int = 0
    accepted: int = 0
    declined: int = 0
    stale: int = 0
    withdrawn: int = 0
    applied: int = 0

    @property
    def open(self) -> int:
        """Those without an answer."""
        return self.made - self.accepted - self.declined - self.stale - self.withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session as the metrics see it. Counts of people's doings are exact whatever the clocks did."""

    session_id: str
    taxpayer: str
    """Which one at which bureau: `guards.taxpayer_prefix`."""
    opened_at: dt.datetime
    matter_id: str
    tier: int
    """The line that it was opened for; a transfer does not change it."""
    explained: bool
    back_by: dt.timedelta
    waits: tuple[Wait, ...]
    assignments: tuple[Assignment, ...]
    first_answer_at: dt.datetime | None
    """An officer's first message after the first assignment. The hub itself says nothing, so no greeting counts."""
    responses: tuple[dt.timedelta, ...]
    """From the taxpayer's first message that nobody has answered, written while an officer was there, to an answer."""
    unanswered: int
    """1 when the session ended on such a message, else 0."""
    held: dt.timedelta
    """Sum of all breaks (保持) that are over."""
    ended_at: dt.datetime | None
    end_reason: str | None
    closed_at: dt.datetime | None
    offers: OfferCounts
    transfers: int
    consults_joined: int
    questions: tuple[Asked, ...]
    proposals: ProposalCounts
    filings: tuple[Filing, ...]
    score: int | None
    """1 … 5 (5 best), null without a rating or where it only said whether it got done."""
    achieved: bool | None
    rated: bool

    @property
    def times_known(self) -> bool:
        """Whether its intervals mean anything; counts do either way."""
        return self.back_by <= SKEW

    @property
    def answered(self) -> bool:
        """Whether an officer ever took it."""
        return bool(self.assignments)

    @property
    def abandoned(self) -> bool:
        """Whether it ended before any officer had taken it."""
        return not self.assignments and self.ended_at is not None

    @property
    def waiting(self) -> bool:
        """Whether it still waits for its first officer."""
        return not self.assignments and self.ended_at is None

    @property
    def handled(self) -> bool:
        """Whether an officer's work on it is over."""
        return bool(self.assignments) and self.closed_at is not None

    @property
    def first_wait(self) -> dt.timedelta | None:
        """From first being queued to being taken or ending; None while it lasts. Offers that failed are part of it."""
        return self.waits[0].end - self.waits[0].start if self.waits and self.waits[0].end else None

    @property
    def handle_time(self) -> dt.timedelta:
        """Sum of all assignments that are over: talk, breaks and wrap-up."""
        return sum((one.end - one.start for one in self.assignments if one.end), NOTHING)

    @property
    def wrap_up_time(self) -> dt.timedelta:
        """From the end to the closing, where an officer was responsible then; nothing else is wrapped up."""
        last = self.assignments[-1] if self.assignments else None
        if last is None or last.end is None or self.ended_at is None:
            return NOTHING
        return max(last.end - self.ended_at, NOTHING)

    @property
    def talk_time(self) -> dt.timedelta:
        """Time with an officer until the end, breaks left out."""
        return self.handle_time - self.wrap_up_time - self.held

    @property
    def about(self) -> frozenset[tuple[str, str | None]]:
        """Matter and step of each question."""
        return frozenset((question.matter_id, question.step_id) for question in self.questions)


def micros(length: dt.timedelta) -> int:
    """Return microseconds, exactly: sums of them are the same in any order and on any machine."""
    return length // dt.timedelta.resolution
