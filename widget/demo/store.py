"""What the bureau keeps: sign-ins, drafts and filings, in one SQLite file of its data folder."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

STORE_FILE = "bureau.sqlite3"
SIGN_IN_HOURS = 12

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sign_ins (
  sid_hash TEXT PRIMARY KEY, person_id TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS drafts (
  person_id TEXT NOT NULL, matter_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person_id, matter_id));
CREATE TABLE IF NOT EXISTS filings (
  receipt_no TEXT PRIMARY KEY, person_id TEXT NOT NULL, matter_id TEXT NOT NULL, period TEXT NOT NULL,
  amount TEXT NOT NULL, filed_at TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One person's form of one matter. `values` are canonical; times are ISO 8601.

    `step` is shown since `step_since`, `done` steps were left forwards, `tried` steps were checked at least once;
    `seen` counts how often each error came up; `settled` means that others have done their part of the demo case.
    """

    matter_id: str
    values: dict[str, str]
    scenario_id: str = ""
    step: str = ""
    step_since: str = ""
    done: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    seen: dict[str, int] = field(default_factory=dict)
    settled: bool = False
    saved_at: str = ""
    receipt_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """An accepted return. `amount` is yuan with two decimals or empty; `filed_at` ISO 8601 in UTC."""

    receipt_no: str
    person_id: str
    matter_id: str
    period: str
    amount: str
    filed_at: str


class Store:
    """The file and its three tables. Calls take well under a millisecond, so they run on the event loop."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / STORE_FILE, isolation_level=None)
        # NORMAL: a demo draft may miss the last write at a power cut, never at a restart.
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def sign_in(self, person_id: str, now: dt.datetime) -> str:
        """Remember a sign-in and return the cookie's value; only its hash is kept."""
        sid = secrets.token_urlsafe(24)
        self._db.execute("DELETE FROM sign_ins WHERE expires_at < ?", (now.timestamp(),))
        row = (_hash(sid), person_id, now.timestamp() + SIGN_IN_HOURS * 3600)
        self._db.execute("INSERT INTO sign_ins VALUES (?, ?, ?)", row)
        return sid

    def find_person(self, sid: str, now: dt.datetime) -> str | None:
        """Return who is signed in under `sid`, or None."""
        found = self._db.execute(
            "SELECT person_id FROM sign_ins WHERE sid_hash = ? AND expires_at > ?", (_hash(sid), now.timestamp())
        ).fetchone()
        return found[0] if found else None

    def sign_out(self, sid: str) -> None:
        """Forget the sign-in."""
        self._db.execute("DELETE FROM sign_ins WHERE sid_hash = ?", (_hash(sid),))

    def find_draft(self, person_id: str, matter_id: str) -> Draft | None:
        """Return the person's form of the matter, or None when it was never opened."""
        found = self._db.execute(
            "SELECT body FROM drafts WHERE person_id = ? AND matter_id = ?", (person_id, matter_id)
        ).fetchone()
        return _draft(found[0]) if found else None

    def drafts_of(self, person_id: str) -> dict[str, Draft]:
        """Return all forms of the person by matter."""
        rows = self._db.execute("SELECT matter_id, body FROM drafts WHERE person_id = ?", (person_id,))
        return {matter_id: _draft(body) for matter_id, body in rows}

    def keep_draft(self, person_id: str, draft: Draft) -> None:
        """Write the form, replacing the one before."""
        body = json.dumps(asdict(draft), ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", (person_id, draft.matter_id, body))

    def file(self, filing: Filing, draft: Draft) -> None:
        """Keep an accepted return and close its draft, both or neither."""
        row = (filing.receipt_no, filing.person_id, filing.matter_id, filing.period, filing.amount, filing.filed_at)
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("INSERT INTO filings VALUES (?, ?, ?, ?, ?, ?)", row)
            self.keep_draft(filing.person_id, replace(draft, receipt_no=filing.receipt_no))

    def filings_of(self, person_id: str) -> list[Filing]:
        """Return the person's accepted returns, newest first."""
        rows = self._db.execute(
            "SELECT receipt_no, person_id, matter_id, period, amount, filed_at FROM filings"
            " WHERE person_id = ? ORDER BY filed_at DESC, receipt_no DESC",
            (person_id,),
        )
        names = ("receipt_no", "person_id", "matter_id", "period", "amount", "filed_at")
        return [Filing(**dict(zip(names, row, strict=True))) for row in rows]


def _hash(sid: str) -> str:
    # A cookie may hold bytes that are no text; they are nobody's sign-in.
    return hashlib.sha256(sid.encode("utf-8", "replace")).hexdigest()


def _draft(body: str) -> Draft:
    raw = json.loads(body)
    return Draft(**{**raw, "done": tuple(raw["done"]), "tried": tuple(raw["tried"])})
