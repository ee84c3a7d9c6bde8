"""What a file is, by what it holds and never by its name: a small table of the kinds that are let through.

Runs in a process of its own (`file_inspector`), with little memory and time: it reads what strangers made.
"""

from __future__ import annotations

import codecs
import zipfile
from typing import TYPE_CHECKING, Final

from chatserver.services.file_ports import NotDeliverable

if TYPE_CHECKING:
    from pathlib import Path

PICTURES: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Media type → Pillow's name of the format."""
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFD: Final = "application/ofd"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"

MOST_ENTRIES: Final = 10_000
MOST_UNPACKED_BYTES: Final = 500_000_000
MOST_TIMES: Final = 200
"""Honest documents shrink to a twentieth; a bomb to a thousandth."""
SMALL_BYTES: Final = 20_000_000
"""Below this nothing is a bomb, however well it shrinks."""
_HEAD_BYTES: Final = 4_096
_BEGINNINGS: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}
_CHUNK_BYTES: Final = 1_048_576
_PACKED_INSIDE: Final = (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".jar")
_OFFICE: Final = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
_OLD_OFFICE: Final = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS}
_CONTROLS: Final = frozenset(map(chr, range(32))) - set("\t\n\r\f")


def kind_of(path: Path, name: str) -> str:
    """Return the media type. Raises NotDeliverable: type, bomb, macro, locked, unreadable."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for start, media_type in _BEGINNINGS.items():
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(path)
    return _text(path, name)


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    # names that cannot be decoded, an archive of a later version, a list of entries beyond what this process may hold
    except (zipfile.BadZipFile, ValueError, NotImplementedError, MemoryError) as error:
        raise NotDeliverable("unreadable") from error
    _refuse_bombs(entries, path.stat().st_size)
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotDeliverable("locked")
    if any(name.casefold().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise NotDeliverable("macro")
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" in names:
        for folder, media_type in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    raise NotDeliverable("type")


def _refuse_bombs(entries: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    """Judge by what the file says of itself; nothing is unpacked here, and who lies has a file that does not open."""
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > MOST_UNPACKED_BYTES or (unpacked > SMALL_BYTES and unpacked > packed_bytes * MOST_TIMES)
    if is_bomb or len(entries) > MOST_ENTRIES:
        raise NotDeliverable("bomb")
    if any(entry.filename.casefold().endswith(_PACKED_INSIDE) for entry in entries):
        raise NotDeliverable("bomb")


def _old_office(path: Path) -> str:
    """Word's and Excel's files of before 2007, and WPS's: a small file system whose names are UTF-16."""
    found = dict.fromkeys((*_OLD_OFFICE, "_VBA_PROJECT", "EncryptedPackage"), False)
    wanted = {name: name.encode("utf-16-le") for name in found}
    longest = max(map(len, wanted.values()))
    with path.open("rb") as file:
        before = b""
        while content := file.read(_CHUNK_BYTES):
            here = before + content
            for name, spelled in wanted.items():
                found[name] = found[name] or spelled in here
            before = content[-longest:]
    if found["EncryptedPackage"]:
        raise NotDeliverable("locked")
    if found["_VBA_PROJECT"]:
        raise NotDeliverable("macro")
    for name, media_type in _OLD_OFFICE.items():
        if found[name]:
            return media_type
    raise NotDeliverable("type")


def _text(path: Path, name: str) -> str:
    """Plain text in UTF-8 or GB 18030, as accounting programs write it; it is never shown as anything else."""
    if not any(_reads_as(path, encoding) for encoding in ("utf-8", "gb18030")):
        raise NotDeliverable("type")
    return "text/csv" if name.casefold().endswith(".csv") else "text/plain"


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while content := file.read(_CHUNK_BYTES):
                if not _CONTROLS.isdisjoint(decoder.decode(content)):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
