"""The programs themselves, as processes: what a person starts, sees and stops."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
import socketio

from tests.support.process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from chatserver.cli import main; main()"]


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOBAN_")}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def start(*arguments: str, ready: str, **changes: str) -> ServerProcess:
    return ServerProcess([*PROGRAM, *arguments], ready, user={"env": environment(**changes)})


def call(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], env=environment(**changes), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ServerProcess]:
    running = start("demo", "--port", "0", "--data", str(tmp_path / "data"), ready="Ctrl-C stops")
    yield running
    running.stop()


def told(demo: ServerProcess, pattern: str) -> str:
    found = re.search(pattern, "".join(demo.tail))
    assert found, "".join(demo.tail)
    return found[1]


async def test_demo_tells_addresses_and_accounts_that_work(demo: ServerProcess, tmp_path: Path) -> None:
    base = told(demo, r"Start here +(http\S+)/")
    password = told(demo, r"password of every demo officer: ([a-z0-9-]+)")
    async with aiohttp.ClientSession() as client:
        for path in ("/", "/try", "/bureau/", "/readyz", "/api/catalogue"):
            assert (await client.get(base + path)).status == 200, path
        for officer_id in re.findall(r"\bof\d\b", told(demo, r"Officers +(.*)")):
            body = {"officer_id": officer_id, "password": password}
            assert (await client.post(f"{base}/api/login", json=body)).status == 200, officer_id
    ticket = call("ticket", "--taxpayer", "tp1", "--person", "pe1", DAOBAN_DATA=str(tmp_path / "data")).stdout.strip()
    socket_ = socketio.AsyncClient(reconnection=False)
    auth = {"token": ticket, "protocol": 1, "client_key": "k" * 22}
    await socket_.connect(base, auth=auth, namespaces=["/taxpayer"], transports=["websocket"])
    ack = await socket_.call("session.resume", {}, namespace="/taxpayer")
    assert ack["ok"]
    await socket_.disconnect()


def test_demo_stops_cleanly_and_keeps_its_data(demo: ServerProcess, tmp_path: Path) -> None:
    password = told(demo, r"password of every demo officer: ([a-z0-9-]+)")
    demo.stop(signal.SIGINT)
    assert demo.process.returncode == 0
    assert "Traceback" not in "".join(demo.tail)
    data = tmp_path / "data"
    secrets = [data / "demo-officer-password", data / "daoban.sqlite3", data / "bureau" / "bureau-key.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    again = start("demo", "--port", "0", "--data", str(data), ready="Ctrl-C stops")
    assert told(again, r"password of every demo officer: ([a-z0-9-]+)") == password
    again.stop()
    assert again.process.returncode == 0


def test_serve_answers_until_it_is_told_to_stop(tmp_path: Path) -> None:
    running = start("serve", "--port", "0", ready="answering on", DAOBAN_DATA=str(tmp_path), DAOBAN_LOG_FORMAT="json")
    running.stop(signal.SIGTERM)
    assert running.process.returncode == 0
    assert any('"level": "warning"' in line and "no bureau is configured" in line for line in running.tail)


def test_taken_port_is_one_sentence_and_code_7(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("serve", "demo"):
            answer = call(command, "--port", port, DAOBAN_DATA=str(tmp_path), DAOBAN_LOG_LEVEL="error")
            assert answer.returncode == 7, answer.stderr
            assert answer.stderr == "Error: The port is taken by another program; choose another one with --port.\n"


def test_folder_that_cannot_be_made_is_one_sentence_and_code_8(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = call("demo", "--port", "0", "--data", str(tmp_path / "file" / "data"))
    assert answer.returncode == 8
    assert answer.stderr.count("\n") == 1
    assert "choose another folder" in answer.stderr


def test_reader_that_leaves_early_is_no_failure(tmp_path: Path) -> None:
    call("migrate", DAOBAN_DATA=str(tmp_path))
    piped = f"{' '.join(PROGRAM[:1])} -c 'from chatserver.cli import main; main()' export columns | head -1"
    answer = subprocess.run(
        ["bash", "-o", "pipefail", "-c", piped], env=environment(), capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
