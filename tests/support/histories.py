"""Random histories of a whole bureau: sessions walked by the rules, officers' statuses, and a scope to ask about.

Drawn by a seed: every seed is as rich as any other, and names its history. Besides the walk's moves: questions,
proposals and filings, clocks that run back, and statuses that change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

from chatserver.domain import consulting, ending, holding, message, offer, opening, transfer
from chatserver.domain import events as ev
from chatserver.domain.actors import HUB
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors import DomainError
from chatserver.domain.events_together import ConsultStarted
from chatserver.domain.guide import ProposalState
from chatserver.domain.metrics_figures import Scope
from chatserver.domain.metrics_officers import OfficerLog
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import Session, SessionState
from storage.codec import encode
from storage.types import to_micros
from tests.support.builders import ASKER, a_context, a_request, after
from tests.support.clock import START
from tests.support.telling import of_taxpayer
from tests.support.walk import KNOWN, OFFICERS, decide, make_offer, who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.actors import OfficerRef
    from chatserver.domain.events import LoggedEvent

ANSWERS = ("accept", "decline", "stale", "withdraw", "apply", "refuse")
Move: TypeAlias = tuple[Any, ...]
TALKING: list[Callable[[Random], Move]] = [
    lambda _: ("talk", True),
    lambda _: ("talk", False),
    lambda rng: ("question", rng.randint(2, 3), rng.choice(["s1", "s6"])),
    lambda rng: ("confirm", rng.randint(1, 3), rng.random() < 0.7),
    lambda rng: ("resolve", rng.choice(OFFICERS), rng.randint(1, 3)),
    lambda _: ("propose",),
    lambda _: ("propose",),
    lambda rng: ("answer", rng.randint(0, 1), rng.choice(ANSWERS)),
    lambda rng: ("answer", 0, rng.choice(ANSWERS)),
    lambda rng: ("answer", 0, rng.choice(ANSWERS)),
    lambda _: ("answer", 0, "accept"),
    lambda _: ("answer", 0, "apply"),
    lambda _: ("answer", 0, "apply"),
    lambda rng: ("file", rng.choice(["filed", "refused"]), rng.choice(["vat-general", "payment"])),
    lambda rng: ("take", rng.choice(OFFICERS)),
    lambda rng: ("hand on", rng.choice(OFFICERS)),
    lambda rng: ("pause", rng.randint(1, 2)),
    lambda rng: ("help", rng.choice(OFFICERS)),
    lambda rng: ("help", rng.choice(OFFICERS)),
    lambda _: ("continue",),
]
SELDOM: list[Callable[[Random], Move]] = [
    lambda rng: ("offer", rng.choice(OFFICERS), rng.randint(1, 3)),
    lambda _: ("refuse offer",),
    lambda rng: ("expire", rng.randint(0, 60)),
    lambda rng: ("lose", rng.choice(OFFICERS)),
    lambda _: ("cancel",),
    lambda rng: ("end", rng.choice([ASKER, HUB, *OFFICERS])),
    lambda _: ("close",),
    lambda rng: ("verdict", rng.choice([None, 1, 2, 3, 4, 5]), rng.choice([None, True, False])),
    lambda rng: ("leave", rng.choice(OFFICERS)),
    lambda rng: ("watch", rng.choice(OFFICERS)),
    lambda rng: ("step in", rng.choice(OFFICERS)),
    lambda rng: ("redirect", rng.choice(OFFICERS), rng.choice(OFFICERS)),
    lambda rng: ("reassign", rng.choice(OFFICERS), rng.choice(OFFICERS)),
]
BEGINNINGS: list[list[Move]] = [
    [("open",)],
    [("open",), ("file", "filed", "vat-general"), ("cancel",)],
    [("open",), ("confirm", 1, True), ("cancel",)],
    [("open",), ("offer", OFFICERS[0], 1), ("expire", 60)],
    *[[("open",), ("redirect", officer, officer), ("take", officer)] for officer in OFFICERS],
    *[[("open",), ("take", officer), ("talk", False), ("talk", True)] for officer in OFFICERS],
    *[[("open",), ("offer", officer, 2), ("refuse offer",), ("take", officer)] for officer in OFFICERS],
]
ENDINGS: list[list[Move]] = [
    [],
    [("finish",), ("close",)],
    [("finish",), ("verdict", 5, True), ("close",)],
    [("finish",), ("close",), ("verdict", 2, False)],
    [("file", "filed", "vat-general"), ("finish",), ("close",), ("verdict", 4, True)],
    [("finish",), ("verdict", 3, None), ("close",)],
    [("talk", False), ("finish",)],
]


@dataclass(frozen=True)
class History:
    """The logs of several sessions and of all officers."""

    logs: list[list[LoggedEvent]]
    officers: list[OfficerLog]


def a_history(rng: Random, most: int = 6) -> History:
    """What happened at a bureau in ten days."""
    logs = [_session(rng, f"s{number}") for number in range(rng.choice([0, 1, most, most, most]))]
    return History([log for log in logs if log], [_officer(rng, one.officer_id) for one in OFFICERS])


def a_scope(rng: Random) -> Scope:
    """A scope that covers some of such a history."""
    since = START + dt.timedelta(hours=rng.choice([0, 0, 0, -30, 24, 100]))
    until = since + dt.timedelta(hours=rng.choice([300, 300, 100, 1]))
    return Scope(
        since=since,
        until=until,
        as_of=since + dt.timedelta(hours=rng.choice([600, 600, 600, 100, 240, 0])),
        matter_id=rng.choice([None, None, None, None, "vat-general", "payment"]),
        tier=rng.choice([None, None, None, None, 1, 2]),
        business_only=rng.random() < 0.2,
        answer_within=dt.timedelta(seconds=rng.choice([0, 20, 180])),
        filed_within=dt.timedelta(minutes=rng.choice([0, 1, 60])),
    )


def rows_of(log: Sequence[LoggedEvent]) -> list[tuple[Any, ...]]:
    """The log as `storage.metrics.load_raw` gives it."""
    opened_at, closed_at = log[0].at, next((one.at for one in log if isinstance(one.event, ev.SessionClosed)), None)
    row = len(log), to_micros(opened_at), to_micros(closed_at) if closed_at else None
    return [
        (one.session_id, one.seq, to_micros(one.at), one.event.type, one.actor.role.value, encode(one.event), *row)
        for one in log
    ]


def statuses_of(logs: Sequence[OfficerLog]) -> list[tuple[Any, ...]]:
    """Officers' statuses as `storage.metrics.load_raw_statuses` gives them."""
    return [(log.officer_id, seq, to_micros(at), status) for log in logs for seq, at, status in log.statuses]


