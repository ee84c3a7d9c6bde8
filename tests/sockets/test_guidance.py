"""Guidance between two real clients: what one does the other is told, and hostile frames get their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.clients import Refusal

if TYPE_CHECKING:
    from tests.support.clients import Bureau, Client

FIELDS = [{"id": "f1_6_wkp", "value": "35000.00"}, {"id": "f1_13_zp", "value": "860000.00"}]
ROW = {"no": 1, "source_item": "a", "source_amount": "1015000.00", "declared_item": "b", "declared_amount": "980000.00"}
PAGE = {"matter_id": "vat-general", "step_id": "s6", "error_id": "vatg-cmp-output", "comparison": [ROW]}
CHANGE = {"field_id": "f1_6_wkp", "before": "35000.00", "after": "0"}
SHOWN = [{"field_id": "f1_6_wkp", "value": "35,000"}]
SET = [{"field_id": "f1_6_wkp", "outcome": "set", "value": "0.00"}]


async def a_talk(bureau: Bureau) -> tuple[Client, Client, str]:
    taxpayer, officer, session_id = await bureau.paired()
    await taxpayer.send("context.update", session_id=session_id, context={**PAGE, "fields": FIELDS})
    await officer.expect("context.updated")
    return taxpayer, officer, session_id


async def put(officer: Client, session_id: str, guide_id: str = "p1", **changes: Any) -> Any:
    given = {"changes": [CHANGE], "reason": "填错列", **changes}
    return await officer.send("field.propose", session_id=session_id, guide_id=guide_id, **given)


async def both_views(taxpayer: Client, officer: Client, session_id: str) -> list[dict[str, Any]]:
    return [await one.send("session.resume", session_id=session_id, after_seq=0) for one in (taxpayer, officer)]


async def test_from_pointing_to_filled_in_both_sides_are_told_the_same(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    here = {"session_id": session_id}
    await officer.send("field.highlight", **here, guide_id="g1", kind="field", target_id="f1_6_wkp", text="看这里")
    shown = await taxpayer.expect("field.highlighted")
    assert shown["body"]["target"] == {"kind": "field", "id": "f1_6_wkp", "step_id": "s2"}
    await taxpayer.send("highlight.see", **here, guide_id="g1")
    assert (await officer.expect("highlight.seen"))["body"] == {"guide_id": "g1"}
    await put(officer, session_id, basis="增值税法")
    card = (await taxpayer.expect("field.proposed"))["body"]
    assert (card["number"], card["step_id"], card["changes"]) == (2, "s2", [{**CHANGE, "after": "0.00"}])
    answer = await taxpayer.send("proposal.accept", **here, guide_id="p1", shown=SHOWN)
    assert answer["state"] == "accepted"
    assert (await officer.expect("proposal.accepted"))["seq"] == answer["seq"]
    anew = [{"field_id": "f1_6_hj", "before": "35000.00", "after": "0.00"}]
    await taxpayer.send("proposal.report", **here, guide_id="p1", outcomes=SET, recalculated=anew)
    done = (await officer.expect("proposal.applied"))["body"]
    assert (done["applied"], done["recalculated"]) == (True, anew)
    mine, theirs = await both_views(taxpayer, officer, session_id)
    assert mine["session"]["guidance"] == theirs["session"]["guidance"]
    assert [one["state"] for one in mine["session"]["guidance"]["proposals"]] == ["applied"]
    guided = [one for one in mine["events"] if one["seq"] > 7]
    assert guided == [one for one in theirs["events"] if one["seq"] > 7]
    assert [one["type"] for one in guided] == [
        "field.highlighted",
        "highlight.seen",
        "field.proposed",
        "proposal.accepted",
        "proposal.applied",
    ]
    for client in (taxpayer, officer):  # what was pushed is what a resume brings
        pushed = [payload for _, payload in client.told if payload.get("seq", 0) > 7]
        assert pushed == guided


async def test_other_cards_reach_the_page_once(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    here = {"session_id": session_id}
    for _ in range(2):
        await officer.send("step.suggest", **here, guide_id="c1", step_id="s2", text="回到附表一")
        await officer.send("link.push", **here, guide_id="c2", kind="matter", ref="payment")
        await officer.send("error.explain", **here, guide_id="c3", error_id="vatg-cmp-output")
    assert (await taxpayer.expect("step.suggested"))["body"]["step_id"] == "s2"
    assert (await taxpayer.expect("link.pushed"))["body"]["ref"] == "payment"
    assert (await taxpayer.expect("error.explained"))["body"]["difference"] == "35,000.00"
    view, _ = await both_views(taxpayer, officer, session_id)
    assert view["session"]["guidance"]["cards"] == ["c1", "c2", "c3"]
    assert view["session"]["seq"] == 10


async def test_a_page_that_changes_overtakes_the_proposal_on_every_screen(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    second = await bureau.taxpayer()
    await put(officer, session_id)
    fields = [{"id": "f1_6_wkp", "value": "34,000"}]
    await taxpayer.send("context.update", session_id=session_id, context={**PAGE, "fields": fields})
    for client in (taxpayer, second, officer):
        found = (await client.expect("proposal.staled"))["body"]["found"]
        assert found == [{"field_id": "f1_6_wkp", "value": "34,000"}]
    answer = await second.send("proposal.accept", session_id=session_id, guide_id="p1", shown=SHOWN)
    assert answer["state"] == "stale"


async def test_two_tabs_learn_of_one_answer(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    second = await bureau.taxpayer()
    await put(officer, session_id)
    await taxpayer.send("proposal.decline", session_id=session_id, guide_id="p1", reason="再想想")
    for client in (taxpayer, second, officer):
        assert (await client.expect("proposal.declined"))["body"]["reason"] == "再想想"
    with pytest.raises(Refusal) as refused:
        await second.send("proposal.accept", session_id=session_id, guide_id="p1", shown=SHOWN)
    assert (refused.value.code, refused.value.error["details"]["state"]) == ("proposal_closed", "declined")


OFFICERS: list[tuple[str, dict[str, Any], str]] = [
    ("field.propose", {"changes": [CHANGE] * 21}, "command_invalid"),
    ("field.propose", {"changes": [CHANGE] * 10_000}, "command_invalid"),
    ("field.propose", {"changes": []}, "proposal_invalid"),
    ("field.propose", {"changes": [CHANGE] * 2}, "proposal_invalid"),
    ("field.propose", {"changes": CHANGE}, "command_invalid"),
    ("field.propose", {"changes": [None]}, "command_invalid"),
    ("field.propose", {"changes": [{**CHANGE, "after": 0}]}, "command_invalid"),
    ("field.propose", {"changes": [{**CHANGE, "force": True}]}, "command_invalid"),
    ("field.propose", {"changes": [{**CHANGE, "after": "x" * 900_000}]}, "value_invalid"),
    ("field.propose", {"changes": [{**CHANGE, "after": "1" * 900_000}]}, "value_invalid"),
    ("field.propose", {"changes": [{**CHANGE, "after": "1\x00.2.3"}]}, "value_invalid"),
    ("field.propose", {"changes": [{**CHANGE, "before": " " * 900_000}]}, "value_changed"),
    ("field.propose", {"changes": [{**CHANGE, "field_id": "\x00"}]}, "field_unknown"),
    ("field.propose", {"changes": [{**CHANGE, "field_id": "__class__"}]}, "field_unknown"),
    ("field.propose", {"reason": "因" * 300_000}, "command_invalid"),
    ("field.propose", {"reason": "x" * 990_000}, "command_invalid"),
    ("field.propose", {"reason": ""}, "reason_missing"),
    ("field.propose", {"reason": "\u200b\u202e"}, "reason_missing"),
    ("field.propose", {"reason": None}, "command_invalid"),
    ("field.propose", {"basis": 7}, "command_invalid"),
    ("field.propose", {"guide_id": ""}, "command_invalid"),
    ("field.propose", {"guide_id": "a\x00b"}, "command_invalid"),
    ("field.propose", {"guide_id": "a\nb"}, "command_invalid"),
    ("field.propose", {"guide_id": "a" * 65}, "command_invalid"),
    ("field.propose", {"by": "taxpayer"}, "command_invalid"),
    ("field.propose", {"session_id": "nonsense"}, "session_unknown"),
    ("field.highlight", {"kind": "field", "target_id": "ghost"}, "target_unknown"),
    ("field.highlight", {"kind": "field", "target_id": "a\x7f"}, "command_invalid"),
    ("field.highlight", {"kind": "row", "target_id": 1}, "command_invalid"),
    ("field.highlight", {"kind": "row", "target_id": "2"}, "target_unknown"),
    ("field.highlight", {"kind": "submit", "target_id": "s6"}, "target_unknown"),
    ("field.highlight", {"kind": "step", "target_id": "s6", "text": "x" * 501}, "command_invalid"),
    ("step.suggest", {"step_id": "s99"}, "target_unknown"),
    ("link.push", {"kind": "url", "ref": "https://elsewhere.example"}, "link_refused"),
    ("link.push", {"kind": "matter", "ref": "payment", "title": "x"}, "command_invalid"),
    ("error.explain", {"error_id": "nonsense"}, "target_unknown"),
    ("highlight.clear", {"guide_id": "g9"}, "highlight_unknown"),
    ("proposal.withdraw", {"guide_id": "p9"}, "proposal_unknown"),
    ("proposal.accept", {"shown": []}, "command_unknown"),
    ("proposal.report", {"outcomes": []}, "command_unknown"),
]
TAXPAYERS: list[tuple[str, dict[str, Any], str]] = [
    ("proposal.accept", {"shown": SHOWN * 21}, "command_invalid"),
    ("proposal.accept", {"shown": {"f1_6_wkp": "1"}}, "command_invalid"),
    ("proposal.accept", {}, "command_invalid"),
    ("proposal.accept", {"shown": SHOWN, "guide_id": "p9"}, "proposal_unknown"),
    ("proposal.accept", {"shown": SHOWN, "guide_id": "\x1f"}, "command_invalid"),
    ("proposal.decline", {"reason": "x" * 501}, "command_invalid"),
    ("proposal.decline", {"guide_id": "g1"}, "proposal_unknown"),
    ("proposal.report", {"outcomes": SET}, "proposal_closed"),
    ("proposal.report", {"outcomes": SET * 10_000}, "command_invalid"),
    ("proposal.report", {"outcomes": SET, "recalculated": [None]}, "command_invalid"),
    ("highlight.see", {"guide_id": "p1"}, "highlight_unknown"),
    ("field.highlight", {"kind": "step", "target_id": "s2"}, "command_unknown"),
    ("field.propose", {"changes": [CHANGE], "reason": "x"}, "command_unknown"),
    ("proposal.withdraw", {}, "command_unknown"),
]


async def test_hostile_frames_of_officers_get_their_code_and_write_nothing(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    for name, fields, code in OFFICERS:
        given = {"session_id": session_id, "guide_id": "p1"}
        if name == "field.propose":
            given |= {"changes": [CHANGE], "reason": "填错列"}  # type: ignore[dict-item]
        ack = await officer.raw(name, given | fields)
        assert ack.get("error", {}).get("code") == code, (name, str(fields)[:80], str(ack)[:200])
    view, _ = await both_views(taxpayer, officer, session_id)
    assert view["session"]["seq"] == 7
    await put(officer, session_id)
    await taxpayer.expect("field.proposed")


async def test_hostile_frames_of_taxpayers_get_their_code_and_write_nothing(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    await officer.send("field.highlight", session_id=session_id, guide_id="g1", kind="step", target_id="s2")
    await put(officer, session_id)
    for name, fields, code in TAXPAYERS:
        ack = await taxpayer.raw(name, {"session_id": session_id, "guide_id": "p1"} | fields)
        assert ack.get("error", {}).get("code") == code, (name, str(fields)[:80], str(ack)[:200])
    answer = await taxpayer.send("proposal.accept", session_id=session_id, guide_id="p1", shown=SHOWN)
    assert answer == {"seq": 10, "state": "accepted"}


async def test_guidance_of_others_looks_like_none(bureau: Bureau) -> None:
    _, officer, session_id = await a_talk(bureau)
    await officer.send("field.highlight", session_id=session_id, guide_id="g1", kind="step", target_id="s2")
    await put(officer, session_id)
    stranger, colleague = await bureau.taxpayer("tp2", "pe2"), await bureau.officer("of2")
    attempts: list[tuple[Client, str, dict[str, Any]]] = [
        (stranger, "highlight.see", {"guide_id": "g1"}),
        (stranger, "proposal.accept", {"guide_id": "p1", "shown": SHOWN}),
        (stranger, "proposal.decline", {"guide_id": "p1"}),
        (stranger, "proposal.report", {"guide_id": "p1", "outcomes": SET}),
        (colleague, "field.highlight", {"guide_id": "g1", "kind": "step", "target_id": "s2"}),
        (colleague, "field.propose", {"guide_id": "p1", "changes": [CHANGE], "reason": "x"}),
        (colleague, "proposal.withdraw", {"guide_id": "p1"}),
        (colleague, "step.suggest", {"guide_id": "c1", "step_id": "s99"}),
        (colleague, "link.push", {"guide_id": "c1", "kind": "topic", "ref": "x"}),
        (colleague, "error.explain", {"guide_id": "c1", "error_id": "x"}),
    ]
    for client, name, fields in attempts:
        for where in (session_id, "nonsense"):
            with pytest.raises(Refusal) as refused:
                await client.send(name, session_id=where, **fields)
            assert refused.value.code == "session_unknown", name


async def test_a_change_of_the_form_is_the_taxpayers_alone_and_of_known_shape(bureau: Bureau) -> None:
    taxpayer, officer, session_id = await a_talk(bureau)
    with pytest.raises(Refusal) as refused:
        await officer.send("context.update", session_id=session_id, context=PAGE)
    assert refused.value.code == "command_unknown"
    for wrong in ({**PAGE, "iban": "1"}, {**PAGE, "fields": [{**FIELDS[0], "secret": "1"}]}, {**PAGE, "fields": 1}):
        with pytest.raises(Refusal) as refused:
            await taxpayer.send("context.update", session_id=session_id, context=wrong)
        assert refused.value.code == "command_invalid"
    with pytest.raises(Refusal) as refused:
        await taxpayer.send("context.update", session_id=session_id, context={**PAGE, "matter_id": "ghost"})
    assert refused.value.code == "matter_unknown"
