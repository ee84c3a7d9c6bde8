"""What is sent: packets, frames and requests, from nearly right to pure noise (hypothesis strategies)."""

from __future__ import annotations

import dataclasses
import json
import struct
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from hypothesis import strategies as st

from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Recalculated
from chatserver.protocol.registry import OFFICER_COMMANDS, TAXPAYER_COMMANDS

MOST_NOISE: Final = 400
_MASK: Final = b"\x11\x22\x33\x44"
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent at once over a line that has joined (frames, or a post), or as a request on its own connection."""

    way: str
    content: bytes


def frame(content: bytes, kind: int = _TEXT, first: int = 0x80) -> bytes:
    """Return a masked frame."""
    size = len(content)
    if size < 126:
        head = struct.pack("!BB", first | kind, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first | kind, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first | kind, 0x80 | 127, size)
    pattern = (_MASK * (size // 4 + 1))[:size]
    masked = (int.from_bytes(content, "big") ^ int.from_bytes(pattern, "big")).to_bytes(size, "big")
    return head + _MASK + masked


_noise = st.binary(max_size=MOST_NOISE)
_text = st.text(max_size=60)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
    max_leaves=8,
)
_plausible = st.sampled_from(
    ["", "s1", "01JC", "vat-general", "s6", "zh-CN", "税", "\x00", "../..", "-1", 0, 1, 5, -1, 2**63, 1e308, True, None]
)
_likely = st.sampled_from([
    "s1", "g1", "p1", "vat-general", "s6", "f1_6_wkp", "vatg-cmp-output", "35000.00", "35,000", "set", "refused",
    "gone", "field", "row", "step", "error", "matter", "topic", "payment", "\u200b", "\u202e1", "1" * 17, "x" * 501,
    "k1", "form", "accepted", "redo", "handled", "seal",
])  # fmt: skip
"""Texts that commands about a form are made of, each in its right shape."""


def _some(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields with what might stand there."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, _plausible | _json))


def _objects(shape: type[object]) -> st.SearchStrategy[Any]:
    """Lists of an object of the domain: whole, lacking something, far too many."""
    names = [field.name for field in dataclasses.fields(shape)]  # type: ignore[arg-type]
    whole = st.fixed_dictionaries(dict.fromkeys(names, _likely))
    return st.lists(whole | _some(names), max_size=3) | st.builds(
        lambda one, n: [one] * n, whole, st.integers(19, 3_000)
    )


_INSIDE: Final = {
    "changes": _objects(ProposedValue),
    "shown": _objects(FoundValue),
    "outcomes": _objects(FieldOutcome),
    "recalculated": _objects(Recalculated),
    "file_ids": st.lists(_likely, max_size=51),
    "optional_ids": st.lists(_likely, max_size=4),
}
"""Fields of commands that hold lists of objects, where noise alone would get no further than the list."""


def _payload(command: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    names = [field.encode_name for field in msgspec.structs.fields(command)]
    holding = {name: _INSIDE.get(name, _plausible) | _plausible | _json for name in names}
    whole = st.fixed_dictionaries({name: _INSIDE.get(name, _likely) for name in names})
    fields = st.fixed_dictionaries({}, optional=holding) | whole
    return fields | st.builds(lambda most, more: {**most, **more}, fields, st.dictionaries(_text, _json, max_size=2))


_events = st.one_of(
    *(
        st.tuples(st.just(name), _payload(command))
        for name, command in {**TAXPAYER_COMMANDS, **OFFICER_COMMANDS}.items()
    ),
    st.tuples(_json, _json),
)
_ids = st.none() | st.integers(0, 10**18)
_namespaces = st.sampled_from(["/taxpayer,"] * 8 + ["/officer,", "/nowhere,", "", "/taxpayer?x=1,", "/" + "n" * 300])


def _event_packet(namespace: str, packet_id: int | None, event: tuple[Any, Any]) -> bytes:
    number = "" if packet_id is None else str(packet_id)
    return f"42{namespace}{number}{json.dumps(event, ensure_ascii=False)}".encode("utf-8", "surrogatepass")


_event_packets = st.builds(_event_packet, _namespaces, _ids, _events)
_odd_packets = st.one_of(
    st.builds(
        lambda head, space, body: f"{head}{space}{body}".encode("utf-8", "replace"),
        st.sampled_from(["40", "41", "43", "44", "451-", "460-", "4599-", "47", "4", "2", "3", "5", "6", "7", "b"]),
        _namespaces,
        _text | _json.map(json.dumps),
    ),
    st.integers(1, 30_000).map(lambda depth: b"42/taxpayer,1" + b"[" * depth),
    st.integers(1, 900_000).map(lambda size: b'42/taxpayer,2["message.post",{"text":"' + b"x" * size + b'"}]'),
)


def _mutated(packet: bytes, at: int, cut: int, noise: bytes) -> bytes:
    place = at % (len(packet) + 1)
    return packet[:place] + noise + packet[place + cut :]


_packets = st.one_of(
    _event_packets,
    _event_packets,
    st.builds(_mutated, _event_packets, st.integers(0, 500), st.integers(0, 5), st.binary(max_size=5)),
    _odd_packets,
    _noise,
)


def _fragments(packet: bytes, at: int, between: bytes) -> bytes:
    place = at % (len(packet) + 1)
    return frame(packet[:place], first=0) + frame(between[:125], _PING) + frame(packet[place:], 0)


_frames = st.one_of(
    _packets.map(frame),
    _packets.map(frame),
    st.lists(_packets.map(frame), min_size=2, max_size=5).map(b"".join),
    st.builds(_fragments, _packets, st.integers(0, 500), _noise),
    _noise.map(lambda content: frame(content, _BINARY)),
    st.binary(max_size=130).map(lambda content: frame(content, _PING)),
    st.binary(max_size=130).map(lambda content: frame(content, _PONG)),
    st.binary(max_size=130).map(lambda content: frame(content, _CLOSE)),
    st.builds(
        frame,
        _noise,
        st.integers(0, 15),
        st.sampled_from([0, 0x10, 0x20, 0x40, 0x80, 0xC0]),
    ),
    st.builds(
        lambda head, size: head + struct.pack("!Q", size),
        st.sampled_from([b"\x81\xff", b"\x82\x7f"]),
        st.integers(0, 2**64 - 1),
    ),
    _noise,
)

_paths = st.sampled_from([
    "/", "/api/login", "/api/me", "/api/logout", "/api/catalogue", "/api/catalogue/matters/vat-general",
    "/api/catalogue/matters/%00", "/healthz", "/readyz", "/metrics", "/widget/daoban.js", "/widget/../../etc/passwd",
    "/console/", "/console/..%2f..%2fsettings.py", "/socket.io/", "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=4&transport=websocket", "/socket.io/?EIO=4&transport=polling&sid=nobody", "/socket.io/?EIO=3",
    "/socket.io/?EIO=4&transport=polling&j=0", "/socket.io/?transport=nonsense", "/socket.io/?EIO=4&sid=%ff",
])  # fmt: skip
_names = st.sampled_from([
    "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Content-Type", "Content-Length", "Cookie",
    "Origin", "Transfer-Encoding", "X-Forwarded-For", "X-Forwarded-Proto", "If-None-Match", "Accept-Encoding", "Expect",
    "Accept", "Host", "Range", "Sec-Fetch-Site", "Content-Encoding",
])  # fmt: skip
_values = st.one_of(
    st.sampled_from([
        "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25jZQ==", "application/json", "0", "5", "-1", "99999999999",
        "gzip", "daoban_login=x", "daoban_login=\"", "null", "https://elsewhere.example", "chunked", "1.2.3.4, 5.6.7.8",
        "*", "100-continue", "text/html", "bytes=0-", "same-origin", "cross-site", "W/\"x\"",
    ]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
)  # fmt: skip
_bodies = st.one_of(
    st.just(b""), _noise, _json.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries({"officer_id": _plausible | _json, "password": _plausible | _json})
    .map(lambda value: json.dumps(value).encode()),
    st.lists(_packets, max_size=4).map(b"\x1e".join),
)  # fmt: skip


def _request(method: str, path: str, headers: list[tuple[str, str]], body: bytes, *, sized: bool) -> bytes:
    given = [("Host", "hub.test"), ("Connection", "close"), *headers]
    if sized:
        given.append(("Content-Length", str(len(body))))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace") + body


_methods = st.sampled_from(
    ["GET"] * 3 + ["POST"] * 3 + ["OPTIONS", "HEAD", "PUT", "DELETE", "TRACE", "PRI", "get", "\x00"]
)
_headers = st.lists(st.tuples(_names, _values), max_size=5)
_requests = st.one_of(
    st.builds(_request, _methods, _paths, _headers, _bodies, sized=st.booleans()),
    st.builds(_request, _methods, _paths, st.just([]), _bodies, sized=st.just(value=True)),
    st.builds(_mutated, st.builds(_request, _methods, _paths, st.just([]), _bodies, sized=st.just(value=True)),
              st.integers(0, 300), st.integers(0, 5), st.binary(max_size=5)),
    st.integers(1, 40_000).map(lambda size: b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
    st.integers(1, 300).map(lambda n: b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * n + b"Connection: close\r\n\r\n"),
    _noise,
)  # fmt: skip

_posts = st.lists(_packets | _noise.map(lambda content: b"b" + content), max_size=20).map(b"\x1e".join)
attacks: Final = st.one_of(
    _frames.map(lambda content: Attack("frame", content)),
    _frames.map(lambda content: Attack("frame", content)),
    _posts.map(lambda content: Attack("post", content)),
    _requests.map(lambda content: Attack("request", content)),
)
