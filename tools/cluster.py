"""`make cluster`: two demo nodes, PostgreSQL, Valkey and nginx on this machine, for as long as it runs.

Runs inside the environment, for it starts the servers with the launchers of the tests. Everything is thrown away at
the end; every program is ended by its own process, also when this one is killed (Linux).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.nginx import NginxServer, find_program
from tests.support.postgres import PostgresServer
from tests.support.process import ServerProcess, dying_with_us, free_port, on_free_port
from tests.support.valkey import ValkeyServer
from tools import debian
from tools.console import StopError, say
from tools.places import ROOT, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

NODES = 2


@dataclass
class Cluster:
    """What runs: where people come in, each node's port and process, and the servers behind them."""

    front: str
    password: str
    postgres: PostgresServer
    valkey: ValkeyServer
    ports: list[int] = field(default_factory=list)
    nodes: list[ServerProcess] = field(default_factory=list)


def ensure_nginx() -> None:
    """Install nginx where we may; otherwise stop and say how."""
    if find_program() is None and debian.may_install():
        debian.install("nginx", ["nginx-light"])
    if find_program() is None:
        raise StopError("nginx is missing; Debian and Ubuntu: sudo apt-get install nginx-light, and try again.")


@contextlib.contextmanager
def running(port: int) -> Iterator[Cluster]:
    """Start everything, people come in at `port` (0: a free one); ends everything when left."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="daoban-cluster-")))
        postgres = on_free_port(lambda free: PostgresServer(free, durable=True))
        stack.callback(postgres.stop)
        valkey = on_free_port(ValkeyServer)
        stack.callback(valkey.stop)
        ports = [free_port() for _ in range(NODES)]
        entrance = port or free_port()
        found = Cluster(f"http://127.0.0.1:{entrance}", "", postgres, valkey, ports)
        for node in ports:  # one after the other: the first brings the database up to date
            found.nodes.append(_start_node(found, folder, node))
            stack.callback(found.nodes[-1].stop)
        found.password = (folder / "demo-officer-password").read_text("ascii").strip()
        nginx = NginxServer(entrance, ports)
        stack.callback(nginx.stop)
        yield found


def _start_node(cluster: Cluster, folder: Path, port: int) -> ServerProcess:
    given = {
        "DAOBAN_DATABASE_URL": cluster.postgres.url().replace("+asyncpg", ""),
        "DAOBAN_REDIS_URL": cluster.valkey.url,
        "DAOBAN_PUBLIC_URL": cluster.front,
        "DAOBAN_TRUSTED_PROXIES": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOBAN_")}
    command = [str(SCRIPTS / "daoban"), "demo", "--port", str(port), "--data", str(folder)]
    return ServerProcess(dying_with_us(command), "Ctrl-C stops", user={"env": {**kept, **given}, "cwd": ROOT})


def main() -> None:
    """Run until Ctrl-C or SIGTERM."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    ensure_nginx()
    with running(int(sys.argv[1])) as cluster:
        nodes = "   ".join(
            f"http://127.0.0.1:{port} (process {node.process.pid})"
            for port, node in zip(cluster.ports, cluster.nodes, strict=True)
        )
        for line in (
            "",
            "Daoban is running on two nodes.",
            "",
            f"  Start here       {cluster.front}/  (through nginx)",
            f"  Side by side     {cluster.front}/try",
            f"  Officer console  {cluster.front}/console/  (password of every demo officer: {cluster.password})",
            f"  Nodes            {nodes}",
            f"  PostgreSQL       {cluster.postgres.url().replace('+asyncpg', '')}",
            f"  Valkey           {cluster.valkey.url}",
            "",
            "  Try: kill a node (-TERM lets its people move first, -KILL does not), cut the bus, and go on talking.",
            "  Ctrl-C stops, and takes all data away.",
        ):
            say(line)
        over.wait()


if __name__ == "__main__":
    main()
