"""The websocket's handshake (RFC 6455, section 4.2): what is asked, and the proof that it was understood."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs

if TYPE_CHECKING:
    from aiohttp import web

VERSION: Final = "13"
_KEY_SUFFIX: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES: Final = 16


def asks_for_websocket(request: web.BaseRequest) -> bool:
    """Tell whether the request wants to leave HTTP."""
    return request.headers.get(hdrs.UPGRADE, "").strip().lower() == "websocket"


def what_is_wrong(request: web.BaseRequest) -> str | None:
    """Return what a websocket's handshake lacks; None when it is complete."""
    headers = request.headers
    options = {option.strip().lower() for option in ",".join(headers.getall(hdrs.CONNECTION, [])).split(",")}
    if "upgrade" not in options:
        return "Connection: Upgrade is missing"
    if headers.get(hdrs.SEC_WEBSOCKET_VERSION) != VERSION:
        return f"Sec-WebSocket-Version must be {VERSION}"
    if not _is_key(headers.get(hdrs.SEC_WEBSOCKET_KEY, "")):
        return "Sec-WebSocket-Key must be 16 bytes in base64"
    return None


def answer(request: web.BaseRequest) -> bytes:
    """Return what is written to switch; the request must be complete."""
    key = request.headers[hdrs.SEC_WEBSOCKET_KEY].encode()
    proof = base64.b64encode(hashlib.sha1(key + _KEY_SUFFIX, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %s\r\n\r\n" % proof
    )


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except ValueError:
        return False
