"""Guidance through the journal on a real database: the whole story, masks, entries, explanations, a lost officer."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from chatserver.domain.context import FieldValue
from chatserver.domain.errors import (
    DomainError,
    FieldNotProposable,
    LinkRefused,
    ProposalClosed,
    ReasonMissing,
    SessionUnknown,
    TargetUnknown,
    ValueChanged,
)
from chatserver.domain.events import ErrorExplained, FieldProposed, LinkPushed
from chatserver.domain.guide import ProposalState
from chatserver.domain.guided import ProposedValue, Recalculated
from chatserver.domain.invariants import violations_of
from chatserver.domain.session import Session, SessionState, fold_all
from chatserver.services import guidance, history, opening, routing
from storage.sessions import load_events
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, STRANGER, a_context, a_principal
from tests.support.guides import SHOWN, WKP, a_page, outcome, standing
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chatserver.domain.actors import Actor
    from chatserver.domain.events import LoggedEvent
    from chatserver.services.hub import Hub
    from tests.support.recorder import RecordingPublisher

CHANGE = ProposedValue(field_id=WKP, before="35000.00", after="0")
SAID = "请打 13800138000,证件999999199001010016"


async def a_talk(hub: Hub, locale: str = "zh-CN") -> str:
    await on_duty(hub)
    session = (await opening.open_session(hub, a_principal(), a_context(), locale=locale, explained=True)).session
    await take(hub, session.session_id, OFFICER)
    return session.session_id


async def take(hub: Hub, session_id: str, by: Actor) -> None:
    await routing.match(hub)
    offer = (await hub.journal.load(session_id)).offer
    assert offer is not None
    await routing.accept(hub, by, session_id, offer.offer_id)


async def put(hub: Hub, session_id: str, guide_id: str = "p1", *, by: Actor = OFFICER, why: str = "填错列") -> Session:
    return await guidance.propose(hub, by, session_id, guide_id, [CHANGE], reason=why, basis=None)


async def log_of(hub: Hub, session_id: str) -> list[LoggedEvent]:
    stored = await hub.database.read(lambda sql: load_events(sql, session_id, 0))
    return [one.logged for one in stored]


async def test_the_whole_of_guidance_is_in_the_log(hub: Hub, publisher: RecordingPublisher) -> None:
    session_id = await a_talk(hub)
    publisher.take_types()
    await guidance.highlight(hub, OFFICER, session_id, "g1", ("row", "1"), "看第一行")
    await guidance.see_highlight(hub, ASKER, session_id, "g1")
    await guidance.suggest_step(hub, OFFICER, session_id, "c1", "s2", "回到附表一")
    await guidance.push_link(hub, OFFICER, session_id, "c2", "topic", "vatg-t1")
    await guidance.explain_error(hub, OFFICER, session_id, "c3", "vatg-cmp-output")
    await put(hub, session_id, "p1")
    await guidance.decline(hub, ASKER, session_id, "p1", "再想想")
    await put(hub, session_id, "p2")
    await guidance.withdraw(hub, OFFICER, session_id, "p2")
    await put(hub, session_id, "p3")
    await guidance.accept(hub, ASKER, session_id, "p3", SHOWN)
    anew = (Recalculated(field_id="f1_6_hj", before="35000.00", after="0.00"),)
    done = await guidance.report(hub, ASKER, session_id, "p3", [outcome()], anew)
    assert publisher.take_types() == [
        "field.highlighted",
        "highlight.seen",
        "step.suggested",
        "link.pushed",
        "error.explained",
        "field.proposed",
        "proposal.declined",
        "field.proposed",
        "proposal.withdrawn",
        "field.proposed",
        "proposal.accepted",
        "proposal.applied",
    ]
    assert [one.state for one in done.guidance.proposals] == ["declined", "withdrawn", "applied"]
    assert [one.number for one in done.guidance.proposals] == [2, 3, 4]
    assert violations_of(await log_of(hub, session_id)) == []


async def test_a_snapshot_and_the_later_events_are_a_fresh_snapshot(hub: Hub) -> None:
    session_id = await a_talk(hub)
    early = (await history.resume(hub, ASKER, session_id, 0)).session
    snapshots = [early]
    await guidance.highlight(hub, OFFICER, session_id, "g1", ("field", WKP), None)
    await put(hub, session_id)
    snapshots.append((await history.resume(hub, OFFICER, session_id, 0)).session)
    changed = a_context(fields=(FieldValue(id=WKP, value="34000.00"),))
    await opening.update_context(hub, a_principal(), session_id, changed)
    snapshots.append((await history.resume(hub, OFFICER, session_id, 0)).session)
    await opening.end(hub, ASKER, session_id)
    fresh = (await history.resume(hub, ASKER, session_id, 0)).session
    log = await log_of(hub, session_id)
    for snapshot in snapshots:
        assert fold_all(snapshot, [one for one in log if one.seq > snapshot.seq]) == fresh
    assert standing(fresh).state is ProposalState.STALE


async def test_repeated_commands_have_the_same_answer_and_leave_no_trace(hub: Hub) -> None:
    session_id = await a_talk(hub)
    for _ in range(3):
        await guidance.highlight(hub, OFFICER, session_id, "g1", ("field", WKP), None)
        await guidance.see_highlight(hub, ASKER, session_id, "g1")
    numbers = {(await put(hub, session_id)).seq for _ in range(3)}
    assert len(numbers) == 1
    for _ in range(3):
        answered = await guidance.accept(hub, ASKER, session_id, "p1", SHOWN)
        assert standing(answered).state is ProposalState.ACCEPTED
    for _ in range(3):
        answered = await guidance.report(hub, ASKER, session_id, "p1", [outcome()], ())
        assert standing(answered).state is ProposalState.APPLIED
    with pytest.raises(ProposalClosed):  # a second page that says something else has filled in what is settled
        await guidance.report(hub, ASKER, session_id, "p1", [outcome(word="refused")], ())
    types = [one.event.type for one in await log_of(hub, session_id)][6:]
    assert types == [
        "field.highlighted",
        "highlight.seen",
        "field.proposed",
        "proposal.accepted",
        "proposal.applied",
    ]


async def test_an_acceptance_whose_answer_was_lost_is_told_again_that_it_was_stale(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await put(hub, session_id)
    for _ in range(2):
        answered = await guidance.accept(hub, ASKER, session_id, "p1", {WKP: "1.00"})
        assert standing(answered).state is ProposalState.STALE


async def test_words_of_both_sides_are_masked_and_cleaned_before_they_are_stored(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await guidance.highlight(hub, OFFICER, session_id, "g1", ("field", WKP), SAID)
    await guidance.suggest_step(hub, OFFICER, session_id, "c1", "s2", SAID)
    await guidance.propose(hub, OFFICER, session_id, "p1", [CHANGE], reason=f"\u202e{SAID}\n见附表", basis=SAID)
    await guidance.decline(hub, ASKER, session_id, "p1", SAID)
    tail = await history.resume(hub, ASKER, session_id, 6)
    for stored in tail.events:
        assert "13800138000" not in stored.body
        assert "199001010016" not in stored.body
    masked = "请打 138****8000,证件999999********0016"
    assert json.loads(tail.events[2].body)["reason"] == f"{masked} 见附表"
    assert standing(tail.session).state_reason == masked


@pytest.mark.parametrize("why", ["", " \n\t", "\u202e\u200f", "\u200b"])
async def test_a_reason_of_which_nothing_is_left_is_none(hub: Hub, why: str) -> None:
    session_id = await a_talk(hub)
    with pytest.raises(ReasonMissing):
        await put(hub, session_id, why=why)


async def test_words_of_which_nothing_is_left_are_none(hub: Hub) -> None:
    session_id = await a_talk(hub)
    session = await guidance.propose(hub, OFFICER, session_id, "p1", [CHANGE], reason="填错列", basis="\u200b")
    assert standing(session).basis is None


@pytest.mark.parametrize(
    ("kind", "ref"),
    [
        ("matter", "nonsense"),
        ("matter", ""),
        ("matter", "vatg-t1"),
        ("topic", "payment"),
        ("topic", "nonsense"),
        ("url", "https://elsewhere.example"),
        ("matter", "https://elsewhere.example"),
        ("", ""),
    ],
)
async def test_only_entries_of_the_catalogue_are_pushed(hub: Hub, kind: str, ref: str) -> None:
    session_id = await a_talk(hub)
    with pytest.raises(LinkRefused) as refused:
        await guidance.push_link(hub, OFFICER, session_id, "c1", kind, ref)
    assert refused.value.details == {"kind": kind, "ref": ref}


async def test_a_topic_is_one_of_the_form_on_the_page(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await opening.update_context(hub, a_principal(), session_id, a_context(matter_id="payment", fields=()))
    with pytest.raises(LinkRefused):
        await guidance.push_link(hub, OFFICER, session_id, "c1", "topic", "vatg-t1")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_an_entry_has_its_title_in_the_language_of_the_taxpayer(hub: Hub, locale: str) -> None:
    session_id = await a_talk(hub, locale)
    await guidance.push_link(hub, OFFICER, session_id, "c1", "matter", "payment")
    pushed = (await log_of(hub, session_id))[-1].event
    name = hub.catalogue.matter("payment").name
    assert isinstance(pushed, LinkPushed)
    assert pushed.title == (name.en if locale == "en" else name.for_display("zh-CN"))
    assert pushed.title.isascii() == (locale == "en")


async def test_an_explanation_is_filled_with_the_sessions_own_numbers(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await guidance.explain_error(hub, OFFICER, session_id, "c1", "vatg-cmp-output")
    first = (await log_of(hub, session_id))[-1].event
    rows = tuple(dataclasses.replace(row, source_amount="1000000.00") for row in a_context().comparison)
    await opening.update_context(hub, a_principal(), session_id, a_context(comparison=rows))
    await guidance.explain_error(hub, OFFICER, session_id, "c2", "vatg-cmp-output")
    second = (await log_of(hub, session_id))[-1].event
    assert isinstance(first, ErrorExplained)
    assert isinstance(second, ErrorExplained)
    assert (first.difference, second.difference) == ("35,000.00", "20,000.00")
    accounts = a_page("defer-payment", acct_count="3")
    await opening.update_context(hub, a_principal(), session_id, accounts)
    await guidance.explain_error(hub, OFFICER, session_id, "c3", "dp-doc")
    third = (await log_of(hub, session_id))[-1].event
    assert isinstance(third, ErrorExplained)
    assert "系统里您报告了 3 个账户" in third.explanation.replace("了3个", "了 3 个")


async def test_only_errors_of_the_form_on_the_page_are_explained(hub: Hub) -> None:
    session_id = await a_talk(hub)
    for error_id in ("nonsense", "dp-doc", ""):
        with pytest.raises(TargetUnknown):
            await guidance.explain_error(hub, OFFICER, session_id, "c3", error_id)


ATTEMPTS: dict[str, Callable[[Hub, Actor, str], Awaitable[object]]] = {
    "highlight": lambda hub, by, at: guidance.highlight(hub, by, at, "x", ("field", "ghost"), None),
    "see": lambda hub, by, at: guidance.see_highlight(hub, by, at, "x"),
    "suggest": lambda hub, by, at: guidance.suggest_step(hub, by, at, "x", "s99", None),
    "push": lambda hub, by, at: guidance.push_link(hub, by, at, "x", "topic", "ghost"),
    "explain": lambda hub, by, at: guidance.explain_error(hub, by, at, "x", "ghost"),
    "propose": lambda hub, by, at: guidance.propose(hub, by, at, "x", [], reason="", basis=None),
    "withdraw": lambda hub, by, at: guidance.withdraw(hub, by, at, "x"),
    "accept": lambda hub, by, at: guidance.accept(hub, by, at, "x", {}),
    "decline": lambda hub, by, at: guidance.decline(hub, by, at, "x", None),
    "report": lambda hub, by, at: guidance.report(hub, by, at, "x", [], ()),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_to_a_stranger_a_foreign_session_and_a_missing_one_look_the_same(hub: Hub, attempt: str) -> None:
    session_id = await a_talk(hub)
    told = set()
    for by in (STRANGER, OTHER_OFFICER):
        for at in (session_id, "nonsense"):
            with pytest.raises(DomainError) as refused:
                await ATTEMPTS[attempt](hub, by, at)
            told.add((type(refused.value), *refused.value.details))
    assert told == {(SessionUnknown, "session_id")}


async def test_a_lost_officer_leaves_the_cards_and_the_next_one_may_withdraw(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await guidance.highlight(hub, OFFICER, session_id, "g1", ("field", WKP), None)
    before = (await put(hub, session_id)).guidance
    await on_duty(hub, "of4")
    await routing.lose_officer(hub, "of1")
    queued = await hub.journal.load(session_id)
    assert (queued.state, queued.guidance) == (SessionState.QUEUED, before)
    with pytest.raises(SessionUnknown):
        await guidance.withdraw(hub, OFFICER, session_id, "p1")
    await take(hub, session_id, OTHER_OFFICER)
    with pytest.raises(SessionUnknown):
        await guidance.withdraw(hub, OFFICER, session_id, "p1")
    assert not (await put(hub, session_id, "p1", by=OTHER_OFFICER)).guidance.proposal("p2")
    session = await guidance.withdraw(hub, OTHER_OFFICER, session_id, "p1")
    assert standing(session).state is ProposalState.WITHDRAWN
    again = await put(hub, session_id, "p2", by=OTHER_OFFICER)
    assert (standing(again, "p2").number, standing(again, "p2").officer_id) == (3, "of4")
    assert violations_of(await log_of(hub, session_id)) == []


async def test_a_page_that_changes_meanwhile_is_told_by_its_code(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await opening.update_context(
        hub, a_principal(), session_id, a_context(fields=(FieldValue(id=WKP, value="1", locked=True),))
    )
    with pytest.raises(FieldNotProposable):
        await put(hub, session_id)
    await opening.update_context(hub, a_principal(), session_id, a_context(fields=(FieldValue(id=WKP, value="1"),)))
    with pytest.raises(ValueChanged):
        await put(hub, session_id)
    assert not [one for one in await log_of(hub, session_id) if isinstance(one.event, FieldProposed)]


async def test_a_report_from_another_form_is_judged_by_the_form_of_the_proposal(hub: Hub) -> None:
    session_id = await a_talk(hub)
    assert standing(await put(hub, session_id)).matter_id == "vat-general"
    await guidance.accept(hub, ASKER, session_id, "p1", SHOWN)
    await opening.update_context(hub, a_principal(), session_id, a_page("cit-prepay"))
    told = await guidance.report(hub, ASKER, session_id, "p1", [outcome(value="1.00")], [])
    assert standing(told).state is ProposalState.REFUSED
    assert standing(told).outcomes[0].value == "1.00"


async def test_what_both_sides_do_at_the_same_moment_is_decided_once(hub: Hub) -> None:
    session_id = await a_talk(hub)
    await put(hub, session_id)
    answers = await asyncio.gather(
        guidance.accept(hub, ASKER, session_id, "p1", SHOWN),
        guidance.withdraw(hub, OFFICER, session_id, "p1"),
        guidance.decline(hub, ASKER, session_id, "p1", None),
        return_exceptions=True,
    )
    closed = [one for one in answers if isinstance(one, ProposalClosed)]
    assert len(closed) == 2
    assert violations_of(await log_of(hub, session_id)) == []
