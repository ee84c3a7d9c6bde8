"""What somebody wants of a dataset: which columns, of which rows, with or without what tells who it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, cast

from chatserver.domain.errors import DomainError
from chatserver.domain.masking import mask_all
from chatserver.domain.purge_mark import purged_after
from chatserver.services.exporting.columns import WITHHELD, WORDS, Kind
from chatserver.services.exporting.datasets import DATASETS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.services.exporting.columns import Cell, Column, Dataset, Page, Period, Place

MOST_FILTERS: Final = 50
MOST_CHARACTERS: Final = 200
"""Of a filter's value, and of the reason for an unmasked export."""
_YES_NO: Final = {"true": 1, "false": 0}


class DatasetUnknown(DomainError):
    """There is no such dataset."""

    code: ClassVar[str] = "dataset_unknown"


class ColumnUnknown(DomainError):
    """The dataset has no such column."""

    code: ClassVar[str] = "export_column_unknown"


class FilterInvalid(DomainError):
    """A filter is COLUMN=VALUE, with a text, number or yes-or-no column and a value that it can have."""

    code: ClassVar[str] = "export_filter_invalid"


class FilterMasked(DomainError):
    """A masked column cannot choose rows: whoever guesses would be told. Where a reason shows it, it can."""

    code: ClassVar[str] = "export_filter_masked"


class TooManyFilters(DomainError):
    """There are more filters than anybody can have meant."""

    code: ClassVar[str] = "export_too_many_filters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish that can be met. `where`: of each column named, the cells of which one must stand in a row.

    `reason`: why names and words are needed; without one they are masked.
    """

    name: str
    period: Period
    zone: dt.tzinfo
    columns: tuple[Column, ...]
    where: tuple[tuple[str, frozenset[Cell]], ...] = ()
    filters: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def dataset(self) -> Dataset:
        """What the rows are of."""
        return DATASETS[self.name]

    def page(self, connection: Connection, after: Place | None, size: int) -> Page:
        """Return the rows behind a place, whole and unmasked; see `Load`."""
        wanted = {column.name for column in self.columns} | {name for name, _ in self.where}
        return self.dataset.load(connection, self.period, after, size, wanted)

    def chosen(self, page: Page) -> list[Sequence[Cell]]:
        """Return the cells of a page that are wanted, by column, masked unless there is a reason."""
        names = page.names or self.dataset.names
        places = {name: place for place, name in enumerate(names)}
        rows = page.rows
        for name, wanted in self.where:
            place = places[name]
            rows = [row for row in rows if row[place] in wanted]
        turned = list(zip(*rows, strict=True)) or [()] * len(names)
        return [self._shown(column, turned[places[column.name]]) for column in self.columns]

    def _shown(self, column: Column, cells: Sequence[Cell]) -> Sequence[Cell]:
        if self.reason is not None or column.kept is None:
            return cells
        if column.kept == WORDS:
            return [WITHHELD if cell and not _is_purged(cell) else cell for cell in cells]
        return mask_all(cast("Sequence[str | None]", cells), *column.kept)


def asked(
    name: str,
    period: Period,
    zone: dt.tzinfo,
    *,
    columns: Iterable[str] = (),
    filters: Iterable[str] = (),
    reason: str | None = None,
) -> Asked:
    """Return the wish. Without `columns` all of them.

    Raises DatasetUnknown, ColumnUnknown, FilterInvalid, FilterMasked, TooManyFilters.
    """
    dataset = DATASETS.get(name)
    if dataset is None:
        raise DatasetUnknown(dataset=name[:40], known=[*DATASETS])
    filters = tuple(filters)
    if len(filters) > MOST_FILTERS:
        raise TooManyFilters(given=len(filters), most=MOST_FILTERS)
    chosen = tuple(_column(dataset, name) for name in dict.fromkeys(columns)) or dataset.columns
    told = (reason or "").strip()[:MOST_CHARACTERS] or None
    return Asked(
        name=name,
        period=period,
        zone=zone,
        columns=chosen,
        where=_where(dataset, filters, is_masked=told is None),
        filters=filters,
        reason=told,
    )


def _column(dataset: Dataset, name: str) -> Column:
    for column in dataset.columns:
        if column.name == name:
            return column
    raise ColumnUnknown(column=name[:MOST_CHARACTERS], known=dataset.names)


def _where(dataset: Dataset, filters: Iterable[str], *, is_masked: bool) -> tuple[tuple[str, frozenset[Cell]], ...]:
    wanted: dict[str, set[Cell]] = {}
    for one in filters:
        name, is_filter, text = one.partition("=")
        if not is_filter or len(one) > MOST_CHARACTERS:
            raise FilterInvalid(filter=one[:MOST_CHARACTERS])
        column = _column(dataset, name)
        if is_masked and column.kept is not None:
            raise FilterMasked(column=column.name)
        wanted.setdefault(column.name, set()).add(_value(column, text, one))
    return tuple((name, frozenset(cells)) for name, cells in wanted.items())


def _value(column: Column, text: str, whole: str) -> Cell:
    if text == "":
        return None
    try:
        if column.kind is Kind.YES_NO:
            return _YES_NO[text]
        if column.kind is Kind.COUNT:
            return int(text)
        if column.kind is Kind.NUMBER:
            return float(text)
    except (KeyError, ValueError):
        raise FilterInvalid(filter=whole) from None
    if column.kind is Kind.TEXT:
        return text
    raise FilterInvalid(filter=whole)


def _is_purged(cell: Cell) -> bool:
    return isinstance(cell, str) and purged_after(cell) is not None
