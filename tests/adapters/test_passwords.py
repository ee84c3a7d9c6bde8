import asyncio
import threading
from typing import Literal

import pytest
from argon2 import PasswordHasher
from typing_extensions import override

from chatserver.adapters.passwords import AT_ONCE, Passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_right_password_fits_and_others_do_not() -> None:
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("导办 correct")
    assert stored.startswith("$argon2id$")
    assert await passwords.verify(stored, "导办 correct")
    assert not await passwords.verify(stored, "导办 Correct")
    assert not await passwords.verify(stored, "")
    assert await passwords.hash("导办 correct") != stored


@pytest.mark.parametrize("stored", ["", "-", "plain", "$argon2id$broken", "$2b$12$abc"])
async def test_what_is_no_hash_never_fits(stored: str) -> None:
    passwords = Passwords(CHEAP)
    assert not await passwords.verify(stored, stored)


async def test_nobody_costs_as_much_as_somebody() -> None:
    """Counted, not timed: for an unknown officer a hash is worked through as well."""
    worked = []

    class Counting(PasswordHasher):
        @override
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            worked.append(hash)
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    assert not await passwords.verify(None, "anything")
    assert not await passwords.verify(None, "anything")
    assert len(worked) == 2
    assert CHEAP.check_needs_rehash(str(worked[0])) is False


async def test_weaker_hashes_are_made_anew() -> None:
    weak, strong = Passwords(CHEAP), Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    stored = await weak.hash("correct horse")
    assert strong.needs_rehash(stored)
    assert not weak.needs_rehash(stored)
    assert await strong.verify(stored, "correct horse")


async def test_no_more_than_two_work_at_once() -> None:
    """Each takes 64 MiB and a core: a crowd at the login page must not take the hub's memory."""
    running, most = 0, 0
    lock = threading.Lock()

    class Watching(PasswordHasher):
        @override
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            try:
                return super().verify(hash, password)
            finally:
                with lock:
                    running -= 1

    passwords = Passwords(Watching(time_cost=2, memory_cost=4096, parallelism=1))
    stored = await passwords.hash("correct horse")
    await asyncio.gather(*(passwords.verify(stored, "wrong") for _ in range(12)))
    assert 1 <= most <= AT_ONCE
