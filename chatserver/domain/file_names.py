"""The endings that a file's name may have: what it holds decides, so that a name promises nothing else."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from chatserver.domain.files import MAX_NAME

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
ENDINGS: Final = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "application/ofd": (".ofd",),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}.presentationml.presentation": (".pptx",),
    "application/msword": (".doc", ".wps"),
    "application/vnd.ms-excel": (".xls", ".et"),
    "text/csv": (".csv",),
    "text/plain": (".txt",),
}
"""Media type → endings that say so; the first is given to a name that has none of them."""


def true_name(name: str, media_type: str) -> str:
    """Return the name with an ending that says what the file is, behind the one that its sender gave it.

    The sender's stays, so that both still know which file it is; a computer goes by the last.
    """
    endings = ENDINGS[media_type]
    if PurePosixPath(name).suffix.casefold() in endings:
        return name
    return name[: MAX_NAME - len(endings[0])] + endings[0]
