"""Websocket frames (RFC 6455, section 5.2): unfragmented, and unmasked as a server's are."""

from __future__ import annotations

import struct

TEXT, BINARY, CLOSE, PONG = 0x81, 0x82, 0x88, 0x8A
"""First bytes of whole frames."""
_SHORT, _MEDIUM = 125, 0xFFFF


class Frame:
    """One Engine.IO message, encoded once, for any number of recipients."""

    __slots__ = ("_bytes", "packet")

    def __init__(self, packet: bytes) -> None:
        """`packet` is a Socket.IO packet in text form, without the Engine.IO type."""
        self.packet = packet
        self._bytes: bytes | None = None

    @property
    def bytes(self) -> bytes:
        """The websocket frame."""
        if self._bytes is None:
            self._bytes = websocket_frame(b"4" + self.packet)
        return self._bytes


def websocket_frame(payload: bytes, kind: int = TEXT) -> bytes:
    """Return a frame of this kind."""
    size = len(payload)
    if size <= _SHORT:
        return struct.pack("!BB", kind, size) + payload
    if size <= _MEDIUM:
        return struct.pack("!BBH", kind, 126, size) + payload
    return struct.pack("!BBQ", kind, 127, size) + payload


PING_FRAME = websocket_frame(b"2")
"""Engine.IO's own ping, a text."""
