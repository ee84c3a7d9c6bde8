"""A question: one thing that the taxpayer wants solved, with its own matter, step, error and outcome."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MAX_QUESTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`disposition` is the officer's outcome code, `solved` the taxpayer's own answer; null until given."""

    question_id: str
    number: int
    matter_id: str
    step_id: str | None
    error_id: str | None
    text: str | None = None
    opened_at: dt.datetime
    disposition: str | None = None
    resolved_at: dt.datetime | None = None
    solved: bool | None = None
