"""A bureau's public keys, from a file or an address (RFC 7517). Only keys that can verify help tickets are kept.

What was read last stays in use when a later reading fails: a bureau whose key server is down for an hour keeps its
taxpayers served.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from typing_extensions import override

if TYPE_CHECKING:
    from chatserver.clock import Clock

_log = logging.getLogger(__name__)

MAX_BYTES: Final = 256 * 1024
MAX_KEYS: Final = 100
FETCH_SECONDS: Final = 5.0
REFRESH: Final = dt.timedelta(minutes=10)
"""A key taken out of the set is refused at the latest after this long."""
FILE_REFRESH: Final = dt.timedelta(seconds=5)
FILE_AGAIN: Final = dt.timedelta(seconds=1)
AGAIN: Final = dt.timedelta(minutes=1)
"""Unknown key ids cost at most one request a minute, however many forged tickets arrive."""

_ALGORITHMS: Final = {"OKP Ed25519": "Ed25519", "EC P-256": "ES256"}


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key and the one algorithm that it verifies."""

    algorithm: str
    key: OKPKey | ECKey


class KeySource(ABC):
    """The keys of one issuer, by key id."""

    def __init__(self, clock: Clock, refresh: dt.timedelta, again: dt.timedelta) -> None:
        """Nothing is read before the first question."""
        self._clock = clock
        self._refresh = refresh
        self._again = again
        self._keys: dict[str, VerifyingKey] = {}
        self._read_at: dt.datetime | None = None
        self._tried_at: dt.datetime | None = None
        self._reading = asyncio.Lock()
        self.trouble: str | None = None

    async def find(self, kid: str) -> VerifyingKey | None:
        """Return the key with this id, reading the set anew where that may help."""
        if self._is_stale() or kid not in self._keys:
            async with self._reading:  # whoever waited finds the work done
                if self._may_try() and (self._is_stale() or kid not in self._keys):
                    await self._read()
                    if self.trouble is not None:
                        _log.warning("reading the keys of %s failed, the last good ones stay: %s", self, self.trouble)
        return self._keys.get(kid)

    async def load(self) -> int:
        """Read the set now; return how many keys it has. For `daoban doctor`."""
        await self._read()
        return len(self._keys)

    async def close(self) -> None:
        """Give back what is held open; a file is not."""
        return

    @abstractmethod
    async def _fetch(self) -> bytes | None:
        """Return the set as JSON, or None when it is unchanged. Raises OSError, ValueError, TimeoutError."""

    async def _read(self) -> None:
        self._tried_at = self._clock.now()
        try:
            content = await self._fetch()
            if content is not None:
                self._keys = read_keys(content)
        except (OSError, ValueError, TimeoutError, aiohttp.ClientError) as error:
            self.trouble = str(error) or type(error).__name__
        else:
            self.trouble = None
            self._read_at = self._tried_at

    def _is_stale(self) -> bool:
        return self._read_at is None or self._clock.now() - self._read_at >= self._refresh

    def _may_try(self) -> bool:
        return self._tried_at is None or self._clock.now() - self._tried_at >= self._again


class FileKeys(KeySource):
    """Keys in a JWKS file, read anew when it has changed."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Look at the file every few seconds at most."""
        super().__init__(clock, FILE_REFRESH, FILE_AGAIN)
        self._path = path
        self._version: tuple[int, int] | None = None

    @override
    def __str__(self) -> str:
        return str(self._path)

    @override
    async def _fetch(self) -> bytes | None:
        return await asyncio.to_thread(self._read_if_changed)

    def _read_if_changed(self) -> bytes | None:
        state = self._path.stat()
        version = (state.st_mtime_ns, state.st_size)
        if version == self._version:
            return None
        with self._path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        read_keys(content)  # a file that is no key set must be looked at again
        self._version = version
        return content


class AddressKeys(KeySource):
    """Keys behind an HTTP address."""

    def __init__(self, address: str, clock: Clock) -> None:
        """Connect when first asked."""
        super().__init__(clock, REFRESH, AGAIN)
        self._address = address
        self._client: aiohttp.ClientSession | None = None

    @override
    def __str__(self) -> str:
        return self._address

    @override
    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    @override
    async def _fetch(self) -> bytes:
        if self._client is None:
            self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCH_SECONDS))
        async with self._client.get(self._address, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK:
                raise ValueError(f"the address answered {answer.status}")
            content = bytearray()
            async for part in answer.content.iter_chunked(16_384):
                content += part
                if len(content) > MAX_BYTES:
                    break
        return bytes(content)


def open_keys(source: str, clock: Clock) -> KeySource:
    """Return the keys at `source`: an http(s) address, else a file."""
    return AddressKeys(source, clock) if "://" in source else FileKeys(Path(source), clock)


def read_keys(content: bytes) -> dict[str, VerifyingKey]:
    """Return the usable keys of a JWKS by key id. Raises ValueError when it is no key set, or has no usable key."""
    if len(content) > MAX_BYTES:
        raise ValueError(f"a key set has at most {MAX_BYTES} bytes")
    try:
        found = json.loads(content)
    except RecursionError as error:
        raise ValueError("a key set is not nested that deep") from error
    items = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(items, list) or len(items) > MAX_KEYS:
        raise ValueError(f'a key set is {{"keys": […]}} with at most {MAX_KEYS} keys')
    keys = dict(filter(None, map(_read_key, items)))
    if not keys:
        raise ValueError("the key set has no public Ed25519 or P-256 key for signatures")
    return keys


def _read_key(item: Any) -> tuple[str, VerifyingKey] | None:
    """Return one usable key with its id; None for keys of other kinds, which a set may well hold."""
    if not isinstance(item, dict) or item.get("use", "sig") != "sig":
        return None
    if "d" in item:
        _log.error("a key set holds a private key, which is not used: it must be replaced")
        return None
    algorithm = _ALGORITHMS.get(f"{item.get('kty')} {item.get('crv')}")
    if algorithm is None:
        return None
    try:
        key = OKPKey.import_key(item) if algorithm == "Ed25519" else ECKey.import_key(item)
        return str(item.get("kid") or key.thumbprint()), VerifyingKey(algorithm, key)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
