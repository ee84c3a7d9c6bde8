"""One session from asking to the closing, with about everything in it that reports tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chatserver.domain.events import SessionRated
from chatserver.services import desk, messaging, opening, routing
from tests.support.builders import ASKER, OFFICER, a_context, a_principal

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock


async def ask(hub: Hub, number: int = 1, **context: Any) -> Session:
    principal = a_principal(f"tp{number}", f"pe{number}")
    return (await opening.open_session(hub, principal, a_context(**context), locale="zh-CN", explained=True)).session


async def tell_the_whole_story(hub: Hub, clock: FakeClock, officer_id: str = "of1") -> Session:
    """`officer_id` must be on duty."""
    officer = replace(OFFICER, id=officer_id)
    session = await ask(hub)
    clock.advance(7.25)
    await routing.match(hub)
    offer = (await hub.journal.load(session.session_id)).offer
    assert offer is not None
    clock.advance(2)
    session = await routing.accept(hub, officer, session.session_id, offer.offer_id)
    clock.advance(12.5)
    await messaging.post(hub, officer, session.session_id, "o1", "差额是 35,000.00 元")
    await messaging.post(hub, ASKER, session.session_id, "t1", "我填错列了")
    about = a_context(error_id=None)
    told = "还有一件"
    await opening.open_question(hub, a_principal(), session.session_id, question_id="q-two", about=about, text=told)
    done = a_context(error_id=None, error_occurrences=0, tried=("filed", "receipt:20261128"), comparison=())
    await opening.update_context(hub, a_principal(), session.session_id, done)
    first = session.questions[0].question_id
    await opening.confirm_question(hub, ASKER, session.session_id, first, solved=True)
    await opening.confirm_question(hub, ASKER, session.session_id, "q-two", solved=False)
    clock.advance(60)
    await opening.end(hub, ASKER, session.session_id)
    reason = hub.catalogue.common.negative_rating_reasons[0].id
    verdict = SessionRated(score=2, reasons=(reason,), achieved=False)
    await opening.rate(hub, ASKER, session.session_id, verdict)
    clock.advance(30)
    outcomes = [choice.id for choice in hub.catalogue.common.dispositions]
    await desk.wrap_up(hub, officer, session.session_id, {first: outcomes[0], "q-two": outcomes[1]}, "改列")
    return session
