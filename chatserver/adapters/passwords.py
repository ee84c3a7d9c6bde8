"""Passwords through Argon2id, off the event loop, and never more than two at once: each takes 64 MiB and 0.2 s."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE: Final = 2


class Passwords:
    """Hashes and verifies; an unknown officer takes as long as a wrong password."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher` holds the cost; the default one follows RFC 9106's low-memory advice."""
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._dummy: str | None = None

    async def hash(self, password: str) -> str:
        """Return the Argon2id PHC string to store."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether the password fits; `stored` None (no such officer) never does, at the same cost."""
        if stored is None:
            self._dummy = self._dummy or await self.hash(secrets.token_urlsafe())
        loop = asyncio.get_running_loop()
        fits = await loop.run_in_executor(self._threads, self._fits, stored or self._dummy or "", password)
        return fits and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Tell whether `stored` was made with another cost than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
