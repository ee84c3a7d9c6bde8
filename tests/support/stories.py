"""Whole sessions as the rules make them, for what judges logs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from chatserver.domain import (
    consulting,
    earlier,
    ending,
    files,
    guidance,
    hall,
    holding,
    opening,
    proposal,
    slip_rules,
    supervising,
)
from chatserver.domain import events as ev
from chatserver.domain import events_papers as papers
from chatserver.domain import offer as offers
from chatserver.domain.actors import Actor, OfficerRef, Role
from chatserver.domain.aliases import Aliases
from chatserver.domain.context import FieldValue
from chatserver.domain.events import Event, LoggedEvent
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.explain import explain
from chatserver.domain.guided import FieldOutcome, ProposedValue
from chatserver.domain.invariants import Kind, violations_of
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.purging import Part, Purge, purge_log
from chatserver.domain.session import Session, fold_all
from chatserver.domain.transfer import Destination, transfer
from tests.support.builders import (
    ASKER,
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    a_context,
    a_matter,
    a_request,
    an_ended_session,
)
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision

LEAD = OfficerRef(officer_id="of7", name="班组长01", tier=0)
SECOND = OfficerRef(officer_id="of4", name="导办04", tier=1)
RECEIPT = papers.FileShared(file_id="f1", name="凭证.pdf", media_type="t/x", size_bytes=1, width=None, height=None)


class Story:
    """A session as the rules make it, second by second."""

    def __init__(self) -> None:
        self.events: list[LoggedEvent] = []
        self.now = START

    @property
    def session(self) -> Session:
        return fold_all(Session(session_id="s1"), self.events)

    def let(self, rule: Callable[[Session], Decision], seconds: float = 1) -> Story:
        for actor, event in rule(self.session).facts:
            self.add(actor, event)
        self.now += dt.timedelta(seconds=seconds)
        return self

    def add(self, actor: Actor, event: Event, at: dt.datetime | None = None) -> Story:
        """Write what no rule has decided."""
        seq = len(self.events) + 1
        self.events.append(LoggedEvent(session_id="s1", seq=seq, at=at or self.now, actor=actor, event=event))
        return self

    def opened(self) -> Story:
        return self.let(lambda s: opening.open_session(s, a_request(), self.now))

    def offered(self, offer_id: str = "offer-1", to: OfficerRef = FIRST_LINE, slot: int = 1) -> Story:
        due = self.now + dt.timedelta(seconds=20)
        return self.let(lambda s: offers.make_offer(s, offer_id, to, slot, due))

    def accepted(self, offer_id: str = "offer-1", by: Actor = OFFICER) -> Story:
        return self.let(lambda s: offers.accept_offer(s, by, offer_id, self.now))

    def said(self, by: Actor, client_msg_id: str) -> Story:
        return self.let(lambda s: post_message(s, by, compose(client_msg_id, "好的", ())))

    def ended(self) -> Story:
        return self.let(lambda s: ending.end_session(s, ASKER))

    def purged(self, purge: Purge) -> Story:
        self.events = purge_log(self.session, self.events, purge, Aliases(b"key"), self.now)
        return self

    def kinds(self) -> list[Kind]:
        return [violation.kind for violation in violations_of(self.events)]


def a_whole_story() -> Story:
    """With every kind of event in it."""
    return a_story_with_words().purged(Purge(Part.TALK, 180))


def a_story_with_words() -> Story:
    """The same before what was written in it was purged."""
    story = Story().opened().offered()
    story.let(lambda s: offers.decline_offer(s, OFFICER, "offer-1", "busy"))
    story.offered("offer-2", SECOND).let(lambda s: offers.expire_offer(s, "offer-2", story.now), seconds=21)
    story.now += dt.timedelta(seconds=60)
    story.let(lambda s: offers.expire_offer(s, "offer-2", story.now))
    story.offered("offer-3").accepted("offer-3").said(OFFICER, "m1").said(ASKER, "m1")
    story.let(lambda s: read_messages(s, OFFICER, 99))
    story.let(lambda s: offers.lose_officer(s, "of1", story.now))
    story.offered("offer-4", SECOND, 2).accepted("offer-4", OTHER_OFFICER).said(OTHER_OFFICER, "m2")
    story.let(lambda s: opening.update_context(s, ASKER, a_context(seconds_on_step=300), a_matter()))
    guided(story)
    story.let(lambda s: files.share(s, ASKER, RECEIPT))
    refused = papers.FileRefused(file_id="f2", name="清单.xlsm", reason="macro")
    story.let(lambda s: files.refuse(s, OTHER_OFFICER, refused))
    slipped(story)
    done = a_context(error_id=None, error_occurrences=0, tried=("filed", "receipt:1"))
    story.let(lambda s: opening.update_context(s, ASKER, done, a_matter()))
    to, told = Destination(kind="tier", target="2", name="2"), ev.NoteAdded(note_id="n1", text="请看红字发票")
    story.let(lambda s: transfer(s, OTHER_OFFICER, to, told))
    story.offered("offer-4b", FIRST_LINE, 2)
    story.let(lambda s: supervising.redirect(s, LEAD, Destination(kind="queue", target="payment", name="缴款"), "错队"))
    story.now += dt.timedelta(seconds=60)
    story.offered("offer-5", SECOND, 1).accepted("offer-5", OTHER_OFFICER)
    story.let(lambda s: opening.open_question(s, ASKER, "q2", a_context(), "还有"))
    before = dataclasses.replace(an_ended_session(), session_id="s0")
    story.let(lambda s: earlier.view(s, OTHER_OFFICER, before, START))
    story.let(lambda s: supervising.start_monitor(s, LEAD, "旁听"))
    whispered = AsidePosted(client_msg_id="w1", text="先红冲")
    story.let(lambda s: consulting.post_aside(s, Actor(role=Role.OFFICER, id="of7"), whispered))
    story.let(lambda s: supervising.stop_monitor(s, LEAD))
    together(story)
    story.ended()
    verdict = ev.SessionRated(score=5, achieved=True)
    story.let(lambda s: ending.rate_session(s, ASKER, verdict, (), START))
    outcomes = {"q1": "resolved", "q2": "resolved"}
    story.let(lambda s: ending.wrap_up(s, OFFICER, outcomes, "改列", {"resolved"}))
    story.let(lambda s: opening.confirm_question(s, ASKER, "q1", solved=True))
    return story.let(lambda s: files.remove_files(s, story.now))


def proposing(guide_id: str, after: str) -> Callable[[Session], Decision]:
    change = ProposedValue(field_id="f1_6_wkp", before="35000.00", after=after)
    return lambda s: proposal.propose(
        s, OTHER_OFFICER, guide_id, (change,), a_matter(), reason="填错列", basis="附列资料（一）"
    )


def guided(story: Story) -> None:
    form, here = a_matter(), {"f1_6_wkp": "35000.00"}
    set_one = (FieldOutcome(field_id="f1_6_wkp", outcome="set", value="3.00"),)
    link = ev.LinkPushed(guide_id="c2", kind="matter", ref="payment", title="缴款")
    words = explain(form, form.errors[0], a_context(), "zh-CN")
    story.let(lambda s: guidance.highlight(s, OTHER_OFFICER, "g1", ("field", "f1_6_wkp"), form, None))
    story.let(lambda s: guidance.see_highlight(s, ASKER, "g1"))
    story.let(lambda s: guidance.clear_highlight(s, OTHER_OFFICER, "g1"))
    story.let(lambda s: guidance.suggest_step(s, OTHER_OFFICER, "c1", "s2", form, None))
    story.let(lambda s: guidance.push_link(s, OTHER_OFFICER, link))
    story.let(lambda s: guidance.explain_error(s, OTHER_OFFICER, "c3", words))
    story.let(proposing("p1", "1.00")).let(lambda s: proposal.decline(s, ASKER, "p1", "不是这个数"))
    story.let(proposing("p2", "2.00")).let(proposing("p3", "3.00"))
    story.let(lambda s: proposal.accept(s, ASKER, "p3", here, form))
    story.let(lambda s: proposal.report(s, ASKER, "p3", set_one, (), form))
    story.let(proposing("p4", "4.00"))
    changed = a_context(fields=(FieldValue(id="f1_6_wkp", value="0.00"),))
    story.let(lambda s: opening.update_context(s, ASKER, changed, form))


def slipped(story: Story) -> None:
    by, form = OTHER_OFFICER, a_matter("deregister")
    story.let(lambda s: slip_rules.start_slip(s, by, "k1", "20261116-7K3F-Q2XM", form, ()))
    story.let(lambda s: slip_rules.strike_item(s, by, "k1", "licence", "已在系统内"))
    story.let(lambda s: slip_rules.strike_item(s, by, "k1", "resolution", "已在系统内"))
    story.let(lambda s: slip_rules.add_item(s, by, "k1", "x1", "签字页", "缺签字"))
    story.let(lambda s: slip_rules.fill_item(s, ASKER, "k1", "form", ("f1",)))
    story.let(lambda s: slip_rules.fill_item(s, ASKER, "k1", "x1", ("f1",)))
    story.let(lambda s: slip_rules.confirm_slip(s, ASKER, "k1"))
    story.let(lambda s: slip_rules.check_item(s, by, "k1", "form", "accepted", None))
    story.let(lambda s: slip_rules.check_item(s, by, "k1", "x1", "accepted", None))
    story.let(lambda s: slip_rules.conclude_slip(s, by, "k1", "handled", "已受理"))
    story.let(lambda s: slip_rules.start_slip(s, by, "k2", "20261116-9M4T-W8ZB", form, ("seal",)))
    story.let(lambda s: slip_rules.cancel_slip(s, by, "k2", "发起错了"))


def together(story: Story) -> None:
    """The other officer asks one in, who is introduced, points, and takes over."""
    asked = ConsultStarted(consult_id="k1", officer=FIRST_LINE, introduced=False)
    story.let(lambda s: consulting.start_consult(s, OTHER_OFFICER, asked))
    story.let(lambda s: consulting.join_consult(s, OFFICER, "k1"))
    story.let(lambda s: consulting.post_aside(s, OFFICER, AsidePosted(client_msg_id="a1", text="先红冲")))
    story.let(lambda s: holding.hold_session(s, OTHER_OFFICER, 5, None, story.now))
    story.let(lambda s: consulting.introduce_consult(s, OTHER_OFFICER, "k1")).said(OFFICER, "m3")
    story.let(lambda s: guidance.suggest_step(s, OFFICER, "c4", "s2", a_matter(), None))
    story.let(lambda s: holding.continue_session(s, OTHER_OFFICER))
    story.let(lambda s: hall.refer_to_hall(s, OTHER_OFFICER, "h1", None, a_matter(), None))
    to = Destination(kind="officer", target="of1", name="导办01")
    story.let(lambda s: transfer(s, OTHER_OFFICER, to, None, (3,)))


def talk() -> Story:
    return Story().opened().offered().accepted().said(OFFICER, "m1")


def a_talk_with_a_file() -> Story:
    return talk().let(lambda s: files.share(s, ASKER, RECEIPT))
