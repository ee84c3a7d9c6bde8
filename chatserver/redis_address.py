"""Where the bus is: one Redis or Valkey, the one that Sentinels name, or a Cluster."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import unquote, urlsplit

SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster")
_PORTS = {"server": 6379, "sentinel": 26379, "cluster": 6379}
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]{1,253})(?::([0-9]{1,5}))?")
_MOST_PORT = 65_535


class Kind(Enum):
    """What answers at the addresses."""

    SERVER = "server"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisAddress:
    """A parsed `redis_url`. `places` are host and port, several for Sentinel and Cluster; `path` is a unix socket."""

    kind: Kind
    places: tuple[tuple[str, int], ...] = ()
    path: str | None = None
    is_tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    master: str = ""
    """What Sentinels call the server."""


def parse_redis(url: str) -> RedisAddress:
    """Return what `url` says. Raises ValueError.

    `redis://[name:password@]host[:port]`, `unix:///path`, `redis+sentinel://[…@]host[:port],host…/master-name`,
    `redis+cluster://[…@]host[:port],host…`; `rediss` instead of `redis` for TLS.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError(url)
    if parts.scheme == "unix":
        if not parts.path:
            raise ValueError(url)
        return RedisAddress(kind=Kind.SERVER, path=parts.path)
    transport, _, kind = parts.scheme.partition("+")
    kind = kind or Kind.SERVER.value
    access, _, hosts = parts.netloc.rpartition("@")
    username, _, password = access.partition(":")
    master = parts.path.strip("/")
    places = tuple(_place(host, _PORTS[kind], url) for host in hosts.split(","))
    if (kind == Kind.SENTINEL.value and not master) or (kind == Kind.SERVER.value and len(places) > 1):
        raise ValueError(url)
    return RedisAddress(
        kind=Kind(kind),
        places=places,
        is_tls=transport == "rediss",
        username=unquote(username) or None,
        password=unquote(password) or None,
        master=master,
    )


def _place(text: str, usual: int, url: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    port = int(found[2] or usual) if found else 0
    if not found or not 0 < port <= _MOST_PORT:
        raise ValueError(url)
    return found[1].strip("[]"), port
