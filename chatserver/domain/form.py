"""The parts of a form as the catalogue describes them: steps, fields, tables, errors, help. Frozen, no rules.

Import them from `chatserver.domain.catalogue`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.domain.formula import Formula


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people as the catalogue writes them: Chinese first; English is empty where there is none."""

    zh: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the words in `language` (`en…` or anything else for Chinese), Chinese where English is missing."""
        return self.en if language.startswith("en") and self.en else self.zh

    def for_display(self, language: str) -> str:
        """Return the words in `language` with the punctuation and gaps of Chinese typesetting."""
        words = self.in_language(language)
        return words if words == self.en else typeset(words)


NO_WORDS = Text()


class Sensitivity(StrEnum):
    """What may leave the taxpayer's browser: `sensitive` never, `personal` masked, the rest in full."""

    NONE = "none"
    BUSINESS = "business"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Severity(StrEnum):
    """`block` stops the form, `warn` asks before going on, `info` only says."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class FormCode:
    """The bureau's own number of a form."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the form. `action` is what its main button does, `recap` other steps' fields shown read-only."""

    id: str
    order: int
    name: Text
    tip: Text = NO_WORDS
    action: str = "next"
    recap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: `value` is what stands in the form."""

    value: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One box of a field that has several (copies, amount, tax)."""

    id: str
    name: Text
    type: str
    unit: str = ""
    decimals: int = 0
    minimum: str | None = None
    maximum: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a field in a drawn table."""

    grid_id: str
    row_id: str
    column_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form. `row` is its address on the paper form, `sample` an invented value in its own type.

    `options_fact` names the list fact that holds this taxpayer's choices. `separator` joins the parts of a field that
    has several; `open_when` closes the cell where it does not hold; `computed` says that a formula fills it; `added`
    marks a field that the recorded form lacks but that drawing or explaining it needs.
    """

    id: str
    step_id: str
    row: str
    name: Text
    type: str
    unit: str = ""
    required: bool = False
    readonly: bool = False
    sensitivity: Sensitivity
    sample: str = ""
    added: bool = False
    decimals: int = 0
    minimum: str | None = None
    maximum: str | None = None
    max_length: int | None = None
    pattern: str | None = None
    options: tuple[Option, ...] = ()
    options_fact: str | None = None
    parts: tuple[Part, ...] = ()
    separator: str = ""
    cell: Cell | None = None
    open_when: Formula | None = None
    hint: Text = NO_WORDS
    computed: bool = False

    @property
    def proposable(self) -> bool:
        """May an officer put a value to the taxpayer? Never for what they cannot see, identify with or attach."""
        seen = self.sensitivity in {Sensitivity.NONE, Sensitivity.BUSINESS}
        return seen and not self.readonly and self.type not in {"file", "account", "id-card", "phone"}


@dataclass(frozen=True, slots=True)
class GridLine:
    """A row or column of a drawn table; `line` is its number on the paper form. `total` rows are set apart."""

    id: str
    name: Text
    line: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table in which a step draws some of its fields."""

    id: str
    step_id: str
    title: Text
    heading: Text
    note: Text = NO_WORDS
    rows: tuple[GridLine, ...]
    columns: tuple[GridLine, ...]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What `{name}` in an explanation stands for: the value of a field, `otherwise` where the form shows none."""

    field_id: str | None
    otherwise: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterError:
    """A check that the form can fail, as the form says it and as an officer would explain it."""

    id: str
    step_id: str
    field_ids: tuple[str, ...]
    severity: Severity
    message: Text
    title: Text
    cause: Text
    explanation: Text
    fix_steps: tuple[Text, ...]
    start_tier: int
    suggest_human: bool
    help_topic_ids: tuple[str, ...] = ()
    goto_step_id: str | None = None
    placeholders: Mapping[str, Placeholder]
    confidence: str


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A question people ask about the matter, with its answer."""

    id: str
    question: Text
    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A paper typically asked for; `when` says in words on what condition."""

    id: str
    name: Text
    required: bool
    when: Text = NO_WORDS
    copies: int = 1
    original: bool = False
    confidence: str
