"""Writes the lock files: hashes for every platform, no index address in them.

Resolved for Python 3.11 universally, not for the running one: a lock made on 3.11.7 alone lacks what 3.11.2 needs.
"""

from __future__ import annotations

from tools.console import run
from tools.places import LOCKS, ROOT, SCRIPTS

# in this order: a later one is held to the versions of an earlier one
SOURCES = {
    "run": ROOT / "pyproject.toml",
    **{name: LOCKS / f"{name}.in" for name in ("bootstrap", "build", "node", "s3", "parquet", "test", "check")},
}
OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
)


def write_all(*, upgrade: bool) -> None:
    """Resolve every lock file again."""
    options = [*OPTIONS, "--upgrade"] if upgrade else [*OPTIONS]
    for name, source in SOURCES.items():
        command = [
            SCRIPTS / "uv",
            "pip",
            "compile",
            *options,
            source.relative_to(ROOT),
            "--output-file",
            LOCKS / f"{name}.txt",
        ]
        run(
            f"Locking requirements/{name}.txt",
            command,
            otherwise=f"{source.name} cannot be resolved; the lines above say why.",
        )
