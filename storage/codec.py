"""Between domain objects and stored text."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import msgspec

from chatserver.domain.actors import Actor, Role
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.events import Event, LoggedEvent
from chatserver.domain.foreign import ForeignEvent
from chatserver.domain.routing import WaitingSession
from chatserver.domain.said import Said
from chatserver.domain.session import Session, SessionState
from chatserver.domain.standing import Waiting
from storage.types import from_micros

if TYPE_CHECKING:
    from collections.abc import Sequence


def _plain(value: object) -> object:
    if isinstance(value, Said):
        return value.as_dict()
    raise NotImplementedError(type(value))


def _typed(shape: type, value: object) -> object:
    if shape is Said:
        return Said(msgspec.convert(value, dict[str, int]))
    raise NotImplementedError(shape)


_encoder = msgspec.json.Encoder(enc_hook=_plain)
_session_decoder = msgspec.json.Decoder(Session, dec_hook=_typed)
_event_decoders = {name: msgspec.json.Decoder(cls) for name, cls in EVENT_TYPES.items()}


def _fold() -> str:
    facts = sorted(
        f"{name}({','.join(field.name for field in dataclasses.fields(cls))})" for name, cls in EVENT_TYPES.items()
    )
    state = ",".join(field.name for field in dataclasses.fields(Session))
    return hashlib.sha256(f"{state}|{'|'.join(facts)}".encode()).hexdigest()[:12]


FOLD = _fold()
"""Which facts this version folds into which state. A snapshot of another one may lack what that one did not know."""


def encode_session(session: Session) -> str:
    """Return a session's snapshot as JSON text, with what folded it."""
    return f'{{"fold":"{FOLD}",{encode(session)[1:]}'


def is_own_fold(snapshot: str) -> bool:
    """Tell whether this version wrote the snapshot; any other is to be made anew from the log."""
    return snapshot.startswith(f'{{"fold":"{FOLD}",')


def encode(value: object) -> str:
    """Return `value` as JSON text."""
    return _encoder.encode(value).decode()


def decode_session(text: str) -> Session:
    """Return the session stored as `text`."""
    return _session_decoder.decode(text)


class _Queued(msgspec.Struct):
    """What pairing asks of a waiting session; the rest of the snapshot (form, talk) is passed over unread."""

    session_id: str
    state: SessionState
    tier: int
    waiting: Waiting
    passed_over: dict[str, dt.datetime]
    wanted_officer_id: str | None = None


_queued_decoder = msgspec.json.Decoder(_Queued)


def decode_waiting(text: str) -> WaitingSession:
    """Return a session stored as `text` while it waits, as pairing needs it."""
    found = _queued_decoder.decode(text)
    return WaitingSession(
        session_id=found.session_id,
        queue_id=found.waiting.queue_id,
        tier=found.tier,
        rank=found.waiting.rank,
        queued_at=found.waiting.queued_at,
        passed_over=found.passed_over,
        on_offer=found.state is SessionState.OFFERED,
        wanted_officer_id=found.wanted_officer_id,
    )


def decode_event(type_: str, body: str) -> Event:
    """Return the event whose type and body are stored; one of a newer version without what it says."""
    decoder = _event_decoders.get(type_)
    return decoder.decode(body) if decoder else ForeignEvent(name=type_)


def event_of_row(session_id: str, row: Sequence[object]) -> LoggedEvent:
    """Return the event of a row (seq, at, type, actor_role, actor_id, body), `at` in microseconds."""
    seq, at, type_, actor_role, actor_id, body = row
    return LoggedEvent(
        session_id=session_id,
        seq=int(str(seq)),
        at=from_micros(int(str(at))),
        actor=Actor(role=Role(str(actor_role)), id=str(actor_id)),
        event=decode_event(str(type_), str(body)),
    )
