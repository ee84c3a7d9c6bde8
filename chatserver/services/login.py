"""Officers sign in and out. A login is a random token of which only the hash is stored, so it can be revoked."""

from __future__ import annotations

import asyncio
import collections
import datetime as dt
import logging
import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from chatserver.domain.errors import Busy, LoginFailed, LoginRequired, RateLimited
from storage import logins
from storage.officers import find_officer, find_password_hash, set_password_hash

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from chatserver.domain.officer import Officer
    from chatserver.services.hub import Hub

_log = logging.getLogger(__name__)

FAILURES: Final = 5
FAILURES_OF_AN_ADDRESS: Final = 50
"""A hall of officers signs in from behind one router at nine, and one in ten mistypes."""
WINDOW_SECONDS: Final = 60
REMEMBERED: Final = 10_000
"""Keys of failures kept; beyond it the oldest go, so that guessing ids cannot fill the memory."""
AT_ONCE: Final = 2
"""Passwords checked at the same time; a whole hall that signs in at nine takes turns of a fifth of a second."""
MOST_WAITING: Final = 100
BUSY_SECONDS: Final = 5
MAX_PASSWORD: Final = 200
MIN_PASSWORD: Final = 8
LOGIN_HOURS: Final = 12
LOGIN_COOKIE: Final = "daoban_login"
"""The cookie that holds a login's token, on both edges."""


class PasswordHasher(Protocol):
    """Makes and checks password hashes (adapters/passwords.py)."""

    async def hash(self, password: str) -> str:
        """Return what to store."""
        ...

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether the password fits; None (nobody) never does, at the same cost."""
        ...

    def needs_rehash(self, stored: str) -> bool:
        """Tell whether `stored` was made with another cost than today's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A fresh login: the secret for the cookie, and who it is."""

    token: str
    officer: Officer
    expires_at: dt.datetime


class Throttle:
    """Counts failed attempts by officer id, or by address, within a sliding minute, in this node's memory."""

    def __init__(self, failures: int = FAILURES, window_seconds: int = WINDOW_SECONDS) -> None:
        """Nobody has failed yet."""
        self._failures = failures
        self._window = dt.timedelta(seconds=window_seconds)
        self._failed: collections.OrderedDict[str, list[dt.datetime]] = collections.OrderedDict()

    def check(self, keys: tuple[str, ...], now: dt.datetime) -> None:
        """Raise RateLimited, saying after how many seconds the next attempt counts."""
        waits = [self._wait(key, now) for key in keys]
        if (longest := max(waits)) > 0:
            raise RateLimited(retry_after_seconds=longest)

    def note(self, keys: tuple[str, ...], now: dt.datetime) -> None:
        """Count a failed attempt."""
        for key in keys:
            self._failed[key] = [*self._recent(key, now), now]
            self._failed.move_to_end(key)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def _wait(self, key: str, now: dt.datetime) -> int:
        recent = self._recent(key, now)
        if len(recent) < self._failures:
            return 0
        return max(1, -(-(recent[-self._failures] + self._window - now) // dt.timedelta(seconds=1)))

    def _recent(self, key: str, now: dt.datetime) -> list[dt.datetime]:
        # what lies in the future is from before the clock was set back
        return [at for at in self._failed.get(key, ()) if dt.timedelta(0) <= now - at < self._window]


class Logins:
    """Signing in and out on one node."""

    def __init__(self, hub: Hub, passwords: PasswordHasher, *, hours: int = LOGIN_HOURS) -> None:
        """`hours`: how long a login lasts."""
        self._hub = hub
        self._passwords = passwords
        self._lasting = dt.timedelta(hours=hours)
        self._throttle = Throttle()
        self._addresses = Throttle(FAILURES_OF_AN_ADDRESS)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @property
    def lasting_seconds(self) -> int:
        """How long a login lasts."""
        return int(self._lasting.total_seconds())

    async def sign_in(self, officer_id: str, password: str, address: str) -> Login:
        """Return a new login. Raises LoginFailed, RateLimited."""
        self._check(officer_id, address)
        if self._waiting >= MOST_WAITING:
            raise Busy(retry_after_seconds=BUSY_SECONDS)
        self._waiting += 1
        try:
            async with self._turns:
                # Asked again: of a hundred guesses sent at once, those before this one have failed by now.
                self._check(officer_id, address)
                officer = await self._verified(officer_id, password)
                if officer is None:
                    self._throttle.note((officer_id,), self._hub.clock.now())
                    self._addresses.note((address,), self._hub.clock.now())
        finally:
            self._waiting -= 1
        if officer is None:
            _log.warning("sign-in failed: officer %r from %s", officer_id, address)
            raise LoginFailed
        return await self._login(officer, address)

    def _check(self, officer_id: str, address: str) -> None:
        """Refuse who has failed too often. Raises RateLimited."""
        now = self._hub.clock.now()
        self._throttle.check((officer_id,), now)
        self._addresses.check((address,), now)

    async def _login(self, officer: Officer, address: str) -> Login:
        now = self._hub.clock.now()
        token = secrets.token_urlsafe(32)
        expires_at = now + self._lasting
        await self._hub.database.write(
            partial(logins.add_login, token=token, officer_id=officer.officer_id, now=now, expires_at=expires_at)
        )
        _log.info("officer %s signed in from %s", officer.officer_id, address)
        return Login(token=token, officer=officer, expires_at=expires_at)

    async def find_officer(self, token: str | None) -> Officer:
        """Return who is signed in with this token. Raises LoginRequired."""
        now = self._hub.clock.now()

        def find(connection: Connection) -> Officer | None:
            officer_id = logins.find_login(connection, token, now) if token else None
            return find_officer(connection, officer_id, now) if officer_id else None

        officer = await self._hub.database.read(find)
        if officer is None:
            raise LoginRequired
        return officer

    async def sign_out(self, token: str | None) -> None:
        """End the login; one that has ended already stays so."""
        if not token:
            return
        now = self._hub.clock.now()
        officer_id = await self._hub.database.read(partial(logins.find_login, token=token, now=now))
        await self._hub.database.write(partial(logins.revoke_login, token=token, now=now))
        if officer_id:
            _log.info("officer %s signed out", officer_id)

    async def _verified(self, officer_id: str, password: str) -> Officer | None:
        stored = None
        if officer_id.isprintable():  # PostgreSQL refuses texts with NUL, and nobody has such an id
            stored = await self._hub.database.read(partial(find_password_hash, officer_id=officer_id))
        if not await self._passwords.verify(stored, password) or stored is None:
            return None
        if self._passwords.needs_rehash(stored):
            renewed = await self._passwords.hash(password)
            await self._hub.database.write(partial(set_password_hash, officer_id=officer_id, password_hash=renewed))
        return await self._hub.database.read(partial(find_officer, officer_id=officer_id, now=self._hub.clock.now()))
