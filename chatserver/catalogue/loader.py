"""Loads a catalogue from its folder: everything is checked first, and with any problem nothing is used.

A catalogue folder holds `common.json`, `matters/*.json` and, for a demo, `demo.json`; `workdays.json` where the bureau
has hours of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.building import build_matter
from chatserver.catalogue.lists import build_common, build_demo
from chatserver.catalogue.problems import CatalogueRefused, Problem
from chatserver.catalogue.reading import read_json
from chatserver.catalogue.references import reference_problems
from chatserver.catalogue.samples import sample_problems
from chatserver.catalogue.shape import COMMON, DEMO, MATTER, shape_problems
from chatserver.catalogue.together import together_problems
from chatserver.catalogue.workdays import NAME as WORKDAYS_NAME
from chatserver.catalogue.workdays import read_workdays
from chatserver.domain.catalogue import Catalogue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from chatserver.domain.catalogue import Matter

FOLDER = Path(__file__).parent
"""The catalogue that comes with the product."""
_LISTS = {"common.json": COMMON, "demo.json": DEMO}


@dataclass(frozen=True, slots=True)
class _Sources:
    """Every file of a folder as read, and all that is wrong with them."""

    matters: dict[str, Matter]
    common: dict[str, Any]
    demo: dict[str, Any] | None
    digest: str
    problems: list[Problem]


def check_files(paths: Iterable[Path]) -> list[Problem]:
    """Return every problem of these files, each by itself and with each other; empty when all is well.

    Files named `common.json`, `demo.json` and `workdays.json` are checked as what they are.
    """
    files = list(paths)
    problems = _read_matters([file for file in files if file.name not in {*_LISTS, WORKDAYS_NAME}])[1]
    problems += [problem for file in files if file.name in _LISTS for problem in _read_list(file)[1]]
    return problems + [problem for file in files if file.name == WORKDAYS_NAME for problem in read_workdays(file)[1]]


def check_folder(folder: Path = FOLDER) -> list[Problem]:
    """Return every problem of a whole catalogue folder."""
    return _read_folder(folder).problems


def load_catalogue(folder: Path, on: dt.date) -> Catalogue:
    """Return the catalogue of `folder` as valid on the day `on`. Raises CatalogueRefused with every problem."""
    sources = _read_folder(folder)
    if sources.problems:
        raise CatalogueRefused(sources.problems)
    matters = tuple(
        sorted((matter for matter in sources.matters.values() if matter.is_valid(on)), key=lambda matter: matter.id)
    )
    return Catalogue(
        version=f"{max((matter.version for matter in matters), default=0)}-{sources.digest}",
        valid_on=on,
        matters=matters,
        common=build_common(sources.common),
        demo=build_demo(sources.demo) if sources.demo is not None else None,
    )


def _read_folder(folder: Path) -> _Sources:
    files = sorted((folder / "matters").glob("*.json"))
    matters, problems = _read_matters(files)
    if not files:
        problems.append(Problem(str(folder / "matters"), "", "no matter files"))
    common, more = _read_list(folder / "common.json")
    problems += more
    demo_file = folder / "demo.json"
    demo, more = _read_list(demo_file) if demo_file.exists() else (None, [])
    problems += more
    if (folder / WORKDAYS_NAME).exists():
        problems += read_workdays(folder / WORKDAYS_NAME)[1]
    if not problems:
        problems += together_problems(matters, demo)
    digest = _digest([*files, folder / "common.json", demo_file])
    return _Sources(matters, common or {}, demo, digest, problems)


def _read_matters(files: list[Path]) -> tuple[dict[str, Matter], list[Problem]]:
    """Return the sound matters by file name, and every problem."""
    matters: dict[str, Matter] = {}
    problems: list[Problem] = []
    for file in files:
        matter, found = _read_matter(file)
        problems += found
        if matter is not None:
            matters[str(file)] = matter
    return matters, problems + together_problems(matters, None)


def _read_matter(file: Path) -> tuple[Matter | None, list[Problem]]:
    """Return one matter, or None with every problem that can be told before the next stage makes no sense."""
    name = str(file)
    raw, problems = read_json(file, name)
    problems = problems or shape_problems(raw, MATTER, name)
    if problems:
        return None, problems
    problems = reference_problems(raw, name)
    matter, more = build_matter(raw, name)
    problems += more
    if matter is not None and not problems:
        problems = sample_problems(matter, name)
    return (None if problems else matter), problems


def _read_list(file: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    raw, problems = read_json(file, str(file))
    problems = problems or shape_problems(raw, _LISTS[file.name], str(file))
    return (None if problems else raw), problems


def _digest(files: list[Path]) -> str:
    """Return 12 hex digits that change whenever any file does."""
    digest = hashlib.sha256()
    for file in files:
        if file.exists():
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
