import asyncio
import sys

import asyncpg
import pytest
import redis.asyncio

from tests.support.postgres import OWNER, PostgresServer
from tests.support.process import ServerProcess, StartError, on_free_port
from tests.support.valkey import ValkeyServer

LISTENER = """
import socket, sys
place = socket.socket()
place.bind(("127.0.0.1", int(sys.argv[1])))
print("listening now", flush=True)
sys.stdin.read()
"""


async def ask(server: PostgresServer, question: str) -> object:
    connection = await asyncpg.connect(host="127.0.0.1", port=server.port, user=OWNER, database="postgres")
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_each_test_gets_an_empty_database(postgres_url: str, postgres_server: PostgresServer) -> None:
    name = postgres_url.rpartition("/")[2]
    assert name.startswith("test_")
    assert name in str(await ask(postgres_server, "SELECT array_agg(datname)::text FROM pg_database"))


async def test_chinese_letters_are_letters_to_the_database(postgres_server: PostgresServer) -> None:
    assert await ask(postgres_server, "SELECT '发票' ~ '^[[:alpha:]]+$'") is True
    assert await ask(postgres_server, "SHOW server_encoding") == "UTF8"


async def test_durable_postgres_keeps_what_it_committed_when_killed() -> None:
    server = on_free_port(lambda port: PostgresServer(port, durable=True))
    try:
        assert await ask(server, "SHOW fsync") == "on"
        await ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
        server.kill()
        server.restart()
        assert await ask(server, "SELECT number FROM kept") == 7
    finally:
        server.stop()


async def test_valkey_is_emptied_between_tests(valkey_url: str, valkey_server: ValkeyServer) -> None:
    async with redis.asyncio.Redis.from_url(valkey_url) as client:
        assert await client.dbsize() == 0
        assert await client.info("server")
    assert valkey_url == valkey_server.url


async def test_killed_valkey_comes_back_on_the_same_port() -> None:
    server = on_free_port(ValkeyServer)
    try:
        server.kill()
        with pytest.raises(redis.exceptions.ConnectionError):
            await _ping(server)
        server.restart()
        assert await _ping(server)
    finally:
        server.stop()


async def _ping(server: ValkeyServer) -> bool:
    async with redis.asyncio.Redis.from_url(server.url, retry=None) as client:
        return bool(await client.ping())


async def test_taken_port_is_given_up_for_another_one() -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    tried: list[int] = []

    def start(port: int) -> int:
        first = not tried
        tried.append(taken.sockets[0].getsockname()[1] if first else port)
        server = ServerProcess([sys.executable, "-c", LISTENER, str(tried[-1])], "listening now")
        server.stop()
        return tried[-1]

    async with taken:
        assert on_free_port(start) == tried[1]


def test_program_that_ends_early_says_its_last_words() -> None:
    with pytest.raises(StartError, match="no such option"):
        ServerProcess(["sh", "-c", "echo no such option"], "ready")
