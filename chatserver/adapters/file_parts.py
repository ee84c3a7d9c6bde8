"""The outside of files, from settings: folders, the process that looks into them, the scanner, the signing key."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

from chatserver.adapters.clamd import Clamd
from chatserver.adapters.disk import DiskInbox, DiskStore
from chatserver.adapters.file_checker import ProcessChecker
from chatserver.adapters.s3 import S3Blobs
from chatserver.services.files import FileParts

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.services.file_ports import BlobStore
    from chatserver.settings import Settings


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
        key=hashlib.sha256((settings.files_key or _own_key(folder / "key")).encode()).digest(),
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


def _own_key(path: Path) -> str:
    """Return the key in the file; the first node to come draws it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text("ascii")