def _session(rng: Random, session_id: str) -> list[LoggedEvent]:
    now = START + dt.timedelta(hours=rng.choice([0, 0, 1, 20, 70, 170, 240]), seconds=rng.randint(0, 900))
    session, log = Session(session_id=session_id), list[ev.LoggedEvent]()
    wanted = {"tier": rng.choice([1, 1, 2]), "explained": rng.random() < 0.5}
    path = [rng.choice(TALKING if rng.random() < 0.94 else SELDOM)(rng) for _ in range(rng.randint(0, 40))]
    for move in [*rng.choice(BEGINNINGS), *path, *rng.choice(ENDINGS)]:
        now += dt.timedelta(milliseconds=rng.choice([0, 1, rng.randint(0, 400_000)]))
        try:
            decision = _decide(session, move, now, wanted)
        except DomainError:
            continue
        at = now - dt.timedelta(milliseconds=rng.choice([0] * 40 + [400, 3_000]))
        for actor, event in decision.facts:
            log.append(ev.LoggedEvent(session_id=session_id, seq=len(log) + 1, at=at, actor=actor, event=event))
        session = after(session, decision, at)
    # in the log alone: to the rules the asker stays the same person
    log[0] = log[0]._replace(
        event=of_taxpayer(log[0].event, rng.choice(["tp1", "tp1", "tp2"]), rng.choice(["", "b1", "b2"]))
    )
    return log


def _decide(session: Session, move: Move, now: dt.datetime, wanted: dict[str, Any]) -> Decision:
    if move[0] == "open":
        return opening.open_session(session, a_request(**wanted), now)
    more = _MORE.get(move[0])
    return more(session, now, *move[1:]) if more else decide(session, move, now)


def _question(session: Session, _: dt.datetime, number: int, step_id: str) -> Decision:
    return opening.open_question(session, ASKER, f"q{number}", a_context(step_id=step_id), None)


def _confirm(session: Session, _: dt.datetime, number: int, solved: bool) -> Decision:
    return opening.confirm_question(session, ASKER, f"q{number}", solved)


def _resolve(session: Session, _: dt.datetime, officer: Any, number: int) -> Decision:
    return ending.resolve_question(session, who(officer), f"q{number}", "resolved", KNOWN)


def _propose(session: Session, _: dt.datetime) -> Decision:
    if session.state is not SessionState.ACTIVE or session.officer is None:
        return NOTHING
    place = session.guidance.next_number
    event = ev.FieldProposed(guide_id=f"g{place}", number=place, step_id="s6", changes=(), reason="改列")
    return Decision(((who(session.officer), event),))


