"""The outside of files, from settings: folders, the process that looks into them, the scanner, the signing key."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from typing import TYPE_CHECKING, Final

from chatserver.adapters.clamd import Clamd
from chatserver.adapters.disk import DiskInbox, DiskStore, settle_folder
from chatserver.adapters.file_checker import ProcessChecker
from chatserver.adapters.s3 import S3Blobs
from chatserver.services.files import FileParts

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.services.file_ports import BlobStore
    from chatserver.settings import Settings

SHORTEST_KEY: Final = 32
"""Characters, as of the setting `files_key`."""


def file_parts(settings: Settings) -> FileParts:
    """Return what files need of the outside; the folder and, without one in the settings, a key are made now."""
    folder = settings.kept_files
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileParts(
        inbox=DiskInbox(folder),
        store=_store(settings, folder),
        checker=ProcessChecker(),
        scanner=Clamd(settings.files_scanner) if settings.files_scanner else None,
        limits=settings.file_limits,
        hours=settings.files_hours,
        days=settings.files_days,
        key=hashlib.sha256((settings.files_key or own_key(folder / "key")).encode()).digest(),
    )


def _store(settings: Settings, folder: Path) -> BlobStore:
    if settings.files_s3_bucket is None:
        return DiskStore(folder)
    return S3Blobs(
        settings.files_s3_bucket,
        endpoint=settings.files_s3_endpoint,
        region=settings.files_s3_region,
        key_id=settings.files_s3_access_key,
        secret=settings.files_s3_secret_key,
    )


def own_key(path: Path) -> str:
    """Return the key in the file; the first node to come draws it. Raises OSError for a file that holds no whole key.

    It is put in place whole: a second node that starts, or a start after a crash, finds all of it or none.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            with contextlib.suppress(FileExistsError):  # another node was quicker
                os.link(draft, path)
        finally:
            draft.unlink()
        settle_folder(path.parent)
    key = path.read_text("ascii")
    if len(key) < SHORTEST_KEY:
        raise OSError(errno.EINVAL, "holds no whole key to sign addresses with; remove it and a new one is drawn", path)
    return key
