"""Files on a disk: the inbox of uploads, and a folder in which checked files are kept.

Names are our own ids, two letters of which make a folder of their own; nothing a person wrote is ever part of a path.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from chatserver.services.file_ports import BlobStore, Inbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

READ_BYTES: Final = 256 * 1024
_ID = re.compile(r"[0-9a-z]{26}")
_KEY = re.compile(r"[0-9a-z]{26}(\.preview)?")


class DiskInbox(Inbox):
    """Uploads in a folder. Several nodes may share it; one that does not have an upload has never heard of it."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first upload."""
        self._folder = folder / "inbox"
        self._quarantine = folder / "quarantine"

    @override
    async def create(self, file_id: str) -> None:
        await asyncio.to_thread(_create, self.path(file_id))

    @override
    async def size(self, file_id: str) -> int | None:
        return await asyncio.to_thread(_size, self.path(file_id))

    @override
    async def write(self, file_id: str, offset: int, content: bytes) -> None:
        await asyncio.to_thread(_write, self.path(file_id), offset, content)

    @override
    async def settle(self, file_id: str) -> None:
        await asyncio.to_thread(_settle, self.path(file_id))

    @override
    def path(self, file_id: str) -> Path:
        return _place(self._folder, file_id, _ID)

    @override
    async def remove(self, file_id: str) -> None:
        path = self.path(file_id)
        await asyncio.to_thread(lambda: _remove(path, *path.parent.glob(f"{path.name}.*")))

    @override
    async def quarantine(self, file_id: str) -> None:
        await asyncio.to_thread(_move, self.path(file_id), _place(self._quarantine, file_id, _ID))

    @override
    async def remove_quarantined(self, file_id: str) -> None:
        await asyncio.to_thread(_remove, _place(self._quarantine, file_id, _ID))


class DiskStore(BlobStore):
    """Checked files in a folder."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first file."""
        self._folder = folder / "kept"

    @override
    async def keep(self, key: str, path: Path) -> None:
        await asyncio.to_thread(_keep, path, _place(self._folder, key, _KEY))

    @override
    async def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        file = await asyncio.to_thread(_place(self._folder, key, _KEY).open, "rb")
        try:
            await asyncio.to_thread(file.seek, start)
            while length > 0 and (content := await asyncio.to_thread(file.read, min(length, READ_BYTES))):
                length -= len(content)
                yield content
        finally:
            file.close()

    @override
    async def size(self, key: str) -> int | None:
        return await asyncio.to_thread(_size, _place(self._folder, key, _KEY))

    @override
    async def remove(self, key: str) -> None:
        await asyncio.to_thread(_remove, _place(self._folder, key, _KEY))

    @override
    async def close(self) -> None:
        return


def _place(folder: Path, name: str, pattern: re.Pattern[str]) -> Path:
    """Return where `name` lies. Raises ValueError for what is not one of our ids."""
    if not pattern.fullmatch(name):
        raise ValueError(name)
    return folder / name[24:26] / name  # the last letters are random, the first ones are the time


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _write(path: Path, offset: int, content: bytes) -> None:
    """Write at a place of its own, not at the end: what comes twice is there once."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        while content:
            written = os.pwrite(descriptor, content, offset)
            content, offset = content[written:], offset + written
    finally:
        os.close(descriptor)


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep(source: Path, target: Path) -> None:
    """Copy, settle, rename: whoever reads finds the whole file or none."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")  # in containers every process is number 1
    try:
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        _settle(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    settle_folder(target.parent)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if source.exists():
        source.replace(target)


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
