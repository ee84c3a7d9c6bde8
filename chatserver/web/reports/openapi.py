"""The OpenAPI document of `/api/reports/v1`, made from the datasets themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chatserver.services.exporting.columns import Kind
from chatserver.services.exporting.datasets import DATASETS, DEFINITIONS, SCHEMA

if TYPE_CHECKING:
    from chatserver.services.exporting.columns import Column, Dataset

Json = dict[str, Any]
_TYPES: Final[dict[Kind, Json]] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.COUNT: {"type": ["integer", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.TIME: {"type": ["string", "null"], "format": "date-time"},
    Kind.YES_NO: {"type": ["boolean", "null"]},
    Kind.LIST: {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
}
_TEXTS: Final[Json] = {"type": "array", "items": {"type": "string"}}
_ROWS: Final = (
    ("from", "First moment, included: a day or an ISO 8601 time; without an offset in `tz`.", {"type": "string"}),
    ("to", "Last moment, not included; now unless given.", {"type": "string"}),
    ("tz", "Zone of times.", {"type": "string", "default": "Asia/Shanghai"}),
    ("columns", "Names with commas between them.", {"type": "string"}),
    (
        "where",
        "COLUMN=VALUE; again: or for one column, and for several. A masked column is refused: `export_filter_masked`.",
        _TEXTS,
    ),
    ("limit", "Rows read at once; fewer may come.", {"type": "integer", "minimum": 1, "maximum": 1000}),
    ("cursor", "`next` of the answer before; all else as there.", {"type": "string"}),
)
_FIGURES: Final = (
    ("from", "First day of the bureau.", {"type": "string", "format": "date"}),
    ("to", "Last day, included.", {"type": "string", "format": "date"}),
    ("matter", "Only sessions opened for this matter.", {"type": "string"}),
)


def document() -> Json:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Daoban reports",
            "version": f"{SCHEMA}.{DEFINITIONS}",
            "description": "Read only, masked, by cursor. Columns: docs/export.md, figures: docs/metrics.md.",
        },
        "servers": [{"url": "/api/reports/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/figures": _path("Every figure of sessions of some days", _FIGURES, _refers_to("figures")),
            **{f"/{name}": _of_dataset(name, dataset) for name, dataset in DATASETS.items()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "figures": _figures(),
                "refusal": _refusal(),
                **{name: _row(dataset) for name, dataset in DATASETS.items()},
            },
        },
    }


def _of_dataset(name: str, dataset: Dataset) -> Json:
    rows = {"type": "array", "items": _refers_to(name)}
    answer = _object({
        "dataset": {"const": name},
        "schema": {"type": "integer"},
        "definitions": {"type": "integer"},
        "time_zone": {"type": "string"},
        "masked": {"const": True},
        "rows": rows,
        "next": {"type": ["string", "null"]},
    })  # fmt: skip
    return _path(f"{name.capitalize()}, oldest first; the period is about {dataset.about}", _ROWS, answer)


def _path(summary: str, parameters: tuple[tuple[str, str, Json], ...], answer: Json) -> Json:
    given = [
        {"name": name, "in": "query", "description": meaning, "schema": schema} for name, meaning, schema in parameters
    ]
    responses = {"200": _answer("As asked.", answer), "4XX": _answer("Refused; why.", _refers_to("refusal"))}
    return {"get": {"summary": summary, "parameters": given, "responses": responses}}


def _answer(meaning: str, schema: Json) -> Json:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _refers_to(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _row(dataset: Dataset) -> Json:
    return {"type": "object", "properties": {column.name: _cell(column) for column in dataset.columns}}


def _cell(column: Column) -> Json:
    return {**_TYPES[column.kind], "description": column.meaning + (" Masked." if column.kept else "")}


def _figures() -> Json:
    figure = _object({
        "id": {"type": "string"},
        "unit": {"type": "string"},
        "value": {"type": ["number", "null"]},
        "of": {"type": "array", "items": {"type": "number"}, "description": "Numerator and denominator."},
    })  # fmt: skip
    text = {"type": "string"}
    return _object({
        "from": text, "to": text, "time_zone": text, "as_of": text, "definitions": {"type": "integer"},
        "figures": {"type": "array", "items": figure}, "gaps": _TEXTS, "violations": _TEXTS,
    })  # fmt: skip


def _refusal() -> Json:
    text = {"type": "string"}
    error = _object({"code": text, "message": text, "retryable": {"type": "boolean"}, "details": {"type": "object"}})
    return _object({"ok": {"const": False}, "error": error})


def _object(properties: Json) -> Json:
    return {"type": "object", "required": [*properties], "properties": properties}
