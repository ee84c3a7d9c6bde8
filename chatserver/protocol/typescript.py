"""Python types → TypeScript, for the protocol's small vocabulary of types."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import types
import typing

import msgspec

_PLAIN: dict[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    dt.datetime: "string",
    msgspec.Raw: "unknown",
}


def type_name(annotation: object) -> str:  # noqa: PLR0911 - a table of kinds, one line each
    """Return the TypeScript spelling of a Python type. Raises KeyError for one that the protocol does not use."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_name(arguments[0])
    if origin in {typing.Union, types.UnionType}:
        return " | ".join(dict.fromkeys(type_name(argument) for argument in arguments))
    if origin in {tuple, list}:
        inner = type_name(arguments[0])
        return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
    if origin is dict:
        return f"Readonly<Record<{type_name(arguments[0])}, {type_name(arguments[1])}>>"
    if isinstance(annotation, type) and issubclass(annotation, str) and annotation is not str:
        return "string"
    if isinstance(annotation, type) and (
        dataclasses.is_dataclass(annotation) or issubclass(annotation, msgspec.Struct)
    ):
        return annotation.__name__
    return _PLAIN[annotation]


def fields_of(cls: type) -> list[tuple[str, str, bool]]:
    """Return (name, TypeScript type, has a default) of a dataclass's or struct's fields."""
    hints = typing.get_type_hints(cls, include_extras=True)
    if dataclasses.is_dataclass(cls):
        missing = dataclasses.MISSING
        return [
            (item.name, type_name(hints[item.name]), item.default is not missing or item.default_factory is not missing)
            for item in dataclasses.fields(cls)
        ]
    assert issubclass(cls, msgspec.Struct)  # noqa: S101 - narrows the type; the vocabulary has no third kind
    return [(item.name, type_name(hints[item.name]), not item.required) for item in msgspec.structs.fields(cls)]


def interface(cls: type, *, optional_defaults: bool) -> str:
    """Return one TypeScript interface with the class's docstring as its comment."""
    lines = [f"/** {summary(cls)} */", f"export interface {cls.__name__} {{"]
    lines += [
        f"  readonly {name}{'?' if optional_defaults and has_default else ''}: {spelled};"
        for name, spelled, has_default in fields_of(cls)
    ]
    return "\n".join([*lines, "}"])


def summary(cls: type) -> str:
    """Return the docstring on one line."""
    return " ".join((inspect.getdoc(cls) or "").split())


def referenced(classes: typing.Iterable[type]) -> list[type]:
    """Return the dataclasses and structs that the given classes' fields use, in order of first use, without them."""
    found: dict[type, None] = {}

    def visit(annotation: object) -> None:
        for argument in typing.get_args(annotation):
            visit(argument)
        known = isinstance(annotation, type) and (
            dataclasses.is_dataclass(annotation) or issubclass(annotation, msgspec.Struct)
        )
        if known and annotation not in found:
            found[typing.cast("type", annotation)] = None
            follow(typing.cast("type", annotation))

    def follow(cls: type) -> None:
        for name in (item[0] for item in fields_of(cls)):
            visit(typing.get_type_hints(cls, include_extras=True)[name])

    given = list(classes)
    for cls in given:
        follow(cls)
    return [cls for cls in found if cls not in given]
