"""The catalogue as the front ends get it: words, fields, errors. Never checks, facts, formulas or demo cases.

Officers are told, besides, which cells the amounts of a comparison add up, so that they see what it comes to now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatserver.domain.formula import Call, FactRef, FieldRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chatserver.domain.catalogue import (
        Catalogue,
        Field,
        Grid,
        GridLine,
        Material,
        Matter,
        MatterError,
        Part,
        Placeholder,
        Text,
    )
    from chatserver.domain.common_lists import Choice, CommonLists
    from chatserver.domain.formula import Formula

View = dict[str, Any]
"""Ready for JSON. Texts are `{"zh": …, "en": …}`; `en` is empty where the catalogue has none."""


def catalogue_view(catalogue: Catalogue) -> View:
    """Return the list of matters and the shared lists, for `GET /api/catalogue`."""
    return {
        "version": catalogue.version,
        "valid_on": catalogue.valid_on.isoformat(),
        "matters": [_matter_row(matter) for matter in catalogue.matters],
        "common": _common(catalogue.common),
    }


def public_view(matter: Matter, *, for_officer: bool = False) -> View:
    """Return one matter, for `GET /api/catalogue/matters/{id}`.

    Canned replies, and which cells a comparison adds up, are for officers only.
    """
    view: View = {
        "id": matter.id,
        "version": matter.version,
        "valid_from": matter.valid_from.isoformat(),
        "valid_to": matter.valid_to.isoformat() if matter.valid_to else None,
        "name": _text(matter.name),
        "category": _text(matter.category),
        "frequency": _text(matter.frequency),
        "deadline": _text(matter.deadline),
        "menu_path": _text(matter.menu_path),
        "form_codes": [{"code": item.code, "name": _text(item.name)} for item in matter.form_codes],
        "steps": [
            {
                "id": step.id,
                "order": step.order,
                "name": _text(step.name),
                "tip": _text(step.tip),
                "action": step.action,
                "recap": list(step.recap),
            }
            for step in matter.steps
        ],
        "fields": [_field(item) for item in matter.fields],
        "grids": [_grid(grid) for grid in matter.grids],
        "errors": [_error(error) for error in matter.errors],
        "help_topics": [
            {"id": topic.id, "question": _text(topic.question), "answer": _text(topic.answer)}
            for topic in matter.help_topics
        ],
        "materials": [_material(item) for item in matter.materials],
        "placeholders": _placeholders(matter.placeholders),
    }
    if for_officer:
        view["canned_replies"] = [_text(reply) for reply in matter.canned_replies]
        view["comparisons"] = _comparisons(matter)
    return view


def _comparisons(matter: Matter) -> list[View]:
    """Return the rows whose declared amount adds up cells of the form and whose other side no cell changes."""
    return [
        {
            "step_id": comparison.step_id,
            "rows": [
                {"no": line.no, "cells": cells}
                for line in comparison.lines
                if isinstance(line.source_amount, FactRef) and (cells := _added_cells(line.declared_amount))
            ],
        }
        for comparison in matter.comparisons
    ]


def _added_cells(formula: Formula) -> list[View]:
    """Return the cells that a formula adds up; none when it does anything else."""
    terms = formula.arguments if isinstance(formula, Call) and formula.operator in {"+", "sum"} else (formula,)
    cells = [{"field_id": term.field_id, "part_id": term.part_id} for term in terms if isinstance(term, FieldRef)]
    return cells if len(cells) == len(terms) else []


def _matter_row(matter: Matter) -> View:
    return {
        "id": matter.id,
        "version": matter.version,
        "name": _text(matter.name),
        "category": _text(matter.category),
        "form_codes": [{"code": item.code, "name": _text(item.name)} for item in matter.form_codes],
        "errors": [
            {"id": error.id, "title": _text(error.title), "message": _text(error.message)} for error in matter.errors
        ],
    }


def _field(item: Field) -> View:
    return {
        "id": item.id,
        "step_id": item.step_id,
        "row": item.row,
        "name": _text(item.name),
        "hint": _text(item.hint),
        "type": item.type,
        "unit": item.unit,
        "required": item.required,
        "readonly": item.readonly,
        "sensitivity": item.sensitivity,
        "proposable": item.proposable,
        "decimals": item.decimals,
        "options": [{"value": option.value, "name": _text(option.name)} for option in item.options],
        "parts": [_part(part) for part in item.parts],
        "separator": item.separator,
        "conditional": item.open_when is not None,
        "cell": {"grid": item.cell.grid_id, "row": item.cell.row_id, "column": item.cell.column_id}
        if item.cell
        else None,
    }


def _part(part: Part) -> View:
    return {
        "id": part.id,
        "name": _text(part.name),
        "type": part.type,
        "unit": part.unit,
        "decimals": part.decimals,
    }


def _grid(grid: Grid) -> View:
    return {
        "id": grid.id,
        "step_id": grid.step_id,
        "title": _text(grid.title),
        "heading": _text(grid.heading),
        "note": _text(grid.note),
        "rows": _lines(grid.rows),
        "columns": _lines(grid.columns),
    }


def _lines(lines: Iterable[GridLine]) -> list[View]:
    return [{"id": line.id, "name": _text(line.name), "line": line.line, "total": line.total} for line in lines]


def _material(item: Material) -> View:
    return {
        "id": item.id,
        "name": _text(item.name),
        "required": item.required,
        "when": _text(item.when),
        "copies": item.copies,
        "original": item.original,
    }


def _error(error: MatterError) -> View:
    return {
        "id": error.id,
        "step_id": error.step_id,
        "field_ids": list(error.field_ids),
        "severity": error.severity,
        "title": _text(error.title),
        "message": _text(error.message),
        "cause": _text(error.cause),
        "explanation": _text(error.explanation),
        "fix_steps": [_text(step) for step in error.fix_steps],
        "goto_step_id": error.goto_step_id,
        "start_tier": error.start_tier,
        "suggest_human": error.suggest_human,
        "help_topic_ids": list(error.help_topic_ids),
        "placeholders": _placeholders(error.placeholders),
    }


def _placeholders(placeholders: Mapping[str, Placeholder]) -> View:
    return {
        name: {"field_id": item.field_id, "otherwise": _text(item.otherwise)} for name, item in placeholders.items()
    }


def _common(common: CommonLists) -> View:
    return {
        "rating_levels": [
            {"score": level.score, "name": _text(level.name), "negative": level.negative}
            for level in common.rating_levels
        ],
        "negative_rating_reasons": _choices(common.negative_rating_reasons),
        "dispositions": _choices(common.dispositions),
        "away_reasons": _choices(common.away_reasons),
        "decline_reasons": _choices(common.decline_reasons),
        "roles": _choices(common.roles),
        "work_order_categories": _choices(common.work_order_categories),
        "tiers": [{"tier": tier.tier, "name": _text(tier.name), "scope": _text(tier.scope)} for tier in common.tiers],
        "sensitive_patterns": [
            {
                "id": pattern.id,
                "regex": pattern.regex.pattern,
                "keep_first": pattern.keep_first,
                "keep_last": pattern.keep_last,
            }
            for pattern in common.sensitive_patterns
        ],
    }


def _choices(choices: Iterable[Choice]) -> list[View]:
    return [{"id": choice.id, "name": _text(choice.name)} for choice in choices]


def _text(text: Text) -> View:
    return {"zh": text.zh, "en": text.en}
