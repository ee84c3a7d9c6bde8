"""Prepares a hub's folder: a bureau's key, officers, and their logins (a password hash costs a sixth of a second)."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import OKPKey

from chatserver.clock import SystemClock
from storage.engine import open_database
from storage.logins import add_login
from storage.migrate import upgrade
from storage.officers import NewOfficer, add_officer

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

ISSUER = "bench-bureau"
JWKS_FILE = "jwks.json"
MATTER = "vat-general"
_KEY_FILE = "bench-key.json"
_LOGIN_HOURS = 2


async def prepare(folder: Path, officers: int, capacity: int, database_url: str | None = None) -> None:
    """Make the database (in the folder, if no other is named) with `officers` officers of `capacity`, and the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_keys(folder)
    database = open_database(database_url or f"sqlite:///{folder / 'daoban.sqlite3'}")
    now = SystemClock().now()

    def work(connection: Connection) -> None:
        upgrade(connection)
        for number in range(officers):
            add_officer(connection, _officer(number, capacity), now)
            until = now + dt.timedelta(hours=_LOGIN_HOURS)
            add_login(connection, login_of(number), officer_id(number), now, until)

    try:
        await database.write(work)
    finally:
        await database.close()


def officer_id(number: int) -> str:
    """Return the id of officer 0, 1, 2 …"""
    return f"of{number:05d}"


def login_of(number: int) -> str:
    """Return the login cookie of an officer; it is good for this throw-away hub only."""
    return f"bench-login-{number:05d}"


class Tickets:
    """Signs help tickets, as the bureau's back end does."""

    def __init__(self, folder: Path) -> None:
        """Read the key that `prepare` left."""
        self._key = OKPKey.import_key(json.loads((folder / _KEY_FILE).read_text("utf-8")))

    def sign(self, person: str) -> str:
        """Return a ticket of a person who acts for a taxpayer of their own."""
        now = int(SystemClock().now().timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": "daoban",
            "sub": person,
            "iat": now,
            "exp": now + 3000,
            "jti": str(uuid.uuid4()),
            "taxpayer": {"taxpayer_id": f"tp-{person}", "name": "北京示例科技有限公司"},
            "person": {"person_id": person, "name": "张某", "role": "tax_handler"},
            "matters": ["*"],
        }
        return jwt.encode({"alg": "Ed25519", "kid": self._key.thumbprint()}, claims, self._key, algorithms=["Ed25519"])


def _officer(number: int, capacity: int) -> NewOfficer:
    return NewOfficer(
        officer_id=officer_id(number),
        name=f"导办{number:05d}",
        tier=1,
        capacity=capacity,
        skills=(MATTER,),
        password_hash="-",
    )


def _write_keys(folder: Path) -> None:
    key = OKPKey.generate_key("Ed25519", private=True)
    public = {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": "Ed25519"}
    (folder / _KEY_FILE).write_text(json.dumps(key.as_dict(private=True)), "utf-8")
    (folder / JWKS_FILE).write_text(json.dumps({"keys": [public]}), "utf-8")
