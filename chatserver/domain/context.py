"""The form context: what the taxpayer's page knows about the step they are stuck on.

The widget masks before anything leaves the browser; `admit` applies the same list again on the hub, because
a page can be wrong or forged. What the catalogue does not know is dropped, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from chatserver.domain.errors import ContextTooLarge
from chatserver.domain.masking import mask_personal
from chatserver.domain.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatserver.domain.catalogue import Field, Matter

MAX_FIELDS = 500
MAX_ROWS = 100
MAX_TRIED = 20
MAX_CHARACTERS = 2_000
"""Longest value, error message or item of a context, in characters."""
MAX_TEXT = 100_000
"""All texts of a context together, in characters: a form of 500 fields with 100 each has half of it."""
MAX_COUNT = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """One field as the page shows it; `error` is the page's own message, or null when the field is valid.

    `locked`: the page lets nobody propose a value for it.
    """

    id: str
    value: str
    error: str | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """One row of the 一窗式比对 result; amounts in yuan as decimal strings."""

    no: int
    source_item: str
    source_amount: str
    declared_item: str
    declared_amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """Matter, step, fields, error and comparison rows at one moment. `deadline` is an ISO date.

    `shared` false: the taxpayer has stopped sharing, what is known stays as it was at that moment.
    """

    matter_id: str
    form_code: str | None = None
    step_id: str | None = None
    period: str | None = None
    deadline: str | None = None
    error_id: str | None = None
    error_occurrences: int = 0
    focused_field: str | None = None
    seconds_on_step: int = 0
    shared: bool = True
    tried: tuple[str, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    comparison: tuple[ComparisonRow, ...] = ()


def admit(context: FormContext, matter: Matter) -> FormContext:
    """Return the part of `context` that the catalogue allows. Raises ContextTooLarge."""
    _check_size(context)
    return replace(
        context,
        form_code=clean_line(context.form_code),
        step_id=context.step_id if matter.has_step(context.step_id) else None,
        period=clean_line(context.period),
        deadline=clean_line(context.deadline),
        error_id=context.error_id if matter.has_error(context.error_id) else None,
        focused_field=context.focused_field if matter.has_field(context.focused_field) else None,
        tried=tuple(clean_line(item) or "" for item in context.tried),
        error_occurrences=_count(context.error_occurrences),
        seconds_on_step=_count(context.seconds_on_step),
        fields=tuple({item.id: item for item in _admit_fields(context.fields, matter)}.values()),
        comparison=tuple(_admit_row(row) for row in context.comparison),
    )


def merge(old: FormContext, patch: FormContext) -> FormContext:
    """Return `old` brought up to date by `patch`; fields absent from the patch keep their value."""
    if patch.matter_id != old.matter_id:
        return patch
    newer = {item.id: item for item in patch.fields}
    kept = tuple(newer.pop(item.id, item) for item in old.fields)
    return replace(patch, fields=kept + tuple(newer.values()))


def difference(row: ComparisonRow) -> Decimal | None:
    """Return source minus declared amount in yuan, or None when either is not a number."""
    try:
        return Decimal(row.source_amount) - Decimal(row.declared_amount)
    except InvalidOperation:
        return None


def _admit_fields(fields: Iterable[FieldValue], matter: Matter) -> Iterable[FieldValue]:
    for item in fields:
        known = matter.find_field(item.id)
        if known is None or known.sensitivity == "sensitive":
            continue
        value = admit_value(item.value, known)
        error = item.error.replace(item.value, value) if item.error and item.value else item.error
        yield FieldValue(id=item.id, value=value, error=clean_line(error), locked=item.locked)


def admit_value(value: str, field: Field) -> str:
    """Return the part of a field's value that may be kept: personal ones masked, sensitive ones not at all."""
    if field.sensitivity == "sensitive":
        return ""
    masked = mask_personal(value) if field.sensitivity == "personal" else value
    return (clean_line(masked) or "")[:MAX_CHARACTERS]


def _admit_row(row: ComparisonRow) -> ComparisonRow:
    return replace(
        row,
        no=_count(row.no),
        source_item=clean_line(row.source_item) or "",
        source_amount=clean_line(row.source_amount) or "",
        declared_item=clean_line(row.declared_item) or "",
        declared_amount=clean_line(row.declared_amount) or "",
    )


def _count(number: int) -> int:
    """Return a page's number within what every client and database can hold."""
    return min(max(number, 0), MAX_COUNT)


def _check_size(context: FormContext) -> None:
    sizes = [len(text) for text in _texts(context)]
    for name, count, limit in (
        ("fields", len(context.fields), MAX_FIELDS),
        ("comparison", len(context.comparison), MAX_ROWS),
        ("tried", len(context.tried), MAX_TRIED),
        ("characters", max(sizes, default=0), MAX_CHARACTERS),
        ("text", sum(sizes), MAX_TEXT),
    ):
        if count > limit:
            raise ContextTooLarge(part=name, count=count, limit=limit)


def _texts(context: FormContext) -> Iterable[str]:
    yield from (text for text in (context.form_code, context.period, context.deadline) if text)
    yield from context.tried
    for item in context.fields:
        yield item.value
        yield item.error or ""
    for row in context.comparison:
        yield from (row.source_item, row.source_amount, row.declared_item, row.declared_amount)
