"""House rules that no linter knows: sizes, empty files, work left over, and names that must not leave a machine."""

from __future__ import annotations

import ast
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools import registries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_FILE_LINES = 350
MOST_FUNCTION_LINES = 50
SIZED = {".py", ".ts", ".mjs", ".html", ".css"}
# written by a program, or by Alembic once and for all
UNSIZED = re.compile(r"\.gen\.|(^|/)migrations/versions/")
# spelt apart, so that this file does not find itself
LEFT_OVER = re.compile(
    "|".join(rf"\b{first}{second}\b" for first, second in (("TO", "DO"), ("FIX", "ME"), ("XX", "X")))
)
# npm's record of where a package came from, and pip's options for where to look
ADDRESS_IN_LOCK = re.compile(r'"resolved": "https?:|^\s*(--(extra-)?index-url|--find-links)|@ https?:', re.MULTILINE)
LOCKS = re.compile(r"(^|/)(package-lock\.json|requirements/.*\.(txt|in))$")
CODE = {".py", ".ts", ".mjs", ".css", ".html", ".toml", ".yml"}


def find_faults(root: Path) -> list[str]:
    """One line `path: what is wrong` for each fault in the files that git tracks or would track."""
    secrets = [*registries.hosts_of_this_machine(), *machine_paths(root)]
    return [fault for path, text in _texts(root) for fault in faults_in(path, text, secrets)]


def faults_in(path: str, text: str, secrets: Iterable[str]) -> Iterator[str]:
    """The faults of one file; `secrets` are hosts and paths that must not stand in it."""
    kind = Path(path).suffix
    if not text.strip():
        yield f"{path}: is empty; a file appears with its first content"
    if kind in SIZED and not UNSIZED.search(path):
        yield from _size_faults(path, text)
    if kind in CODE:
        yield from (f"{path}:{number}: work left over: {line.strip()}" for number, line in _lines(text, LEFT_OVER))
    if LOCKS.search(path) and ADDRESS_IN_LOCK.search(text):
        yield f"{path}: a lock file says where packages come from; hashes alone must do"
    for secret in secrets:
        if secret in text:
            yield f"{path}: names a package registry's host or a path of this machine"


def machine_paths(root: Path) -> list[str]:
    """Folders that exist on this machine only; those that every machine has say nothing."""
    everywhere = {"/", "/home/", f"{tempfile.gettempdir()}/"}
    return sorted({f"{root}/", f"{root.parent}/", f"{Path.home()}/"} - everywhere)


def _size_faults(path: str, text: str) -> Iterator[str]:
    length = text.count("\n")
    if length > MOST_FILE_LINES:
        yield f"{path}: {length} lines, more than {MOST_FILE_LINES}; split it by subject"
    if path.endswith(".py"):
        yield from _function_faults(path, text)


def _function_faults(path: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text, path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name}() has {length} lines, more than {MOST_FUNCTION_LINES}"


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.splitlines(), start=1) if pattern.search(line))


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    """Every text file that is tracked, or new and not ignored; pictures and fonts are passed over."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        file = root / name
        try:
            yield name, file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
