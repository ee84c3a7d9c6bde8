"""Checked files in an S3-compatible store, through obstore (docs/decisions/0013). An extra, `daoban[s3]`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from chatserver.domain.errors import Busy
from chatserver.services.file_ports import BlobStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from obstore.store import S3Config, S3Store

READ_BYTES: Final = 1_048_576
"""Asked for at once: a reader that is slow or gone costs no more."""
_AGAIN_SECONDS: Final = 5


class ExtraMissing(RuntimeError):
    """The settings name an S3 store, but the library for it is not installed."""


class S3Blobs(BlobStore):
    """One bucket."""

    def __init__(self, bucket: str, *, endpoint: str | None, region: str, key_id: str, secret: str) -> None:
        """Nothing is asked yet. Without `endpoint`: Amazon's own. Raises ExtraMissing."""
        try:
            from obstore.store import S3Store  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ExtraMissing from error
        config: S3Config = {"region": region, "access_key_id": key_id, "secret_access_key": secret}
        if endpoint:
            config["endpoint"] = endpoint
        self._store: S3Store = S3Store(
            bucket, config=config, client_options={"allow_http": bool(endpoint and endpoint.startswith("http:"))}
        )

    @override
    async def keep(self, key: str, path: Path) -> None:
        with _failing():
            await self._store.put_async(key, path)

    @override
    async def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        end = start + length
        while start < end:
            with _failing():
                part = await self._store.get_range_async(key, start=start, end=min(start + READ_BYTES, end))
            yield bytes(part)
            start += len(part)

    @override
    async def size(self, key: str) -> int | None:
        try:
            with _failing():
                return int((await self._store.head_async(key))["size"])
        except FileNotFoundError:
            return None

    @override
    async def remove(self, key: str) -> None:
        try:
            with _failing():
                await self._store.delete_async(key)
        except FileNotFoundError:
            return

    @override
    async def close(self) -> None:
        return


@contextmanager
def _failing() -> Iterator[None]:
    """A store that is away may be back. FileNotFoundError passes: the library raises it for what is not there."""
    from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        raise Busy(retry_after_seconds=_AGAIN_SECONDS) from error
