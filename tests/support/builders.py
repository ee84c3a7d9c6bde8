"""Domain objects with sensible values; a test names only what it is about."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain import consulting, ending, offer, opening
from chatserver.domain.actors import Actor, OfficerRef, Person, Role, Taxpayer
from chatserver.domain.context import ComparisonRow, FieldValue, FormContext
from chatserver.domain.events import LoggedEvent
from chatserver.domain.events_together import ConsultStarted
from chatserver.domain.guards import person_key
from chatserver.domain.message import compose, post_message
from chatserver.domain.officer import Officer, OfficerStatus
from chatserver.domain.session import Session, fold_all
from chatserver.services.principal import TaxpayerPrincipal
from tests.support.clock import START

if TYPE_CHECKING:
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.decision import Decision

TAXPAYER = Taxpayer(taxpayer_id="tp1", name="北京示例科技有限公司", uscc="91110101MA00DEM14K", credit_grade="A")
PERSON = Person(person_id="pe1", name="张某", role="tax_handler")
ASKER = Actor(role=Role.TAXPAYER, id=person_key("tp1", "pe1"))
STRANGER = Actor(role=Role.TAXPAYER, id=person_key("tp2", "pe2"))
FIRST_LINE = OfficerRef(officer_id="of1", name="导办01", tier=1)
SPECIALIST = OfficerRef(officer_id="of4", name="业务骨干01", tier=2)
OFFICER = Actor(role=Role.OFFICER, id="of1")
OTHER_OFFICER = Actor(role=Role.OFFICER, id="of4")


def a_principal(taxpayer_id: str = "tp1", person_id: str = "pe1", **changes: Any) -> TaxpayerPrincipal:
    principal = TaxpayerPrincipal(
        taxpayer=dataclasses.replace(TAXPAYER, taxpayer_id=taxpayer_id),
        person=dataclasses.replace(PERSON, person_id=person_id),
        matters=frozenset({"*"}),
        expires_at=START + dt.timedelta(minutes=10),
        ticket_id="ticket-1",
    )
    return dataclasses.replace(principal, **changes)


def a_context(**changes: Any) -> FormContext:
    context = FormContext(
        matter_id="vat-general",
        form_code="BDA0610606",
        step_id="s6",
        period="2026-10",
        deadline="2026-11-16",
        error_id="vatg-cmp-output",
        error_occurrences=2,
        focused_field="f1_13_zp",
        seconds_on_step=214,
        fields=(
            FieldValue(id="f1_13_zp", value="860000.00"),
            FieldValue(id="f1_6_wkp", value="35000.00"),
        ),
        comparison=(
            ComparisonRow(
                no=1,
                source_item="本期开具发票金额合计",
                source_amount="1015000.00",
                declared_item="附一开票销售额合计",
                declared_amount="980000.00",
            ),
        ),
    )
    return dataclasses.replace(context, **changes)


def a_request(**changes: Any) -> opening.HelpRequest:
    request = opening.HelpRequest(
        taxpayer=TAXPAYER,
        person=PERSON,
        context=a_context(),
        tier=1,
        boost=opening.NO_BOOST,
        locale="zh-CN",
        explained=True,
        question_id="q1",
    )
    return dataclasses.replace(request, **changes)


@functools.cache
def a_matter(matter_id: str = "vat-general") -> Matter:
    """A form of the catalogue as shipped."""
    return load_catalogue(FOLDER, START.date()).matter(matter_id)


def an_officer(officer_id: str = "of1", **changes: Any) -> Officer:
    officer = Officer(
        officer_id=officer_id,
        name=f"导办{officer_id}",
        tier=1,
        skills=frozenset({"vat-general"}),
        capacity=3,
        status=OfficerStatus.AVAILABLE,
        present=True,
    )
    return dataclasses.replace(officer, **changes)


def after(session: Session, decision: Decision, at: dt.datetime = START) -> Session:
    """The session once the decision is on disk."""
    logged = (
        LoggedEvent(session_id=session.session_id, seq=session.seq + n, at=at, actor=actor, event=event)
        for n, (actor, event) in enumerate(decision.facts, 1)
    )
    return fold_all(session, logged)


def a_queued_session(session_id: str = "s1", **changes: Any) -> Session:
    session = Session(session_id=session_id)
    return after(session, opening.open_session(session, a_request(**changes), START))


def an_offered_session(**changes: Any) -> Session:
    session = a_queued_session(**changes)
    expires_at = START + dt.timedelta(seconds=20)
    return after(session, offer.make_offer(session, "offer-1", FIRST_LINE, 1, expires_at))


def an_active_session(**changes: Any) -> Session:
    session = an_offered_session(**changes)
    return after(session, offer.accept_offer(session, OFFICER, "offer-1", START))


def an_asked_session(**changes: Any) -> Session:
    """The officer has asked a specialist in."""
    session = an_active_session()
    asked = {"consult_id": "k1", "officer": SPECIALIST, "introduced": False, **changes}
    return after(session, consulting.start_consult(session, OFFICER, ConsultStarted(**asked)))


def a_consulted_session(**changes: Any) -> Session:
    """The specialist has joined: unseen, unless `introduced`."""
    session = an_asked_session(**changes)
    return after(session, consulting.join_consult(session, OTHER_OFFICER, "k1"))


def an_ended_session(**changes: Any) -> Session:
    session = an_active_session(**changes)
    return after(session, ending.end_session(session, OFFICER))


def say(session: Session, actor: Actor, text: str, client_msg_id: str = "m1") -> Session:
    return after(session, post_message(session, actor, compose(client_msg_id, text, ())))
