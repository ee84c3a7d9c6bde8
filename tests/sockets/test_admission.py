"""A node that is full or stormed says so, and when to come back; it holds back nobody else."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import socketio

from chatserver.app import compose, running
from chatserver.domain.errors import Busy, RateLimited
from chatserver.sockets.admission import BURST_SECONDS, LONGEST_WAIT_SECONDS, Admission, Pace, Room
from chatserver.sockets.limits import LIMITS
from chatserver.sockets.packets import MOST_JOINS
from tests.support.clients import Bureau, Client, Refusal, verify_for_tests
from tests.support.wire import handshake, raw_line, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database
    from tests.support.clock import FakeClock
    from tests.support.javascript import JavaScript

ROOM = Room(max_connections=11, joins_per_second=2, max_waiting_commands=3)


@pytest.fixture
async def small(sqlite_database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Bureau]:
    """A node with little room, whose clock the test moves."""
    node = compose(
        database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests, clock=clock, room=ROOM
    )
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()


async def refused(bureau: Bureau, number: int) -> dict[str, Any]:
    """Join, which must fail; return what the page is told."""
    told: list[dict[str, Any]] = []
    client = Client("/taxpayer")
    client.socket.on("connect_error", told.append, namespace="/taxpayer")
    auth = {"token": f"tp{number}/pe1/{number}", "protocol": 1, "client_key": "k" * 22}
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.socket.connect(bureau.url, auth=auth, namespaces=["/taxpayer"], transports=["websocket"])
    await client.close()
    error: dict[str, Any] = told[0]["data"]
    return error


async def test_a_storm_is_spread_by_giving_each_a_moment_to_come_back(small: Bureau, clock: FakeClock) -> None:
    for number in range(ROOM.joins_per_second * BURST_SECONDS):
        await small.taxpayer(f"tp{number}")
    errors = [await refused(small, number) for number in range(100, 104)]
    assert {(error["code"], error["retryable"]) for error in errors} == {("busy", True)}
    assert [error["details"]["retry_after_seconds"] for error in errors] == [0.5, 1.0, 1.5, 2.0]
    await small.officer()  # they are to help those who storm
    for client in small.clients[:3]:
        await client.close()
    await until(lambda: len(small.node.edge.connections) < ROOM.max_connections - 2)
    clock.advance(1)
    await small.taxpayer("tp100")
    await small.taxpayer("tp101")
    assert (await refused(small, 102))["code"] == "busy"


async def test_a_full_node_takes_nobody_more_until_somebody_leaves(small: Bureau, clock: FakeClock) -> None:
    for number in range(ROOM.max_connections):
        await small.taxpayer(f"tp{number}")
        clock.advance(1)
    error = await refused(small, 100)
    assert (error["code"], error["details"]) == ("busy", {"retry_after_seconds": 30, "limit": ROOM.max_connections})
    await small.officer()
    for _ in range(2):
        await small.clients.pop().close()
    await until(lambda: len(small.node.edge.connections) < ROOM.max_connections)
    await small.taxpayer("tp100")


async def test_lines_of_nobody_are_bounded_too_and_refused_with_the_time_to_wait(small: Bureau) -> None:
    lines = [raw_line(small.url) for _ in range(14)]
    answers = []
    async with contextlib.AsyncExitStack() as opened:
        for entered in lines:
            line = await opened.enter_async_context(entered)
            line.send(handshake(changes={"Origin": "https://etax.example"}))
            answers.append(await line.answered())
    assert [answered.status for answered in answers] == [101] * 13 + [503]
    answered = answers[-1]
    assert answered.headers["retry-after"] == "30"
    assert answered.headers["access-control-allow-origin"] == "https://etax.example"
    assert b'"code":"busy"' in answered.body


async def test_commands_beyond_what_a_node_can_chew_are_answered_busy(small: Bureau) -> None:
    class Stuck:
        def late(self) -> None:
            raise AssertionError

    taxpayer = await small.taxpayer()
    deadlines, stuck = small.node.edge.deadlines, [Stuck() for _ in range(ROOM.max_waiting_commands)]
    for work in stuck:
        deadlines.begin(work)
    for name in ("message.post", "session.resume"):
        fields = {"session_id": "s", "client_msg_id": "m", "text": "x"} if name == "message.post" else {}
        with pytest.raises(Refusal) as refusal:
            await taxpayer.send(name, **fields)
        assert (refusal.value.code, refusal.value.error["details"]) == ("busy", {"retry_after_seconds": 2})
    assert (await refused(small, 9))["code"] == "busy"
    for work in stuck:
        deadlines.end(work)
    assert (await taxpayer.send("session.resume"))["session"] is None


async def test_the_official_client_is_told_in_full(small: Bureau, javascript: JavaScript) -> None:
    for number in range(ROOM.joins_per_second * BURST_SECONDS):
        await small.taxpayer(f"tp{number}")
    await javascript.open(small.url, "websocket", reconnection=False)
    await javascript.join("/taxpayer", {"token": "tp9/pe1/js", "protocol": 1, "client_key": "k" * 22})
    message, data = await javascript.hear("connect_error")
    assert (message, data["details"]) == ("busy", {"retry_after_seconds": 0.5})


async def test_forged_tickets_use_up_nobodys_turn_and_a_line_has_few_tries(small: Bureau) -> None:
    forged = '40/taxpayer,{"token":"forged","protocol":1,"client_key":"kkkkkkkkkkkkkkkkkkkkkk"}'
    for _ in range(2):
        async with raw_line(small.url) as line:
            await line.open()
            line.say(*([forged] * (MOST_JOINS + 1)))
            for _ in range(MOST_JOINS):
                assert '"code":"ticket_invalid"' in await line.hears()
            assert (await line.closed()).code == 1002
    for number in range(ROOM.joins_per_second * BURST_SECONDS):
        await small.taxpayer(f"tp{number}")


async def test_a_person_who_comes_anew_all_the_time_waits_and_nobody_else(small: Bureau, clock: FakeClock) -> None:
    taxpayer = await small.taxpayer("tp1")
    (connection,) = small.node.edge.connections
    for _ in range(LIMITS["connect"].burst - 1):
        small.node.edge.limits.check(connection.principal.actor, "connect", clock.now())
    error = await refused(small, 1)
    assert (error["code"], error["details"]) == ("rate_limited", {"retry_after_seconds": 1.0})
    await small.taxpayer("tp2")
    assert (await taxpayer.send("session.resume"))["session"] is None
    clock.advance(1)
    await small.taxpayer("tp1")


def test_five_thousand_at_once_do_not_come_back_in_one_second() -> None:
    room = Room()
    pace = Pace(room.joins_per_second, room.joins_per_second * BURST_SECONDS)
    waits = [pace.wait(1_000.0) for _ in range(5_000)]
    later = [wait for wait in waits if wait]
    assert len(waits) - len(later) == room.joins_per_second * BURST_SECONDS
    assert max(sum(start <= wait < start + 1 for wait in later) for start in range(60)) <= room.joins_per_second + 1
    assert max(waits) <= LONGEST_WAIT_SECONDS
    returns = sorted(later)
    assert all(pace.wait(1_000.0 + wait) == 0 for wait in returns)  # the promise is kept


def test_a_clock_that_is_set_back_keeps_nobody_out_for_longer_than_a_storm() -> None:
    pace = Pace(10, 20)
    hour = 3_600.0
    assert [pace.wait(2 * hour) for _ in range(18)] == [0.0] * 18
    pace.wait(hour)
    assert pace.wait(hour + 5) == 0


def request(remote: str, **headers: str) -> Any:
    return SimpleNamespace(remote=remote, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("proxies", "remote", "headers", "address"),
    [
        (0, "11.22.33.44", {}, "11.22.33.44"),
        (0, "11.22.33.44", {"X_Forwarded_For": "1.2.3.4"}, "11.22.33.44"),  # forged: it is no proxy of ours
        (0, "2001:db8:1:2:3::4", {}, "2001:db8:1:2::/64"),
        (0, "127.0.0.1", {}, None),
        (0, "::1", {}, None),
        (0, "", {}, None),
        (0, "10.0.0.5", {}, "10.0.0.5"),
        (0, "10.0.0.5", {"X_Forwarded_For": "1.2.3.4"}, None),  # a proxy that the settings do not know
        (1, "10.0.0.5", {"X_Forwarded_For": "10.0.0.5"}, "10.0.0.5"),  # found behind a known proxy
    ],
)
def test_what_stands_for_one_subscriber(
    proxies: int, remote: str, headers: dict[str, str], address: str | None
) -> None:
    assert Admission(Room(trusted_proxies=proxies)).address_of(request(remote, **headers)) == address


def test_an_unknown_proxy_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    admission = Admission(Room())
    for _ in range(2):
        admission.address_of(request("10.0.0.5", X_Forwarded_For="1.2.3.4"))
    (record,) = caplog.records
    assert "DAOBAN_TRUSTED_PROXIES" in record.getMessage()


def test_an_address_has_its_own_bounds_and_leaves_others_theirs() -> None:
    admission = Admission(Room(connections_per_address=2))
    for _ in range(2):
        admission.check_join(0, "a", is_officer=False)
        admission.enter("a")
    with pytest.raises(RateLimited):
        admission.check_join(2, "a", is_officer=True)
    admission.check_join(2, "b", is_officer=False)
    admission.leave("a")
    admission.check_join(1, "a", is_officer=False)
    for _ in range(1_000):
        admission.check_line(0, "a", 0.0)
    with pytest.raises(RateLimited):
        admission.check_line(0, "a", 0.0)
    admission.check_line(0, "b", 0.0)
    with pytest.raises(Busy):
        admission.check_line(10**6, "b", 0.0)
