"""Phrases between a real client and a real node; hostile ones get their code and write nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain.phrase import VARIABLES
from tests.support.clients import Refusal

if TYPE_CHECKING:
    from tests.support.clients import Bureau

PHRASE = {"phrase_id": "ph1", "owner": "personal", "title": "差额", "text": "{step}的差额是 {difference} 元"}

HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"text": "{salary}"}, "phrase_variable_unknown"),
    ({"text": "{}"}, "phrase_variable_unknown"),
    ({"title": "\u200b"}, "phrase_empty"),
    ({"text": "\u202e"}, "phrase_empty"),
    ({"title": ""}, "command_invalid"),
    ({"title": "长" * 41}, "command_invalid"),
    ({"text": "长" * 1_001}, "command_invalid"),
    ({"owner": "everybody"}, "command_invalid"),
    ({"owner": "team"}, "not_permitted"),
    ({"matter_id": "nowhere"}, "matter_unknown"),
    ({"phrase_id": "a\x00"}, "command_invalid"),
    ({"seen_at": "yesterday"}, "command_invalid"),
    ({"seen_at": "2026-11-16T06:00:00"}, "command_invalid"),
    ({"seen_at": "2026-11-16T06:00:00Z"}, "phrase_unknown"),
    ({"officer_id": "of2"}, "command_invalid"),
]


async def test_a_phrase_is_kept_changed_and_deleted(bureau: Bureau) -> None:
    officer = await bureau.officer()
    saved = await officer.send("phrase.save", **PHRASE)
    book = await officer.send("phrases.look")
    assert book["phrases"] == [saved]
    assert (book["variables"], book["may_write_team"], book["most_personal"]) == (list(VARIABLES), False, 500)
    await officer.send("phrase.save", **{**PHRASE, "text": "改过", "seen_at": saved["changed_at"]})
    with pytest.raises(Refusal) as refused:
        await officer.send("phrase.save", **{**PHRASE, "text": "再改", "seen_at": saved["changed_at"]})
    assert refused.value.code == "phrase_changed"
    assert (await officer.send("phrases.look"))["phrases"][0]["text"] == "改过"
    assert await officer.send("phrase.delete", phrase_id="ph1") is None
    assert (await officer.send("phrases.look"))["phrases"] == []


async def test_hostile_phrases_get_their_code(bureau: Bureau) -> None:
    officer = await bureau.officer()
    for changes, code in HOSTILE:
        ack = await officer.raw("phrase.save", {**PHRASE, **changes})
        assert ack.get("error", {}).get("code") == code, (changes, ack)
    ack = await officer.raw("phrase.save", {**PHRASE, "text": "{salary}"})
    assert ack["error"]["details"] == {"variable": "salary", "known": list(VARIABLES)}
    assert (await officer.send("phrases.look"))["phrases"] == []


async def test_a_colleagues_phrase_looks_like_none_and_taxpayers_have_none(bureau: Bureau) -> None:
    officer, colleague, taxpayer = await bureau.officer(), await bureau.officer("of2"), await bureau.taxpayer()
    await officer.send("phrase.save", **PHRASE)
    assert (await colleague.send("phrases.look"))["phrases"] == []
    for name, fields in (("phrase.save", {**PHRASE, "text": "别人的"}), ("phrase.delete", {"phrase_id": "ph1"})):
        with pytest.raises(Refusal) as refused:
            await colleague.send(name, **fields)
        assert refused.value.code == "phrase_unknown"
    assert (await taxpayer.raw("phrases.look", {}))["error"]["code"] == "command_unknown"
