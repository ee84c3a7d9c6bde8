"""What loses its number takes back what it wrote itself, and nothing of another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain.events import LoggedEvent
from chatserver.domain.message import compose
from storage.codec import encode
from storage.sessions import StoredEvent, load_events
from storage.writing import insert_events
from tests.support.builders import ASKER
from tests.support.clock import START

if TYPE_CHECKING:
    from storage.engine import Database


def message(seq: int, text: str, session_id: str = "s1") -> StoredEvent:
    event = compose(f"m-{text}", text, ())
    return StoredEvent(LoggedEvent(session_id=session_id, seq=seq, at=START, actor=ASKER, event=event), encode(event))


@pytest.mark.parametrize("numbers", [(1, 2), (1, 2, 3), (2, 3), (3,), (1, 2, 3, 4)])
async def test_an_equal_event_at_the_same_number_is_still_anothers(
    database: Database, numbers: tuple[int, ...]
) -> None:
    theirs = [message(1, "theirs"), message(2, "both wrote this"), message(3, "and this")]
    assert await database.write(lambda sql: insert_events(sql, theirs)) == set()
    mine = [message(n, {2: "both wrote this", 3: "and this"}.get(n, "mine")) for n in numbers]
    apart = message(1, "elsewhere", "s2")
    assert await database.write(lambda sql: insert_events(sql, [*mine, apart])) == {"s1"}
    assert await database.read(lambda sql: load_events(sql, "s1", 0)) == theirs
    assert await database.read(lambda sql: load_events(sql, "s2", 0)) == [apart]
