"""The files of deploy/ as they stand: two nodes as the unit starts them, nginx before them, people through it."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bench import seed
from tests.support.clients import SECONDS, Client
from tests.support.nginx import NginxServer, find_program
from tests.support.process import ServerProcess, free_port, on_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.valkey import ValkeyServer

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "systemd" / "daoban@.service"
PROGRAM = [sys.executable, "-c", "from chatserver.cli import main; main()"]
pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze here")
    copy = tmp_path / "daoban@8080.service"
    copy.write_text(UNIT.read_text().replace("/opt/daoban/bin/daoban", sys.executable))
    answer = subprocess.run([program, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False)
    assert "daoban@8080.service" not in answer.stderr, answer.stderr


class Nodes:
    """What systemd would run: the unit's own command and surroundings, with paths of this test."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        (folder / "database-url").write_text(database_url.replace("+asyncpg", "") + "\n")
        (folder / "redis-url").write_text(redis_url + "\n")
        (folder / "daoban.toml").write_text(f'[bureaus]\n{seed.ISSUER} = "{folder / seed.JWKS_FILE}"\n')
        self._folder = folder
        self.running: list[ServerProcess] = []

    def start(self, port: int) -> ServerProcess:
        here = str(self._folder)
        values = {"%i": str(port), "%d": here, "/etc/daoban": here, "--host 0.0.0.0": "--host 127.0.0.1"}
        unit = re.sub("|".join(map(re.escape, values)), lambda hit: values[hit[0]], UNIT.read_text())
        command = re.search(r"^ExecStart=\S+ (.*)", unit, re.MULTILINE)
        assert command
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOBAN_")}
        given = dict(re.findall(r"^Environment=(\w+)=(.*)", unit, re.MULTILINE))
        surroundings = {**kept, "PYTHONPATH": str(ROOT), **given, "DAOBAN_DRAIN_SECONDS": "1"}
        how = {"env": surroundings, "cwd": self._folder}
        node = ServerProcess([*PROGRAM, *shlex.split(command[1])], "answering on", user=how)
        self.running.append(node)
        return node


@pytest.fixture
def nodes(tmp_path: Path, postgres_url: str, valkey: ValkeyServer) -> Iterator[Nodes]:
    found = Nodes(tmp_path, postgres_url, valkey.url)
    yield found
    for node in found.running:
        node.kill()


@pytest.fixture
def front() -> Iterator[list[NginxServer]]:
    if find_program() is None:
        pytest.skip("there is no nginx here; Debian has it as nginx-light")
    started: list[NginxServer] = []
    yield started
    for server in started:
        server.stop()


class People:
    """Everybody comes through nginx."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._tickets = seed.Tickets(folder)
        self.clients: list[Client] = []

    async def taxpayer(self, person: str, transport: str = "websocket") -> Client:
        auth = {"token": self._tickets.sign(person), "protocol": 1, "client_key": "k" * 22}
        return await self._connect("/taxpayer", auth, transport, {})

    async def officer(self, number: int, transport: str = "websocket") -> Client:
        cookie = {"Cookie": f"daoban_login={seed.login_of(number)}"}
        return await self._connect("/officer", {"protocol": 1}, transport, cookie)

    async def _connect(self, namespace: str, auth: object, transport: str, headers: dict[str, str]) -> Client:
        client = Client(namespace)
        self.clients.append(client)
        how = {"auth": auth, "headers": headers, "transports": [transport], "wait_timeout": SECONDS}
        await client.socket.connect(self._url, namespaces=[namespace], **how)
        return client


async def test_people_talk_through_nginx_and_go_on_while_a_node_is_replaced(
    nodes: Nodes, front: list[NginxServer], tmp_path: Path, postgres_url: str
) -> None:
    await seed.prepare(tmp_path, 1, 3, postgres_url)
    ports = [free_port(), free_port()]
    first, _ = [nodes.start(port) for port in ports]
    front.append(on_free_port(lambda port: NginxServer(port, ports)))
    people = People(front[0].url, tmp_path)
    officer = await people.officer(0, "polling")
    await officer.send("status.set", status="available")
    taxpayer = await people.taxpayer("p0")
    opened = await taxpayer.send("session.open", context={"matter_id": seed.MATTER})
    session_id = opened["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    others = {f"p{n}": await people.taxpayer(f"p{n}") for n in range(1, 7)}
    async with aiohttp.ClientSession() as http, http.get(f"{front[0].url}/healthz") as health:
        assert health.status == 200
        async with http.get(f"{front[0].url}/metrics") as numbers:
            assert numbers.status == 404, "monitoring asks the nodes themselves"

    first.process.send_signal(signal.SIGTERM)
    ended = asyncio.to_thread(first.process.wait, 20)
    exit_code, *_ = await asyncio.gather(ended, *(move(people, name, client) for name, client in others.items()))
    assert exit_code == 0
    nodes.start(ports[0])

    if officer.gone.is_set() or any(event == "node.leaving" for event, _ in officer.told):
        officer = await people.officer(0, "polling")
    if taxpayer.gone.is_set() or any(event == "node.leaving" for event, _ in taxpayer.told):
        taxpayer = await people.taxpayer("p0")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="t", text="还在吗")
    assert (await officer.expect("message.posted"))["body"]["text"] == "还在吗"
    await officer.send("message.post", session_id=session_id, client_msg_id="o", text="在")
    tail = await taxpayer.send("session.resume", session_id=session_id, after_seq=0)
    assert [event["seq"] for event in tail["events"]] == list(range(1, tail["session"]["seq"] + 1))
    assert tail["session"]["state"] == "active"
    for client in people.clients:
        await client.close()


async def move(people: People, name: str, client: Client) -> None:
    """Do as clients do when their node leaves; those on the other node are told nothing."""
    try:
        await client.expect("node.leaving", patience=5)
    except TimeoutError:
        assert not client.gone.is_set()
        return
    await client.close()
    await people.taxpayer(name)
