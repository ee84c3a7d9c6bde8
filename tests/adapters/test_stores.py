"""Both stores of checked files: a folder, and an S3-compatible store (moto's server, over real HTTP)."""

from __future__ import annotations

import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.disk import DiskInbox, DiskStore
from chatserver.domain.errors import Busy
from chatserver.domain.ids import new_id
from tests.support.clock import START
from tests.support.process import ServerProcess, dying_with_us, on_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chatserver.services.file_ports import BlobStore

SIGNED = "AWS4-HMAC-SHA256 Credential=k/20261116/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
"""moto looks at whose key it is, not at the signature."""
CONTENT = bytes(range(256)) * 20_000


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    pytest.importorskip("moto", reason="moto[server] is not installed")

    def start(port: int) -> ServerProcess:
        program = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        return ServerProcess(dying_with_us(program), f"Running on http://127.0.0.1:{port}")

    server = on_free_port(start)
    yield f"http://127.0.0.1:{server.process.args[-1]}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return DiskStore(tmp_path)
    return an_s3_store(request.getfixturevalue("s3_server"))


def an_s3_store(url: str, bucket: str = "daoban-files") -> BlobStore:
    pytest.importorskip("obstore", reason="the extra s3 is not installed")
    from chatserver.adapters.s3 import S3Blobs  # noqa: PLC0415 - an extra

    make = urllib.request.Request(f"{url}/{bucket}", method="PUT", headers={"Authorization": SIGNED})
    with urllib.request.urlopen(make):
        pass
    return S3Blobs(bucket, endpoint=url, region="us-east-1", key_id="k", secret="s")


def a_key() -> str:
    return new_id(START)


def a_file(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "source"
    path.write_bytes(content)
    return path


async def everything(store: BlobStore, key: str, start: int = 0, length: int = len(CONTENT)) -> bytes:
    return b"".join([part async for part in store.read(key, start, length)])


async def test_what_is_kept_can_be_read_whole_and_in_parts(store: BlobStore, tmp_path: Path) -> None:
    key = a_key()
    await store.keep(key, a_file(tmp_path))
    assert await store.size(key) == len(CONTENT)
    assert await everything(store, key) == CONTENT
    assert await everything(store, key, 1_000_000, 2_500_000) == CONTENT[1_000_000:3_500_000]


async def test_the_same_key_again_replaces(store: BlobStore, tmp_path: Path) -> None:
    key = a_key()
    await store.keep(key, a_file(tmp_path))
    await store.keep(key, a_file(tmp_path, b"other"))
    assert await everything(store, key, 0, 5) == b"other"
    assert await store.size(key) == 5


async def test_what_is_removed_is_gone_and_may_be_removed_again(store: BlobStore, tmp_path: Path) -> None:
    key = a_key() + ".preview"
    await store.keep(key, a_file(tmp_path))
    for _ in range(2):
        await store.remove(key)
    assert await store.size(key) is None
    with pytest.raises(FileNotFoundError):
        await everything(store, key)


async def test_an_s3_store_that_is_away_is_busy_not_empty(s3_server: str, tmp_path: Path) -> None:
    store = an_s3_store(s3_server)
    store._store = type(store._store)(  # type: ignore[attr-defined]
        "daoban-files",
        endpoint="http://127.0.0.1:1",
        region="us-east-1",
        access_key_id="k",
        secret_access_key="s",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(Busy):
        await store.size(a_key())


@pytest.mark.parametrize("name", ["../../etc/passwd", "a", "", "x" * 26 + "/..", "X" * 26])
async def test_nothing_but_our_own_ids_is_part_of_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        await DiskStore(tmp_path).size(name or "..")
    with pytest.raises(ValueError, match=r"."):
        DiskInbox(tmp_path).path(name or "..")


async def test_what_arrives_twice_is_there_once(tmp_path: Path) -> None:
    inbox, file_id = DiskInbox(tmp_path), a_key()
    await inbox.create(file_id)
    await inbox.write(file_id, 0, b"hello ")
    await inbox.write(file_id, 6, b"world")
    await inbox.write(file_id, 0, b"hello ")
    assert inbox.path(file_id).read_bytes() == b"hello world"
    assert inbox.path(file_id).stat().st_mode & 0o077 == 0


async def test_a_store_never_shows_half_a_file(tmp_path: Path) -> None:
    store, key = DiskStore(tmp_path), a_key()
    with pytest.raises(FileNotFoundError):
        await store.keep(key, tmp_path / "missing")
    assert await store.size(key) is None
