"""Has files looked into by a process of its own, and believes what it says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from chatserver.services.file_ports import Checked, Checker, NotDeliverable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_log = logging.getLogger(__name__)

SECONDS: Final = 60.0
_PROGRAM: Final = "chatserver.adapters.file_inspector"
_ROOT: Final = Path(__file__).resolve().parents[2]
_LEFT_TO_IT: Final = frozenset(
    {
        *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT"),
        *("PYTHONHOME", "PYTHONPATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"),
    }
)
"""What of the environment an interpreter needs to start and to read a name. The hub's has passwords and keys."""


class ProcessChecker(Checker):
    """Starts one `file_inspector` a file."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """`seconds`: how long one may take; what takes longer is refused as unreadable."""
        self._seconds = seconds

    @override
    @contextlib.asynccontextmanager
    async def check(self, path: Path, name: str) -> AsyncIterator[Checked]:
        mark = secrets.token_hex(4)
        kept, preview = (path.with_name(f"{path.name}.{mark}.{what}") for what in ("kept", "preview"))
        try:
            yield await self._checked(path, kept, preview, name)
        finally:
            await asyncio.to_thread(_remove, kept, preview)

    async def _checked(self, path: Path, kept: Path, preview: Path, name: str) -> Checked:
        said = await self._ask(path, kept, preview, name)
        if "refused" in said:
            raise NotDeliverable(str(said["refused"]))
        if "width" not in said:
            size = await asyncio.to_thread(lambda: path.stat().st_size)
            return Checked(media_type=str(said["media_type"]), size_bytes=size, kept=path)
        return Checked(
            media_type=str(said["media_type"]),
            size_bytes=await asyncio.to_thread(lambda: kept.stat().st_size),
            kept=kept,
            preview=preview,
            width=said["width"],
            height=said["height"],
        )

    async def _ask(self, path: Path, kept: Path, preview: Path, name: str) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _PROGRAM, *map(str, (path, kept, preview)), name,
            stdin=DEVNULL, stdout=PIPE, stderr=PIPE, cwd=_ROOT, env=_environment(),
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds):
                out, err = await process.communicate()
        except TimeoutError:
            _log.warning("%s took too long to look into", path.name)
            raise NotDeliverable("unreadable") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:  # out of memory or time, or a fault of the library that reads it
            _log.warning("could not look into %s: %s", path.name, err.decode(errors="replace").strip()[-300:])
            raise NotDeliverable("unreadable")
        said: dict[str, Any] = json.loads(out)
        return said


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in _LEFT_TO_IT}


def _remove(*made: Path) -> None:
    for path in made:
        path.unlink(missing_ok=True)
