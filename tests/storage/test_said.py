"""A search finds what a look through all sessions finds, in order, whichever way it takes and wherever it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatserver.domain.search import fold_messages
from storage import said, word_index
from storage.explore import find_sessions
from storage.export import Place
from storage.schema_reports import question_facts, session_facts
from storage.search import SaidText, forget_texts, save_texts
from storage.sought import Sought, asking
from tests.support.filled import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from storage.engine import Database

NOON = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 11, 11), dt.date(2026, 11, 12)
WORDS = ("增值", "值税", "税额", "增值税", "值税额", "增值税额", "额增")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A session as the search sees it; `hours` after NOON it was opened, in steps at which several are."""

    hours: int
    messages: Sequence[str]
    matter_id: str
    officer_id: str
    end_reason: str
    rating: int | None
    transfers: int
    outcome: str | None
    step_id: str | None
    error_id: str | None


SESSIONS = st.lists(
    st.builds(
        Told,
        hours=st.integers(0, 9).map(lambda n: n * 9),
        messages=st.lists(st.text("增值税额", max_size=6), max_size=3),
        matter_id=st.sampled_from(["m1", "m2"]),
        officer_id=st.sampled_from(["of1", "of2"]),
        end_reason=st.sampled_from(["finished", "left"]),
        rating=st.sampled_from([None, 1, 5]),
        transfers=st.integers(0, 1),
        outcome=st.sampled_from([None, "filed", "refused"]),
        step_id=st.sampled_from([None, "s1", "s2"]),
        error_id=st.sampled_from([None, "e1"]),
    ),
    max_size=25,
)


def mostly_none(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([None, None, None, *values])


SOUGHT = st.builds(
    Sought,
    first=st.sampled_from([dt.date.min, FIRST]),
    last=st.sampled_from([dt.date.max, LAST, FIRST]),
    matter_id=mostly_none("m1"),
    step_id=mostly_none("s1", ""),
    error_id=mostly_none("e1", ""),
    officer_id=mostly_none("of1"),
    end_reason=mostly_none("left"),
    most_rating=mostly_none(1),
    transferred=st.sampled_from([False, False, True]),
    filed=mostly_none(True, False),
    words=st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple),
)
LIMITS = st.fixed_dictionaries(
    {name: st.integers(0, 12) for name in ("FEW", "WALKED_FIRST", "NAMED", "NAMED_WIDELY")}
    | {"MOST": st.integers(1, 12), "step": st.integers(1, 4)}
)


def opened_at(told: Told) -> dt.datetime:
    return NOON + dt.timedelta(hours=told.hours)


def day_of(told: Told) -> dt.date:
    return (opened_at(told) + dt.timedelta(hours=8)).date()


def _fact(session_id: str, told: Told) -> dict[str, Any]:
    given = {
        "session_id": session_id,
        "opened_at": opened_at(told),
        "day": day_of(told),
        "explained": False,
        "matter_id": told.matter_id,
        "officer_id": told.officer_id,
        "end_reason": told.end_reason,
        "rating_score": told.rating,
        "transfers": told.transfers,
        "form_outcome": told.outcome,
    }
    return filled(session_facts, given)


def _question(session_id: str, told: Told, number: int) -> dict[str, Any]:
    given = {
        "session_id": session_id,
        "number": number,
        "opened_at": opened_at(told),
        "day": day_of(told),
        "filed": False,
        "matter_id": told.matter_id,
        "step_id": told.step_id,
        "error_id": told.error_id,
    }
    return filled(question_facts, given)


def keep(connection: Connection, sessions: dict[str, Told]) -> None:
    if not sessions:
        return
    connection.execute(sa.insert(session_facts), [_fact(*one) for one in sessions.items()])
    asked = [_question(*one, number) for one in sessions.items() for number in (1, 2)]
    connection.execute(sa.insert(question_facts), asked)
    # Saved from the newest to the oldest, so that the index's order is not the list's.
    last_first = sorted(sessions.items(), key=lambda one: -one[1].hours)
    save_texts(
        connection, [SaidText(session_id=name, seq=1, text=fold_messages(one.messages)) for name, one in last_first]
    )


def drop(connection: Connection, sessions: dict[str, Told]) -> None:
    forget_texts(connection, list(sessions))
    connection.execute(sa.delete(question_facts))
    connection.execute(sa.delete(session_facts))


def looked_through(sessions: dict[str, Told], sought: Sought) -> list[str]:
    fitting = [(opened_at(told), name) for name, told in sessions.items() if _fits(told, sought)]
    return [name for _, name in sorted(fitting, reverse=True)]


