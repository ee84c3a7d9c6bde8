import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from chatserver.adapters.passwords import Passwords
from chatserver.domain.errors import Busy, LoginFailed, LoginRequired, RateLimited
from chatserver.services.hub import Hub
from chatserver.services.login import (
    AT_ONCE,
    FAILURES,
    FAILURES_OF_AN_ADDRESS,
    MOST_WAITING,
    REMEMBERED,
    WINDOW_SECONDS,
    Logins,
    Throttle,
)
from storage.engine import Database
from storage.logins import revoke_all
from storage.officers import find_password_hash
from tests.support.clock import START, FakeClock
from tests.support.site import CHEAP, PASSWORD, add_an_officer


@pytest.fixture
async def logins(hub: Hub) -> AsyncIterator[Logins]:
    await add_an_officer(hub.database, hub)
    passwords = Passwords(CHEAP)
    yield Logins(hub, passwords)
    passwords.close()


async def test_login_is_a_secret_of_which_only_the_hash_is_kept(logins: Logins, hub: Hub) -> None:
    login = await logins.sign_in("of1", PASSWORD, "10.0.0.1")
    assert len(login.token) >= 43
    assert (login.officer.officer_id, login.officer.name) == ("of1", "导办01")
    assert (await logins.find_officer(login.token)).officer_id == "of1"
    dump = await hub.database.read(lambda sql: str(sql.exec_driver_sql("SELECT * FROM logins").all()))
    assert login.token not in dump
    assert "of1" in dump


async def test_every_login_of_an_officer_can_be_revoked(logins: Logins, hub: Hub) -> None:
    tokens = [(await logins.sign_in("of1", PASSWORD, "a")).token for _ in range(2)]
    assert await hub.database.write(lambda sql: revoke_all(sql, "of1", hub.clock.now())) == 2
    for token in tokens:
        with pytest.raises(LoginRequired):
            await logins.find_officer(token)


@pytest.mark.parametrize("token", [None, "", "x", "\x00", "x" * 10_000])
async def test_no_login_is_no_login(logins: Logins, token: str | None) -> None:
    with pytest.raises(LoginRequired):
        await logins.find_officer(token)
    await logins.sign_out(token)


async def test_failures_of_one_officer_do_not_lock_out_others(logins: Logins, hub: Hub) -> None:
    await add_an_officer(hub.database, hub, "of2")
    for number in range(FAILURES):
        with pytest.raises(LoginFailed):
            await logins.sign_in("of1", "wrong", f"10.0.0.{number}")
    with pytest.raises(RateLimited) as caught:
        await logins.sign_in("of1", PASSWORD, "10.0.0.99")
    assert caught.value.details == {"retry_after_seconds": WINDOW_SECONDS}
    await logins.sign_in("of2", PASSWORD, "10.0.0.99")


async def test_one_address_cannot_try_one_password_on_everybody(logins: Logins) -> None:
    for number in range(FAILURES_OF_AN_ADDRESS):
        with pytest.raises(LoginFailed):
            await logins.sign_in(f"of{number}x", "spring2026", "10.0.0.1")
    with pytest.raises(RateLimited):
        await logins.sign_in("of1", PASSWORD, "10.0.0.1")
    await logins.sign_in("of1", PASSWORD, "10.0.0.2")


async def test_guesses_sent_all_at_once_do_not_slip_through(logins: Logins) -> None:
    outcomes = await asyncio.gather(
        *(logins.sign_in("of1", f"guess-{number}", "10.0.0.1") for number in range(40)), return_exceptions=True
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert FAILURES <= kinds.count(LoginFailed) < FAILURES + AT_ONCE
    assert kinds.count(LoginFailed) + kinds.count(RateLimited) == 40


async def test_a_whole_hall_signs_in_at_nine_from_one_address(logins: Logins, hub: Hub) -> None:
    for number in range(2 * FAILURES):  # some mistype
        with pytest.raises(LoginFailed):
            await logins.sign_in(f"typo{number}", PASSWORD, "10.0.0.1")
    for number in range(2, 14):
        await add_an_officer(hub.database, hub, f"of{number}")
    found = await asyncio.gather(*(logins.sign_in(f"of{number}", PASSWORD, "10.0.0.1") for number in range(1, 14)))
    assert len({login.token for login in found}) == 13


async def test_crowd_at_the_door_is_told_to_come_again(logins: Logins) -> None:
    outcomes = await asyncio.gather(
        *(logins.sign_in("of1", PASSWORD, f"10.0.0.{number}") for number in range(MOST_WAITING + 3)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Busy) for outcome in outcomes) == 3
    await logins.sign_in("of1", PASSWORD, "10.0.0.1")


async def test_success_does_not_count_as_a_failure(logins: Logins) -> None:
    for _ in range(3 * FAILURES):
        await logins.sign_in("of1", PASSWORD, "10.0.0.1")


async def test_weak_hash_is_replaced_when_its_owner_signs_in(hub: Hub) -> None:
    await add_an_officer(hub.database, hub)
    before = await hub.database.read(lambda sql: find_password_hash(sql, "of1"))
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    await Logins(hub, stronger).sign_in("of1", PASSWORD, "a")
    after = await hub.database.read(lambda sql: find_password_hash(sql, "of1"))
    assert before != after
    assert after is not None
    assert not stronger.needs_rehash(after)
    assert await stronger.verify(after, PASSWORD)


async def test_signing_in_and_out_is_logged_without_secrets(logins: Logins, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        token = (await logins.sign_in("of1", PASSWORD, "10.0.0.1")).token
        await logins.sign_out(token)
        with pytest.raises(LoginFailed):
            await logins.sign_in("of1\nforged line", "hunter2", "10.0.0.1")
    lines = [record.getMessage() for record in caplog.records if record.name == "chatserver.services.login"]
    assert [line.split(" from ")[0] for line in lines] == [
        "officer of1 signed in",
        "officer of1 signed out",
        r"sign-in failed: officer 'of1\nforged line'",
    ]
    assert not any(secret in caplog.text for secret in (PASSWORD, "hunter2", token))


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    clock, throttle = FakeClock(), Throttle()
    for _ in range(FAILURES):
        throttle.note(("a",), clock.now())
    clock.advance(-3_600)
    throttle.check(("a",), clock.now())


def test_throttle_slides_and_forgets() -> None:
    clock, throttle = FakeClock(), Throttle()
    for _ in range(FAILURES):
        throttle.check(("a",), clock.now())
        throttle.note(("a",), clock.now())
        clock.advance(10)
    with pytest.raises(RateLimited) as caught:
        throttle.check(("b", "a"), clock.now())
    assert caught.value.details["retry_after_seconds"] == 10
    clock.advance(10)
    throttle.check(("b", "a"), clock.now())
    for number in range(REMEMBERED + 1):
        throttle.note((f"key {number}",), START)
    assert len(throttle._failed) == REMEMBERED


async def test_logins_work_on_both_databases(database: Database, hub: Hub) -> None:
    hub.database, before = database, hub.database
    try:
        await add_an_officer(database, hub)
        logins = Logins(hub, Passwords(CHEAP))
        token = (await logins.sign_in("of1", PASSWORD, "a")).token
        assert (await logins.find_officer(token)).officer_id == "of1"
        await logins.sign_out(token)
        with pytest.raises(LoginRequired):
            await logins.find_officer(token)
        with pytest.raises(LoginFailed):
            await logins.sign_in("of1\x00", PASSWORD, "a")
    finally:
        hub.database = before
