"""The explanation of one error, with the person's own numbers filled in. Reads the catalogue and the form context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from chatserver.domain.context import difference
from chatserver.domain.field_values import NUMBER_TYPES, UnreadableValue, read_number
from chatserver.domain.typography import gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chatserver.domain.catalogue import Field, Matter, MatterError, Placeholder, Text
    from chatserver.domain.context import ComparisonRow, FormContext

_NAME = re.compile(r"\{([a-z_]+)\}")
_UNKNOWN_DIFFERENCE = {"zh": "表中的差额", "en": "the difference shown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A related question with its answer, ready to show."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What to show about one error, in one language. `difference` is in yuan, grouped, or None without a comparison."""

    error_id: str
    title: str
    message: str
    cause: str
    explanation: str
    fix_steps: tuple[str, ...]
    difference: str | None
    goto_step_id: str
    topics: tuple[Answer, ...]


def explain(matter: Matter, error: MatterError, context: FormContext | None, language: str) -> Explanation:
    """Return the explanation of `error`; numbers come from `context`, words stand in for those it does not have."""
    filler = _Filler(matter, error, context, language)
    return Explanation(
        error_id=error.id,
        title=(error.title if error.title.zh else error.message).for_display(language),
        message=filler.fill(error.message),
        cause=filler.fill(error.cause),
        explanation=filler.fill(error.explanation),
        fix_steps=tuple(filler.fill(step) for step in error.fix_steps),
        difference=filler.difference,
        goto_step_id=error.goto_step_id or error.step_id,
        topics=tuple(
            Answer(
                id=topic.id,
                question=topic.question.for_display(language),
                answer=topic.answer.for_display(language),
            )
            for topic in map(matter.help_topic, error.help_topic_ids)
        ),
    )


def reply_texts(matter: Matter, error: MatterError | None, context: FormContext | None, language: str) -> list[str]:
    """Return the matter's canned replies for the officer, with the numbers of `context` filled in."""
    filler = _Filler(matter, error, context, language)
    return [filler.fill(reply) for reply in matter.canned_replies]


def grouped(amount: Decimal, decimals: int) -> str:
    """Return a number as people read it: `1,015,000.00`, with a real minus sign."""
    return f"{amount:,.{decimals}f}".replace("-", "\u2212")


class _Filler:
    """Fills `{name}` in texts of one matter from one context."""

    def __init__(self, matter: Matter, error: MatterError | None, context: FormContext | None, language: str) -> None:
        self._matter = matter
        self._language = language
        self._placeholders: Mapping[str, Placeholder] = {
            **matter.placeholders,
            **(error.placeholders if error is not None else {}),
        }
        self._values = {item.id: item.value for item in context.fields} if context is not None else {}
        self.difference = _first_difference(context.comparison) if context is not None else None

    def fill(self, text: Text) -> str:
        """Return the text typeset, with every name replaced; values stay as they are written."""
        words = text.for_display(self._language)
        return _NAME.sub(lambda found: self._placed(found, words), words)

    def _placed(self, found: re.Match[str], words: str) -> str:
        value = self._value(found.group(1))
        return gap(words[: found.start()], value) + value + gap(value, words[found.end() :])

    def _value(self, name: str) -> str:
        if name == "diff":
            return self.difference or _UNKNOWN_DIFFERENCE["en" if self._language.startswith("en") else "zh"]
        placeholder = self._placeholders[name]
        item = self._matter.find_field(placeholder.field_id)
        value = self._values.get(item.id, "") if item is not None else ""
        return _shown(item, value) if item is not None and value else placeholder.otherwise.for_display(self._language)


def _shown(item: Field, value: str) -> str:
    if item.type not in NUMBER_TYPES:
        return value
    try:
        number = read_number(value)
    except UnreadableValue:
        return value
    return grouped(number, item.decimals) if number is not None else value


def _first_difference(rows: Iterable[ComparisonRow]) -> str | None:
    for row in rows:
        gap = difference(row)
        if gap:
            return grouped(abs(gap), 2)
    return None