def _fits(told: Told, sought: Sought) -> bool:
    return (
        sought.first <= day_of(told) <= sought.last
        and sought.matter_id in (None, told.matter_id)
        and sought.officer_id in (None, told.officer_id)
        and sought.end_reason in (None, told.end_reason)
        and (sought.most_rating is None or (told.rating is not None and told.rating <= sought.most_rating))
        and (not sought.transferred or told.transfers > 0)
        and sought.filed in (None, told.outcome == "filed")
        and sought.step_id in (None, told.step_id or "")
        and sought.error_id in (None, told.error_id or "")
        and all(any(word in message for message in told.messages) for word in sought.words)
    )


def paged(connection: Connection, sought: Sought, size: int) -> tuple[list[str], int]:
    """All pages one after the other, as a reader turns them; and how often one was cut."""
    found: list[str] = []
    after: Place | None = None
    cuts = 0
    while True:
        listed = find_sessions(connection, sought, after, size + 1)
        shown = listed.rows[:size]
        found += [row["session_id"] for row in shown]
        if len(listed.rows) > size:
            assert listed.looked_to is None
            after = Place(shown[-1]["opened_at"], shown[-1]["session_id"])
        elif listed.looked_to is not None:
            cuts += 1
            after = listed.looked_to
        else:
            return found, cuts


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=SESSIONS, sought=SOUGHT, size=st.integers(1, 7), limits=LIMITS, is_known=st.booleans())
async def test_pages_hold_what_looking_through_all_sessions_finds(
    database: Database,
    told: list[Told],
    sought: Sought,
    size: int,
    limits: dict[str, int],
    is_known: bool,
) -> None:
    sessions = {f"s{number:02}": one for number, one in enumerate(told)}

    def work(connection: Connection) -> list[str]:
        keep(connection, sessions)
        if is_known and connection.dialect.name == "postgresql":
            connection.execute(sa.text("ANALYZE session_words"))
        found, _ = paged(connection, sought, size)
        drop(connection, sessions)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_index, "FEW", limits["FEW"])
        patch.setattr(word_index, "NAMED", limits["NAMED"])
        patch.setattr(word_index, "NAMED_WIDELY", {database.dialect: limits["NAMED_WIDELY"]})
        patch.setattr(said, "_STEPS", (limits["step"],))
        for name in ("WALKED_FIRST", "MOST"):
            patch.setattr(said, name, limits[name])
        found = await database.write(work)
    assert found == looked_through(sessions, sought)


def some(count: int, messages: Sequence[str], hours: int = 9) -> list[Told]:
    told = Told(
        hours=hours,
        messages=messages,
        matter_id="m1",
        officer_id="of1",
        end_reason="finished",
        rating=None,
        transfers=0,
        outcome=None,
        step_id="s1",
        error_id=None,
    )
    return [told] * count


@pytest.mark.parametrize(
    ("word", "others", "cuts"),
    [
        ("税额", ["税额"], 0),  # the newest fill every page
        ("增值税", ["增值", "值税"], 5),  # never said, of pairs that all have: looked for in 4 at a time
        ("额增", ["增值", "值税"], 0),  # the index knows at once
    ],
)
async def test_search_says_where_it_ended_before_it_was_through(
    database: Database, monkeypatch: pytest.MonkeyPatch, word: str, others: list[str], cuts: int
) -> None:
    for name, value in (("WALKED_FIRST", 1), ("MOST", 3), ("_STEPS", (1,))):
        monkeypatch.setattr(said, name, value)
    monkeypatch.setattr(word_index, "FEW", 2)
    monkeypatch.setattr(word_index, "NAMED_WIDELY", {database.dialect: 3})
    sessions = {f"s{number:02}": one for number, one in enumerate(some(20, others))}
    sought = Sought(first=FIRST - dt.timedelta(days=1), last=LAST, words=(word,))

    def work(connection: Connection) -> tuple[list[str], int]:
        keep(connection, sessions)
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("ANALYZE session_words"))
        return paged(connection, sought, 2)

    found, cut = await database.write(work)
    assert found == (sorted(sessions, reverse=True) if word in others else [])
    assert cut == cuts


@pytest.mark.parametrize("upgraded_url", ["sqlite"], indirect=True)
async def test_questions_that_are_sought_are_named_by_an_index_alone(database: Database) -> None:
    wanted = asking(Sought(first=FIRST, last=LAST, matter_id="m1", step_id="s7", error_id="e1"))

    def plan(connection: Connection) -> str:
        told = wanted.compile(connection, compile_kwargs={"literal_binds": True})
        return "; ".join(row.detail for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {told}")))

    assert "USING COVERING INDEX" in await database.read(plan)
