"""Finds the server to connect to: the one that is named, or the one that Sentinels name now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatserver.adapters.redis_link import LinkError, open_link
from chatserver.redis_address import Kind

if TYPE_CHECKING:
    from chatserver.adapters.redis_link import Heard, Link
    from chatserver.redis_address import RedisAddress

PLACE_SECONDS = 3.0
"""How long one place may take to answer; then the next one is asked. A frozen one accepts and says nothing."""


async def connect(address: RedisAddress, heard: Heard) -> Link:
    """Return an open link to whoever takes publishes now. Raises OSError, LinkError.

    Of a Cluster any node will do: what is published on one is heard on all.
    """
    if address.path is not None:
        async with asyncio.timeout(PLACE_SECONDS):
            return await open_link(address, None, heard)
    if address.kind is Kind.SENTINEL:
        return await _connect_master(address, heard)
    error: Exception = LinkError("no address")
    for place in address.places:
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                return await open_link(address, place, heard)
        except (OSError, LinkError) as failed:
            error = failed
    raise error


async def _connect_master(address: RedisAddress, heard: Heard) -> Link:
    error: Exception = LinkError("no Sentinel")
    for place in address.places:
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                return await _open_master(address, await _ask_sentinel(address, place), heard)
        except (OSError, LinkError) as failed:
            error = failed
    raise error


async def _open_master(address: RedisAddress, place: tuple[str, int], heard: Heard) -> Link:
    link = await open_link(address, place, heard)
    try:
        await _expect_master(link)
    except BaseException:
        link.abort()
        raise
    return link


async def _expect_master(link: Link) -> None:
    role, *_ = await link.ask("ROLE")
    if role != b"master":  # the Sentinel has not heard of the fail-over yet
        raise LinkError("the server that Sentinel names is a replica")


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
