"""Spans of the stuck map as bytes: MessagePack around numbers of 64 bits each, which are read as they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from chatserver.domain.stuck_spans import Run, Span
from storage.parts_codec import decode_lengths, encode_lengths

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Run(msgspec.Struct, frozen=True, array_like=True):
    questions: int
    total: int
    ids: bytes
    lost: bytes
    solved: bytes
    ordered: bytes


class _Everybody(msgspec.Struct, frozen=True, array_like=True):
    run: _Run
    checks: bytes


class _Step(msgspec.Struct, frozen=True, array_like=True):
    matter_id: str
    step_id: str | None
    run: _Run
    errors: list[tuple[str | None, _Run]]


class _Span(msgspec.Struct, frozen=True, array_like=True):
    everybody: _Everybody
    steps: list[_Step]


_span: Final = msgspec.msgpack.Decoder(_Span)


def encode_span(span: Span) -> bytes:
    """Return a span as bytes."""
    everybody = _Everybody(_packed(span.everybody), encode_lengths(span.checks))
    steps = [
        _Step(*step, _packed(run), [(error, _packed(of_error)) for error, of_error in span.errors[step].items()])
        for step, run in span.steps.items()
    ]
    return msgspec.msgpack.encode(_Span(everybody, steps))


def decode_span(told: bytes) -> Span:
    """Return what `encode_span` made bytes of."""
    whole = _span.decode(told)
    everybody, steps = whole.everybody, whole.steps
    return Span(
        everybody=_unpacked(everybody.run),
        checks=decode_lengths(everybody.checks),
        steps={(one.matter_id, one.step_id): _unpacked(one.run) for one in steps},
        errors={(one.matter_id, one.step_id): dict(_each(one.errors)) for one in steps},
    )


def _each(errors: Iterable[tuple[str | None, _Run]]) -> Iterable[tuple[str | None, Run]]:
    return ((error, _unpacked(run)) for error, run in errors)


def _packed(run: Run) -> _Run:
    ids, lost, ordered = map(encode_lengths, (run.ids, run.lost, run.ordered))
    return _Run(run.questions, run.total, ids, lost, run.solved, ordered)


def _unpacked(run: _Run) -> Run:
    ids, lost, ordered = map(decode_lengths, (run.ids, run.lost, run.ordered))
    return Run(questions=run.questions, total=run.total, ids=ids, lost=lost, solved=run.solved, ordered=ordered)
