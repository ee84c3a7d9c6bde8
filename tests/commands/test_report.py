"""`daoban report` as whoever prints reports meets it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Outcome

WEEKLY = ("report", "weekly", "--day", "2026-11-02", "--output", "reports")
PLACE = Path("reports/weekly/2026-W45")


def test_a_report_that_is_there_stays_and_that_is_said(migrated: Callable[..., Outcome]) -> None:
    made = migrated(*WEEKLY)
    assert (made.code, made.out, made.err) == (0, f"{PLACE}\n", "")
    before = (PLACE / "manifest.json").read_bytes()
    again = migrated(*WEEKLY, "--lang", "en")
    assert (again.code, again.out) == (8, "")
    assert f"{PLACE} is there already" in again.err
    assert (PLACE / "manifest.json").read_bytes() == before
    PLACE.rename("elsewhere")
    assert migrated(*WEEKLY).code == 0
