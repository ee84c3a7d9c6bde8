"""A slip between two real clients: what one does the other is told, and hostile frames get their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import files
from chatserver.domain.actors import Actor, Role
from tests.support.clients import Refusal
from tests.support.slips import a_file

if TYPE_CHECKING:
    from tests.support.clients import Bureau, Client

OWNER = Actor(role=Role.TAXPAYER, id="tp1:pe1")
PAGE = {"matter_id": "deregister", "step_id": "s1"}
ITEMS = ("form", "resolution", "licence")


async def a_talk(bureau: Bureau) -> tuple[Client, Client, dict[str, str]]:
    """Both sides of a session with a form and a file."""
    taxpayer, officer, session_id = await bureau.paired()
    await taxpayer.send("context.update", session_id=session_id, context=PAGE)
    await bureau.node.hub.journal.change(session_id, lambda s: files.share(s, OWNER, a_file("f1")))
    await officer.expect("file.shared")
    return taxpayer, officer, {"session_id": session_id, "slip_id": "k1"}


async def give(taxpayer: Client, slip: dict[str, str]) -> None:
    for item_id in ITEMS:
        await taxpayer.send("slip.fill_item", **slip, item_id=item_id, file_ids=["f1"])
    await taxpayer.send("slip.confirm", **slip)


async def code_of(client: Client, name: str, payload: dict[str, Any]) -> str:
    answer = await client.raw(name, payload)
    assert not answer["ok"], answer
    return str(answer["error"]["code"])


async def test_from_start_to_result_both_sides_are_told_the_same(bureau: Bureau) -> None:
    taxpayer, officer, slip = await a_talk(bureau)
    await officer.send("slip.start", **slip, optional_ids=["seal"])
    shown = (await taxpayer.expect("slip.started"))["body"]
    assert [paper["item_id"] for paper in shown["papers"]] == [*ITEMS, "seal"]
    await officer.send("slip.strike_item", **slip, item_id="seal", reason="不用到窗口")
    await give(taxpayer, slip)
    assert (await officer.expect("slip.confirmed"))["body"] == {"slip_id": "k1"}
    late = {"item_id": ITEMS[0], "verdict": "accepted", "file_ids": ["f9"]}
    assert await code_of(officer, "slip.check_item", {**slip, **late}) == "slip_item_changed"
    for item_id in ITEMS:
        await officer.send("slip.check_item", **slip, item_id=item_id, verdict="accepted", file_ids=["f1"])
    await officer.send("slip.conclude", **slip, outcome="handled", result="已受理")
    assert (await taxpayer.expect("slip.concluded"))["body"]["result"] == "已受理"
    views = [await one.send("session.resume", session_id=slip["session_id"]) for one in (taxpayer, officer)]
    mine, theirs = (view["session"]["slips"] for view in views)
    assert mine == theirs
    assert [one["state"] for one in mine] == ["handled"]
    told = [[payload for event, payload in one.told if event.startswith("slip.")] for one in (taxpayer, officer)]
    assert told[0] == told[1]


async def test_a_slip_is_found_again_after_the_end(bureau: Bureau) -> None:
    taxpayer, officer, slip = await a_talk(bureau)
    await officer.send("slip.start", **slip)
    await give(taxpayer, slip)
    await taxpayer.send("session.end", session_id=slip["session_id"])
    again = await bureau.taxpayer()
    page = await again.send("slip.look")
    (found,) = page["slips"]
    assert (found["slip"]["state"], found["session_id"], page["more"]) == ("confirmed", slip["session_id"], False)
    assert found["ended_at"]
    assert [one["name"] for one in found["files"]] == ["f1.pdf"]
    assert found["taxpayer"]["name"] == "北京示例科技有限公司"
    seen = await officer.send("slip.look", session_id=slip["session_id"])
    assert seen == page
    stranger = await bureau.taxpayer("tp2", "pe2")
    assert (await stranger.send("slip.look"))["slips"] == []
    assert await code_of(officer, "slip.look", {}) == "session_unknown"


async def test_an_officer_reads_an_earlier_slip_and_the_taxpayer_hears_a_number_only(bureau: Bureau) -> None:
    taxpayer, officer, slip = await a_talk(bureau)
    await officer.send("slip.start", **slip)
    await officer.send("slip.cancel", **slip, reason="发起错了")
    before = slip["session_id"]
    await taxpayer.send("session.end", session_id=before)
    questions = (await officer.send("session.resume", session_id=before))["session"]["questions"]
    done = {question["question_id"]: "resolved" for question in questions}
    await officer.send("session.wrap_up", session_id=before, dispositions=done, note="")
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
    now = opened["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=now, offer_id=offer["offer_id"])
    (listed,) = (await officer.send("history.look", session_id=now))["sessions"]
    assert [(one["slip_id"], one["state"]) for one in listed["slips"]] == [(slip["slip_id"], "cancelled")]
    look = {"session_id": now, "viewed_session_id": before, "slip_id": slip["slip_id"]}
    found = await officer.send("slip.view", **look)
    assert (found["slip"]["result"], found["session_id"]) == ("发起错了", before)
    assert (await officer.expect("history.viewed"))["body"]["slip_id"] == slip["slip_id"]
    seen = await taxpayer.send("session.resume", session_id=now)
    assert "history.viewed" not in str(seen)
    assert await code_of(officer, "slip.view", {**look, "slip_id": "ghost"}) == "slip_unknown"
    assert await code_of(officer, "slip.view", {**look, "viewed_session_id": now}) == "session_unknown"
    assert await code_of(taxpayer, "slip.view", look) == "command_unknown"


async def test_confirming_too_early_names_what_is_missing(bureau: Bureau) -> None:
    taxpayer, officer, slip = await a_talk(bureau)
    await officer.send("slip.start", **slip)
    await taxpayer.send("slip.fill_item", **slip, item_id="form", file_ids=["f1"])
    with pytest.raises(Refusal) as refused:
        await taxpayer.send("slip.confirm", **slip)
    assert (refused.value.code, refused.value.error["details"]) == (
        "slip_incomplete",
        {"missing": ["resolution", "licence"]},
    )


async def test_two_tabs_that_confirm_are_both_answered(bureau: Bureau) -> None:
    taxpayer, officer, slip = await a_talk(bureau)
    second = await bureau.taxpayer()
    await officer.send("slip.start", **slip)
    await give(taxpayer, slip)
    first = await taxpayer.send("slip.confirm", **slip)
    assert await second.send("slip.confirm", **slip) == first
    await officer.expect("slip.confirmed")


HOSTILE: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a taxpayer starts a slip": ("taxpayer", "slip.start", {}, "command_unknown"),
    "an officer confirms": ("officer", "slip.confirm", {}, "command_unknown"),
    "an officer fills": ("officer", "slip.fill_item", {"item_id": "form", "file_ids": ["f1"]}, "command_unknown"),
    "a slip of nobody": ("taxpayer", "slip.confirm", {"slip_id": "k9"}, "slip_unknown"),
    "a session of nobody": ("taxpayer", "slip.confirm", {"session_id": "s9"}, "session_unknown"),
    "an item of nobody": ("taxpayer", "slip.fill_item", {"item_id": "x", "file_ids": ["f1"]}, "slip_item_unknown"),
    "a file of nobody": ("taxpayer", "slip.fill_item", {"item_id": "form", "file_ids": ["f9"]}, "file_unknown"),
    "a file that is no text": ("taxpayer", "slip.fill_item", {"item_id": "form", "file_ids": [7]}, "command_invalid"),
    "a file with NUL": ("taxpayer", "slip.fill_item", {"item_id": "form", "file_ids": ["\x00"]}, "command_invalid"),
    "far too many files": (
        "taxpayer",
        "slip.fill_item",
        {"item_id": "form", "file_ids": ["f1"] * 3_000},
        "command_invalid",
    ),
    "one file many times": ("taxpayer", "slip.fill_item", {"item_id": "form", "file_ids": ["f1"] * 9}, "slip_invalid"),
    "a paper of spaces": (
        "officer",
        "slip.add_item",
        {"item_id": "x1", "paper": " \u200b", "reason": "x"},
        "slip_invalid",
    ),
    "a paper with a novel for a name": (
        "officer",
        "slip.add_item",
        {"item_id": "x1", "paper": "x" * 61, "reason": "x"},
        "command_invalid",
    ),
    "struck for no reason": ("officer", "slip.strike_item", {"item_id": "form", "reason": "\u202e"}, "reason_missing"),
    "a verdict on nothing": (
        "officer",
        "slip.check_item",
        {"item_id": "form", "verdict": "accepted"},
        "slip_item_closed",
    ),
    "an invented verdict": ("officer", "slip.check_item", {"item_id": "form", "verdict": "struck"}, "slip_invalid"),
    "an invented outcome": ("officer", "slip.conclude", {"outcome": "cancelled", "result": "x"}, "slip_invalid"),
    "a list of another matter": ("officer", "slip.start", {"slip_id": "k2", "optional_ids": ["x"]}, "slip_running"),
    "a look with more than it knows": ("taxpayer", "slip.look", {"after_no": "x"}, "command_invalid"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_frames_get_their_code(bureau: Bureau, name: str) -> None:
    taxpayer, officer, slip = await a_talk(bureau)
    await officer.send("slip.start", **slip)
    who, command, fields, code = HOSTILE[name]
    client = taxpayer if who == "taxpayer" else officer
    assert await code_of(client, command, {**slip, **fields}) == code
    await taxpayer.send("slip.fill_item", **slip, item_id="form", file_ids=["f1"])


async def test_a_stranger_learns_nothing(bureau: Bureau) -> None:
    _, officer, slip = await a_talk(bureau)
    await officer.send("slip.start", **slip)
    stranger = await bureau.taxpayer("tp2", "pe2")
    for name, more in (("slip.confirm", {}), ("slip.fill_item", {"item_id": "form", "file_ids": ["f1"]})):
        assert await code_of(stranger, name, {**slip, **more}) == "session_unknown"
