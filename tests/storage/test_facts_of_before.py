"""Sessions that were closed before reports had facts are noted as due by the upgrade itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.migrate import upgrade
from storage.schema_reports import facts_due
from tests.support.clock import START
from tests.support.schema import know_only

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from storage.engine import Database

BEFORE = [f"{number:04}" for number in range(1, 8)]
SESSION = sa.text(
    "INSERT INTO sessions (session_id, seq, state, person_key, matter_id, tier, opened_at, closed_at, snapshot)"
    " VALUES (:id, :seq, :state, 'tp1:pe1', 'payment', 1, 1, :closed_at, '{}')"
)


async def test_upgrade_notes_every_closed_session(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as then:
        know_only(then, tmp_path / "before", *BEFORE)
        await empty_database.write(upgrade)
    closed = {"id": "closed", "seq": 9, "state": "closed", "closed_at": int(START.timestamp() * 1e6)}
    going_on = {"id": "active", "seq": 5, "state": "active", "closed_at": None}
    await empty_database.write(lambda sql: sql.execute(SESSION, [closed, going_on]))
    assert (await empty_database.write(upgrade))[0] == "0008"
    query = sa.select(facts_due.c.session_id, facts_due.c.seq, facts_due.c.since_at)
    rows = await empty_database.read(lambda sql: [tuple(row) for row in sql.execute(query)])
    assert rows == [("closed", 9, START)]


HANDED_OVER = sa.text(
    "INSERT INTO session_facts (opened_at, session_id, seq, day, taxpayer, matter_id, tier, explained, offers_made,"
    " questions, dispositions, solved, not_solved, taxpayer_messages, officer_messages, rating_reasons, state,"
    " closed_at, times_queued, slips, transfers, assignments, parts)"
    " VALUES (1, :id, 9, '2026-11-16', 'tp1', 'payment', 1, false, 1, 1, '[]', 0, 0, 1, 1, '[]', 'closed',"
    " :closed_at, 1, '[]', :transfers, 1, :parts)"
)


async def test_upgrade_notes_what_was_handed_over_before_moves_were_kept(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as then:
        know_only(then, tmp_path / "before", *BEFORE, "0008", "0009", "0010")
        await empty_database.write(upgrade)
    closed_at = int(START.timestamp() * 1e6)
    facts = [
        {"id": f"moved-{count}", "closed_at": closed_at, "transfers": count, "parts": b""} for count in (0, 1, None)
    ]
    await empty_database.write(lambda sql: sql.execute(HANDED_OVER, facts))
    await empty_database.write(upgrade)
    rows = await empty_database.read(lambda sql: list(sql.scalars(sa.select(facts_due.c.session_id))))
    assert rows == ["moved-1"]
