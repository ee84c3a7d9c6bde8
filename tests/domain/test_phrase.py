"""What a phrase may say, and who may change it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chatserver.domain.desk_errors import (
    PhraseChanged,
    PhraseEmpty,
    PhraseLimit,
    PhraseUnknown,
    PhraseVariableUnknown,
)
from chatserver.domain.errors import NotPermitted
from chatserver.domain.phrase import (
    MOST,
    VARIABLES,
    Phrase,
    PhraseDraft,
    PhraseOwner,
    check_may_delete,
    check_variables,
    write_phrase,
)
from tests.support.builders import an_officer
from tests.support.clock import START

LATER = START + dt.timedelta(minutes=5)
OFFICER = an_officer("of1")
LEAD = an_officer("of7", skills=frozenset({"monitor"}), capacity=0)


def a_draft(**changes: Any) -> PhraseDraft:
    draft = PhraseDraft(
        phrase_id="ph1",
        owner=PhraseOwner.PERSONAL,
        matter_id=None,
        title="问候",
        text="{person_name}您好，我是{officer}。",
        seen_at=None,
    )
    return dataclasses.replace(draft, **changes)


def written(officer: Any = OFFICER, **changes: Any) -> Phrase:
    return write_phrase(None, a_draft(**changes), officer, 0, START)


def test_what_is_written_is_kept_clean() -> None:
    phrase = written(title=" 问\n候 ", text="一\r\n二\u202e ")
    assert (phrase.title, phrase.text) == ("问 候", "一\n二")
    assert (phrase.officer_id, phrase.created_at, phrase.changed_at) == ("of1", START, START)


@pytest.mark.parametrize("blank", ["", " ", "\u200b", "\u202e\n"])
def test_a_phrase_needs_a_title_and_a_text(blank: str) -> None:
    for changes in ({"title": blank}, {"text": blank}):
        with pytest.raises(PhraseEmpty):
            written(**changes)


@pytest.mark.parametrize("name", ["salary", "", "纳税人", "taxpayer_name ", "__class__", "0", "Matter"])
def test_a_variable_that_nothing_fills_in_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(PhraseVariableUnknown) as refused:
        check_variables(f"您好 {{matter}}，{{{name}}}")
    assert refused.value.details == {"variable": name, "known": list(VARIABLES)}


def test_every_known_variable_may_stand_and_a_lone_brace_is_only_a_brace() -> None:
    check_variables("".join(f"{{{name}}}" for name in VARIABLES) + "} {\n}")


def test_a_repeat_is_the_phrase_that_is_kept_already() -> None:
    phrase = written()
    assert write_phrase(phrase, a_draft(), OFFICER, 1, LATER) is phrase


def test_a_change_begins_from_what_was_seen() -> None:
    phrase = written()
    changed = write_phrase(phrase, a_draft(text="好的", seen_at=START), OFFICER, 1, LATER)
    assert (changed.text, changed.created_at, changed.changed_at) == ("好的", START, LATER)
    with pytest.raises(PhraseChanged):
        write_phrase(changed, a_draft(text="不好", seen_at=START), OFFICER, 1, LATER)
    with pytest.raises(PhraseUnknown):
        write_phrase(None, a_draft(seen_at=START), OFFICER, 1, LATER)


def test_the_teams_phrases_are_a_supervisors() -> None:
    team = {"owner": PhraseOwner.TEAM}
    with pytest.raises(NotPermitted):
        written(**team)
    phrase = written(LEAD, **team)
    with pytest.raises(NotPermitted):
        write_phrase(phrase, a_draft(**team, seen_at=START), OFFICER, 1, LATER)
    with pytest.raises(NotPermitted):
        check_may_delete(phrase, OFFICER)
    check_may_delete(phrase, LEAD)
    check_may_delete(None, OFFICER)


def test_a_colleagues_phrase_looks_like_none_to_a_supervisor_too() -> None:
    phrase = written()
    other = an_officer("of2")
    for officer in (other, LEAD):
        with pytest.raises(PhraseUnknown):
            write_phrase(phrase, a_draft(text="我的", seen_at=START), officer, 0, LATER)
        with pytest.raises(PhraseUnknown):
            check_may_delete(phrase, officer)
    with pytest.raises(PhraseUnknown):
        write_phrase(phrase, a_draft(owner=PhraseOwner.TEAM, seen_at=START), LEAD, 0, LATER)


@pytest.mark.parametrize("owner", PhraseOwner)
def test_there_is_room_for_so_many_and_changing_one_needs_none(owner: PhraseOwner) -> None:
    most = MOST[owner]
    phrase = write_phrase(None, a_draft(owner=owner), LEAD, most - 1, START)
    with pytest.raises(PhraseLimit):
        write_phrase(None, a_draft(owner=owner), LEAD, most, START)
    write_phrase(phrase, a_draft(owner=owner, text="改", seen_at=START), LEAD, most, LATER)
