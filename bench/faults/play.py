"""Plays one fault on a stage and judges what is left."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from bench.faults.judge import judge
from bench.faults.plan import STUCK_SECONDS, Fault, Played, Result, Unmet

if TYPE_CHECKING:
    from bench.faults.stage import Stage

_BEFORE_SECONDS = 10.0
_MOST_WORDS = 8


async def play(fault: Fault, stage: Stage, name: str) -> Result:
    """Return what became of the fault; the crowd talks before, during and after it."""
    began, book, result = time.monotonic(), stage.crowd.book, Result(fault=fault, stage=name)
    before, broken = book.refusals.copy(), book.broken_lines
    stage.crowd.go_on()
    if await stage.heard_within(_BEFORE_SECONDS) is None:
        result.unmet = "not everybody talked before the fault"
        return result
    stage.crowd.calm()
    played = Played(time.monotonic())
    try:
        played = await fault.play(stage)
    except (Unmet, TimeoutError) as error:
        result.unmet = str(error) or "took too long"
    result.note = played.note
    await _recover(stage, played, result)
    await _judge(stage, fault, result)
    result.refusals = dict(book.refusals - before)
    result.wrong_answers, book.wrong_answers = dict(book.wrong_answers), Counter()
    result.broken_lines = book.broken_lines - broken
    result.acknowledged = len(book.acknowledged)
    result.seconds = time.monotonic() - began
    return result


async def _recover(stage: Stage, played: Played, result: Result) -> None:
    pulse = stage.crowd.probe(played.since)
    took = await pulse.wait(max(played.since, time.monotonic() - STUCK_SECONDS / 2) + STUCK_SECONDS)
    result.recovered_seconds = took if played.recovered is None else played.recovered
    result.stuck = len(pulse.stuck)
    result.stuck_words = [_tell_stuck(stage, *side) for side in sorted(pulse.missing)[:_MOST_WORDS]]


def _tell_stuck(stage: Stage, session_id: str, role: str) -> str:
    """Say of a side that was not heard how its clients stand."""
    sides = [
        f"{client.name} {'on line' if client.line else 'without line'}, {len(client.outbox)} unsent"
        for client in stage.crowd.clients
        if client.role == role and (session_id in client.stores or getattr(client, "session_id", "") == session_id)
    ]
    return f"stuck: {role} of {session_id}: {'; '.join(sides) or 'nobody has it'}"


async def _judge(stage: Stage, fault: Fault, result: Result) -> None:
    stage.crowd.rest()
    unsent = await stage.crowd.settle()
    result.unsent = len(unsent)
    result.verdict = await judge(stage.database, stage.crowd.book, stage.crowd.clients, skew=fault.skew)
    newcomers = len(stage.crowd.session_ids) + stage.crowd.strangers - stage.opened
    result.moved = result.verdict.queued - stage.queued - newcomers
    stage.queued, stage.opened = result.verdict.queued, stage.opened + newcomers
    result.verdict.words = [*result.stuck_words, *result.verdict.words]
    if unsent:
        result.verdict.words.append(f"unsent: {', '.join(unsent[:5])}")


def clean(result: Result) -> bool:
    """Tell whether the stage can be played on: what is broken once would be counted again."""
    return result.passed
