"""The client's fold against the domain's: a view and the events after it give the fresh view, for both roles."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import events as ev
from chatserver.domain import events_papers as papers
from chatserver.domain import events_together as together
from chatserver.domain import slip_events as slips
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.context import FieldValue
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated, Target
from chatserver.domain.monitor_events import MonitorStarted, MonitorStopped, SessionReassigned
from chatserver.domain.session import Session, SessionState, fold
from chatserver.domain.together import HallItem
from chatserver.protocol.codec import encode
from chatserver.sockets.views import event_view, session_view
from storage.codec import encode as encode_body
from storage.sessions import StoredEvent
from tests.support.builders import ASKER, PERSON, TAXPAYER, a_context
from tests.support.clock import START

if TYPE_CHECKING:
    from tests.client.conftest import Bundled

WALKS, EVENTS = 60, 60
OFFICER = Actor(role=Role.OFFICER, id="of1")
OFFICERS = [OfficerRef(officer_id=f"of{n}", name=f"导办{n:02}", tier=1 + n % 3) for n in range(3)]


class Walk:
    """A session to which anything happens that may happen in its state; the rules would allow less."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.session = Session(session_id=f"s{seed}")
        self.log: list[StoredEvent] = []
        self.states: list[Session] = []
        opened = ev.SessionOpened(
            taxpayer=TAXPAYER, person=PERSON, matter_id="vat-general", tier=1, locale="zh-CN", explained=True
        )
        self.add(ASKER, opened)
        while len(self.log) < EVENTS:
            self.add(*self.next())

    def add(self, actor: Actor, event: ev.Event) -> None:
        seq = len(self.log) + 1
        at = START + dt.timedelta(milliseconds=137 * seq)
        logged = ev.LoggedEvent(session_id=self.session.session_id, seq=seq, at=at, actor=actor, event=event)
        self.session = fold(self.session, logged)
        self.log.append(StoredEvent(logged=logged, body=encode_body(event)))
        self.states.append(self.session)

    def next(self) -> tuple[Actor, ev.Event]:
        makers = [self.queued, self.posted, self.read, self.context, self.question, self.resolved, self.confirmed]
        makers += [self.rated, self.ended, self.wrapped_up, self.closed, self.guided, self.answered, self.handed_over]
        makers += [self.filed, self.consulted, self.paused, self.reported, self.monitored, self.purged]
        makers += [self.slipped] * 4
        if self.session.state is SessionState.QUEUED:
            makers += [self.made] * 4
        if self.session.state is SessionState.OFFERED:
            makers = [self.withdrawn, self.assigned, self.posted, self.context]
        return self.chance.choice(makers)()

    def one(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def anybody(self) -> Actor:
        return Actor(role=Role.OFFICER, id="of1") if self.chance.random() < 0.5 else ASKER

    def queued(self) -> tuple[Actor, ev.Event]:
        boost = self.one(None, "deadline_today", "officer_lost")
        queued = ev.SessionQueued(
            queue_id="vat-general",
            rank=1.5,
            boost_seconds=600,
            boost_reason=boost,
            reason=self.one("opened", "transfer"),
        )
        return HUB, queued

    def made(self) -> tuple[Actor, ev.Event]:
        made = ev.OfferMade(
            offer_id=f"f{len(self.log)}",
            officer=self.one(*OFFICERS),
            slot=1,
            expires_at=START,
            seconds=20,
            taxpayer_name=TAXPAYER.name,
            credit_grade=None,
            matter_id="vat-general",
            step_id=None,
            error_id=None,
            deadline=None,
            queued_at=START,
        )
        return HUB, made

    def withdrawn(self) -> tuple[Actor, ev.Event]:
        return HUB, ev.OfferWithdrawn(offer_id="f", officer_id="of1", reason="declined", decline_reason="skill")

    def assigned(self) -> tuple[Actor, ev.Event]:
        return self.anybody(), ev.SessionAssigned(offer_id="f", officer=self.one(*OFFICERS), slot=1)

    def posted(self) -> tuple[Actor, ev.Event]:
        masked = self.one((), ("phone", "id_card"))
        return self.anybody(), ev.MessagePosted(client_msg_id=f"m{len(self.log)}", text="您好 <b>\n", masked=masked)

    def read(self) -> tuple[Actor, ev.Event]:
        return self.anybody(), ev.MessageRead(up_to_seq=self.chance.randint(1, len(self.log)))

    def context(self) -> tuple[Actor, ev.Event]:
        fields = tuple(
            FieldValue(id=f"f{self.chance.randint(1, 6)}", value=str(n), error=self.one(None, "不符")) for n in range(2)
        )
        return ASKER, ev.ContextUpdated(
            context=a_context(matter_id=self.one("vat-general", "cit-annual"), fields=fields)
        )

    def question(self) -> tuple[Actor, ev.Event]:
        number = len(self.session.questions) + 1
        question = ev.QuestionOpened(
            question_id=f"q{number}",
            number=number,
            matter_id="vat-general",
            step_id=self.one(None, "s6"),
            error_id=None,
            text=self.one(None, "如何填写？"),
        )
        return self.anybody(), question

    def guided(self) -> tuple[Actor, ev.Event]:
        number = self.session.guidance.next_number
        guide_id = f"g{number}"
        change = ProposedValue(field_id="f1", before="1", after="2")
        target = Target(kind="field", id="f1", step_id="s2")
        return OFFICER, self.one(
            ev.FieldHighlighted(guide_id=guide_id, number=number, target=target),
            ev.FieldProposed(guide_id=guide_id, number=number, step_id="s2", changes=(change,), reason="填错列"),
            ev.StepSuggested(guide_id=guide_id, step_id="s2"),
            ev.LinkPushed(guide_id=guide_id, kind="matter", ref="payment", title="缴款"),
            ev.ErrorExplained(
                guide_id=guide_id,
                error_id="e",
                title="t",
                explanation="x",
                fix_steps=("1",),
                difference=None,
                goto_step_id="s2",
            ),
            ev.ProposalWithdrawn(guide_id=f"g{self.chance.randint(1, 5)}", reason=self.one("officer", "unreported")),
            ev.HighlightCleared(guide_id=f"g{self.chance.randint(1, 5)}"),
        )

    def answered(self) -> tuple[Actor, ev.Event]:
        guide_id = f"g{self.chance.randint(1, 5)}"
        outcome = FieldOutcome(field_id="f1", outcome="set", value="2")
        again = Recalculated(field_id="f2", before="1", after="2")
        return ASKER, self.one(
            ev.HighlightSeen(guide_id=guide_id),
            ev.ProposalAccepted(guide_id=guide_id),
            ev.ProposalDeclined(guide_id=guide_id, reason=self.one(None, "不对")),
            ev.ProposalStaled(guide_id=guide_id, found=(FoundValue(field_id="f1", value="3"),)),
            ev.ProposalStaled(guide_id=guide_id, found=(), reason="other_form"),
            ev.ProposalApplied(
                guide_id=guide_id, applied=self.one(True, False), outcomes=(outcome,), recalculated=(again,)
            ),
        )

    def reported(self) -> tuple[Actor, ev.Event]:
        about = self.one((), ("q1", "q2"))
        filed = ev.OutcomeReported(outcome="filed", matter_id="vat-general", question_ids=about, receipt="2026")
        return ASKER, self.one(
            filed,
            ev.OutcomeReported(outcome="refused", matter_id="vat-general", question_ids=about, message="比对不通过"),
        )

    def handed_over(self) -> tuple[Actor, ev.Event]:
        return OFFICER, self.one(
            ev.SessionTransferred(kind="tier", target="2", target_name="2"),
            ev.SessionTransferred(kind="officer", target="of4", target_name="业务骨干01"),
            ev.NoteAdded(note_id=f"n{len(self.log)}", text="已看过"),
            papers.HistoryViewed(viewed_session_id="s0"),
        )

    def filed(self) -> tuple[Actor, ev.Event]:
        file_id = f"f{len(self.log)}"
        size = self.one((None, None), (1200, 1600))
        return self.anybody(), self.one(
            papers.FileShared(
                file_id=file_id, name="凭证.pdf", media_type="t/x", size_bytes=1, width=size[0], height=size[1]
            ),
            papers.FileRefused(file_id=file_id, name="清单.xlsm", reason="macro"),
            papers.FileRemoved(file_id=self.one(file_id, *(shared.file_id for shared in self.session.files))),
        )

    def consulted(self) -> tuple[Actor, ev.Event]:
        consult = self.session.consult
        if consult is None or not consult.is_open:
            asked, consult_id = self.one(*OFFICERS), f"k{len(self.log)}"
            text, told = self.one(None, "请看"), self.one(True, False)
            return OFFICER, together.ConsultStarted(consult_id=consult_id, officer=asked, introduced=told, text=text)
        about: dict[str, Any] = {"consult_id": consult.consult_id, "officer": consult.officer}
        if not consult.has_joined:
            return OFFICER, together.ConsultJoined(**about)
        known = consult.introduced_at is not None
        next_one = together.ConsultEnded(**about, reason="left", introduced=known)
        return OFFICER, next_one if known else self.one(next_one, together.ConsultIntroduced(**about))

    def paused(self) -> tuple[Actor, ev.Event]:
        paper = HallItem(id="invoices", name="开票汇总", copies=2, original=True)
        return OFFICER, self.one(
            together.AsidePosted(client_msg_id=f"a{len(self.log)}", text="先红冲"),
            together.SessionHeld(minutes=5, due_at=START, reason=self.one(None, "查政策")),
            together.SessionContinued(),
            together.HallReferred(guide_id=f"h{len(self.log)}", title="申报", items=(paper,), text=None),
        )

    def monitored(self) -> tuple[Actor, ev.Event]:
        lead = OfficerRef(officer_id="of7", name="班组长01", tier=0)
        by = Actor(role=Role.OFFICER, id="of7")
        if self.one(True, False):
            return by, SessionReassigned(officer=lead, reason=self.one(None, "等久了"))
        if self.session.monitors:
            return by, MonitorStopped(officer_id="of7")
        return by, MonitorStarted(officer=lead, reason="旁听")

    def slipped(self) -> tuple[Actor, ev.Event]:
        slip_id = f"k{self.chance.randint(1, 3)}"
        item: dict[str, Any] = {"slip_id": slip_id, "item_id": self.one("form", "seal", "x1")}
        papers = (
            slips.WantedPaper(item_id="form", name="清税申报表"),
            slips.WantedPaper(item_id="seal", name="公章", when="需要到窗口时", original=True),
        )
        officer = self.one(*OFFICERS)
        return self.anybody(), self.one(
            *[slips.SlipItemFilled(**item, file_ids=self.one((), ("f1",), ("f1", "f2")))] * 3,
            slips.SlipItemAdded(**{**item, "item_id": f"y{len(self.log)}"}, name="签字页", reason="缺签字"),
            slips.SlipItemStruck(**item, reason="已在系统内"),
            slips.SlipConfirmed(slip_id=slip_id),
            slips.SlipItemChecked(**item, verdict="redo", reason="看不清"),
            slips.SlipItemChecked(**item, verdict="accepted"),
            slips.SlipConcluded(slip_id=slip_id, outcome="handled", result="已受理", officer=officer),
            slips.SlipCancelled(slip_id=slip_id, reason="发起错了"),
            *[
                slips.SlipStarted(
                    slip_id=f"k{len(self.session.slips) + 1}",
                    no="20261116-7K3F-Q2XM",
                    matter_id="deregister",
                    title="税务注销",
                    officer=officer,
                    papers=papers,
                )
            ]
            * 3,
        )

    def resolved(self) -> tuple[Actor, ev.Event]:
        return OFFICER, ev.QuestionResolved(question_id=f"q{self.chance.randint(1, 4)}", disposition=self.one("a", "b"))

    def confirmed(self) -> tuple[Actor, ev.Event]:
        return ASKER, ev.QuestionConfirmed(question_id=f"q{self.chance.randint(1, 4)}", solved=self.one(True, False))

    def rated(self) -> tuple[Actor, ev.Event]:
        rated = ev.SessionRated(
            score=self.one(None, 1, 5), reasons=self.one((), ("slow",)), achieved=self.one(None, True), comment=None
        )
        return ASKER, rated

    def ended(self) -> tuple[Actor, ev.Event]:
        return self.one(ASKER, OFFICER, HUB), ev.SessionEnded(reason="finished")

    def purged(self) -> tuple[Actor, ev.Event]:
        return HUB, papers.SessionPurged(part=self.one("talk", "personal"), days=180)

    def wrapped_up(self) -> tuple[Actor, ev.Event]:
        return OFFICER, ev.SessionWrappedUp(note="已说明")

    def closed(self) -> tuple[Actor, ev.Event]:
        return HUB, ev.SessionClosed()


def as_seen(walk: Walk, role: Role) -> bytes:
    events = [event_view(stored, role) for stored in walk.log]
    return encode({"events": events, "views": [session_view(state, role) for state in walk.states]})


@pytest.mark.parametrize("role", [Role.TAXPAYER, Role.OFFICER])
def test_a_view_and_later_events_are_the_fresh_view(bundled: Bundled, role: Role) -> None:
    walks = [Walk(seed) for seed in range(WALKS)]
    lines = b"\n".join(as_seen(walk, role) for walk in walks)
    answer = subprocess.run(bundled("fold-walks"), input=lines, capture_output=True, check=False)
    assert answer.stdout.decode() == f"{WALKS} walks\n", answer.stderr.decode()
    assert answer.returncode == 0


def test_the_walks_meet_every_event() -> None:
    met = {stored.logged.event.type for seed in range(WALKS) for stored in Walk(seed).log}
    assert met == set(EVENT_TYPES)