def _answer(session: Session, _: dt.datetime, back: int, answer: str) -> Decision:
    """To the last proposal, or one before it."""
    known = session.guidance.proposals
    if len(known) <= back or session.state not in {SessionState.ACTIVE, SessionState.QUEUED}:
        return NOTHING
    proposal = known[-1 - back]
    guide_id, officer = proposal.guide_id, who(OFFICERS[0])
    of_open: dict[str, Decision] = {
        "accept": Decision(((ASKER, ev.ProposalAccepted(guide_id=guide_id)),)),
        "decline": Decision(((ASKER, ev.ProposalDeclined(guide_id=guide_id)),)),
        "stale": Decision(((ASKER, ev.ProposalStaled(guide_id=guide_id, found=())),)),
        "withdraw": Decision(((officer, ev.ProposalWithdrawn(guide_id=guide_id, reason="officer")),)),
    }
    of_accepted: dict[str, Decision] = {
        "apply": Decision(((ASKER, ev.ProposalApplied(guide_id=guide_id, applied=True, outcomes=())),)),
        "refuse": Decision(((ASKER, ev.ProposalApplied(guide_id=guide_id, applied=False, outcomes=())),)),
        "withdraw": Decision(((officer, ev.ProposalWithdrawn(guide_id=guide_id, reason="unreported")),)),
    }
    allowed = {ProposalState.OPEN: of_open, ProposalState.ACCEPTED: of_accepted}.get(proposal.state, {})
    return allowed.get(answer, NOTHING)


def _file(session: Session, _: dt.datetime, outcome: str, matter_id: str) -> Decision:
    if session.state in {SessionState.NEW, SessionState.CLOSED} or session.ending is not None:
        return NOTHING
    return Decision(((ASKER, ev.OutcomeReported(outcome=outcome, matter_id=matter_id, question_ids=())),))


def _verdict(session: Session, _: dt.datetime, score: int | None, achieved: bool | None) -> Decision:
    return ending.rate_session(session, ASKER, ev.SessionRated(score=score, achieved=achieved), (), START)


def _take(session: Session, now: dt.datetime, officer: OfficerRef) -> Decision:
    """An offer, and at once whoever has it takes it."""
    offered = make_offer(session, officer, 1, now)
    there = after(session, offered, now)
    if there.offer is None:
        return NOTHING
    return offered.then(offer.accept_offer(there, who(there.offer.officer), there.offer.offer_id, now))


def _talk(session: Session, _: dt.datetime, by_officer: bool) -> Decision:
    party = who(session.officer) if by_officer and session.officer else ASKER
    return message.post_message(session, party, message.compose(f"n{session.seq}", "话", ()))


def _refuse_offer(session: Session, _: dt.datetime) -> Decision:
    if session.offer is None:
        return NOTHING
    return offer.decline_offer(session, who(session.offer.officer), session.offer.offer_id, "equipment")


def _continue(session: Session, _: dt.datetime) -> Decision:
    return holding.continue_session(session, who(session.officer)) if session.officer else NOTHING


def _hand_on(session: Session, now: dt.datetime, officer: OfficerRef) -> Decision:
    """To whoever joined, at once; to anybody else through the queue."""
    if session.officer is None:
        return NOTHING
    to = transfer.Destination(kind="officer", target=officer.officer_id, name=officer.name)
    return transfer.transfer(session, who(session.officer), to, None, (2,))


def _pause(session: Session, now: dt.datetime, minutes: int) -> Decision:
    return holding.hold_session(session, who(session.officer), minutes, None, now) if session.officer else NOTHING


def _help(session: Session, _: dt.datetime, officer: OfficerRef) -> Decision:
    """A colleague is asked, or the one who was asked joins."""
    if session.officer is None:
        return NOTHING
    if session.consult is not None and session.consult.is_open:
        return consulting.join_consult(session, who(session.consult.officer), session.consult.consult_id)
    start = ConsultStarted(consult_id=f"k{session.seq}", officer=officer, introduced=True)
    return consulting.start_consult(session, who(session.officer), start)


def _finish(session: Session, _: dt.datetime) -> Decision:
    return ending.end_session(session, ASKER) if session.officer else NOTHING


def _close(session: Session, _: dt.datetime) -> Decision:
    if session.officer is None:
        return NOTHING
    outcomes = {question.question_id: "resolved" for question in session.questions}
    return ending.wrap_up(session, who(session.officer), outcomes, "", KNOWN)


_MORE: dict[str, Callable[..., Decision]] = {
    "take": _take,
    "talk": _talk,
    "refuse offer": _refuse_offer,
    "continue": _continue,
    "hand on": _hand_on,
    "pause": _pause,
    "help": _help,
    "finish": _finish,
    "close": _close,
    "question": _question,
    "confirm": _confirm,
    "resolve": _resolve,
    "propose": _propose,
    "answer": _answer,
    "file": _file,
    "verdict": _verdict,
}


def _officer(rng: Random, officer_id: str) -> OfficerLog:
    at, statuses = START - dt.timedelta(hours=20), list[tuple[int, dt.datetime, str]]()
    for seq in range(1, rng.randint(0, 6) + 1):
        at += dt.timedelta(minutes=rng.randint(0, 3_000))
        statuses.append((seq, at, rng.choice(list(OfficerStatus)).value))
    return OfficerLog(officer_id=officer_id, capacity=rng.choice([None, 1, 3]), statuses=tuple(statuses))
