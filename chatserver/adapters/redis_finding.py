"""Finds the server to connect to: the one that is named, or the one that Sentinels name now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.adapters.redis_link import LinkError, open_link
from chatserver.redis_address import Kind

if TYPE_CHECKING:
    from chatserver.adapters.redis_link import Heard, Link
    from chatserver.redis_address import RedisAddress


async def connect(address: RedisAddress, heard: Heard) -> Link:
    """Return an open link to whoever takes publishes now. Raises OSError, LinkError.

    Of a Cluster any node will do: what is published on one is heard on all.
    """
    if address.path is not None:
        return await open_link(address, None, heard)
    if address.kind is Kind.SENTINEL:
        return await _connect_master(address, heard)
    error: Exception = LinkError("no address")
    for place in address.places:
        try:
            return await open_link(address, place, heard)
        except (OSError, LinkError) as failed:
            error = failed
    raise error


async def _connect_master(address: RedisAddress, heard: Heard) -> Link:
    error: Exception = LinkError("no Sentinel")
    for place in address.places:
        try:
            link = await open_link(address, await _ask_sentinel(address, place), heard)
            role, *_ = await link.ask("ROLE")
        except (OSError, LinkError) as failed:
            error = failed
            continue
        if role == b"master":
            return link
        link.abort()  # the Sentinel has not heard of the fail-over yet
        error = LinkError("the server that Sentinel names is a replica")
    raise error


async def _ask_sentinel(address: RedisAddress, place: tuple[str, int]) -> tuple[str, int]:
    sentinel = await open_link(address, place, lambda _channel, _payload: None)
    try:
        found = await sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", address.master)
    finally:
        sentinel.abort()
    if not found:
        raise LinkError(f"Sentinel knows no {address.master}")
    host, port = found
    return host.decode(), int(port)
