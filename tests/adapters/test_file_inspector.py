"""What a file is said to be, and every kind of file that lies: by its name, its size, its pixels, its contents."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from chatserver.adapters.file_checker import ProcessChecker
from chatserver.adapters.file_inspector import inspect
from chatserver.adapters.file_kinds import DOC, DOCX, MOST_ENTRIES, OFD, PPTX, XLS, XLSX
from chatserver.services.file_ports import NotDeliverable
from tests.support.files import A_PDF, a_huge_png, a_photo_with_a_place, a_picture, a_workbook, a_zip

if TYPE_CHECKING:
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
TYPES = "[Content_Types]DOTxml"


def old_office(*names: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le") + b"\0" * 64 for name in names)


def looked_into(folder: Path, content: bytes, name: str = "file") -> dict[str, Any]:
    path = folder / "upload"
    path.write_bytes(content)
    return inspect(path, folder / "kept", folder / "preview", name)


def office(folder: str, **more: bytes) -> bytes:
    return a_zip(**{TYPES: b"<Types/>", f"{folder}__aDOTxml": b"<a/>", **more})


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (A_PDF, "a.pdf", "application/pdf"),
        (A_PDF, "holiday.jpg", "application/pdf"),
        (office("word"), "a.docx", DOCX),
        (office("xl"), "a.xlsx", XLSX),
        (office("ppt"), "a.pptx", PPTX),
        (a_workbook(), "a.xlsx", XLSX),
        (a_zip(OFDDOTxml=b"<ofd/>"), "fapiao.ofd", OFD),
        (old_office("WordDocument"), "a.doc", DOC),
        (old_office("Workbook"), "a.xls", XLS),
        ("税号,金额\n1,2\n".encode(), "a.CSV", "text/csv"),
        ("税号,金额\n1,2\n".encode("gb18030"), "a.csv", "text/csv"),
        ("说明".encode(), "a.txt", "text/plain"),
        (b"<html><script>alert(1)</script>", "a.html", "text/plain"),
    ],
)
def test_a_file_is_what_it_holds(tmp_path: Path, content: bytes, name: str, media_type: str) -> None:
    assert looked_into(tmp_path, content, name) == {"media_type": media_type}


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"MZ\x90\0\x03" + b"\0" * 60, "licence.jpg", "type"),
        (b"\x7fELF" + b"\0" * 60, "licence.pdf", "type"),
        (b"GIF89a" + b"\0" * 60, "a.gif", "type"),
        (a_zip(aDOTtxt=b"x"), "a.docx", "type"),
        (a_zip(aDOTtxt=b"x", bDOTjar=b"PK"), "a.zip", "bomb"),
        (old_office("Catalog"), "a.doc", "type"),
        (b"\xff\xd8\xff\xe0 but no picture", "a.jpg", "unreadable"),
        (a_picture()[:2_000], "half.jpg", "unreadable"),
        (b"PK\x03\x04" + b"\0" * 60, "a.xlsx", "unreadable"),
        (a_huge_png(), "a.png", "pixels"),
        (a_huge_png(19_000), "a.png", "pixels"),
        (office("xl", xl__vbaProjectDOTbin=b"x"), "a.xlsx", "macro"),
        (old_office("Workbook", "_VBA_PROJECT"), "a.xls", "macro"),
        (old_office("EncryptedPackage"), "a.xlsx", "locked"),
        (office("xl", big=b"\0" * 30_000_000), "a.xlsx", "bomb"),
        (office("word", word__embeddings__insideDOTzip=b"PK"), "a.docx", "bomb"),
    ],
)
def test_what_is_not_let_through_says_why(tmp_path: Path, content: bytes, name: str, reason: str) -> None:
    assert looked_into(tmp_path, content, name) == {"refused": reason}
    assert not (tmp_path / "kept").exists()


def test_a_zip_of_too_many_files_is_a_bomb(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for number in range(MOST_ENTRIES + 1):
            packed.writestr(f"xl/{number}", b"")
    assert looked_into(tmp_path, kept.getvalue()) == {"refused": "bomb"}


def test_a_workbook_with_a_password_is_told_so(tmp_path: Path) -> None:
    content = bytearray(a_workbook())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(start) + (6 if start == b"PK\x03\x04" else 8)
        content[at : at + 2] = struct.pack("<H", 1)
    assert looked_into(tmp_path, bytes(content)) == {"refused": "locked"}


def test_a_photo_is_turned_upright_and_says_nothing_but_its_pixels(tmp_path: Path) -> None:
    content = a_photo_with_a_place()
    assert b"SecretCamera" in content
    assert b"HiddenComment" in content
    assert looked_into(tmp_path, content) == {"media_type": "image/jpeg", "width": 400, "height": 640}
    kept = (tmp_path / "kept").read_bytes()
    assert b"SecretCamera" not in kept
    assert b"HiddenComment" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.getpixel((200, 30))[0] > 200  # type: ignore[index]  # what was left is above now


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_has_a_small_one_beside_it(tmp_path: Path, picture_format: str) -> None:
    found = looked_into(tmp_path, a_picture(picture_format, (1600, 800)))
    assert found == {"media_type": f"image/{picture_format.lower()}", "width": 1600, "height": 800}
    with Image.open(tmp_path / "preview") as preview:
        assert (preview.format, preview.size) == ("JPEG", (480, 240))


def test_what_hides_behind_a_picture_is_gone(tmp_path: Path) -> None:
    looked_into(tmp_path, a_picture("PNG") + a_zip(evilDOTjs=b"alert(1)") + b"<script>")
    assert b"<script>" not in (tmp_path / "kept").read_bytes()
    assert b"PK\x03\x04" not in (tmp_path / "kept").read_bytes()


def test_a_see_through_picture_stays_so(tmp_path: Path) -> None:
    kept = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(kept, "PNG")
    looked_into(tmp_path, kept.getvalue())
    with Image.open(tmp_path / "kept") as picture:
        assert picture.mode == "RGBA"


async def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(a_picture())
    async with ProcessChecker().check(path, "营业执照.jpg") as checked:
        assert (checked.media_type, checked.width, checked.height) == ("image/jpeg", 640, 400)
        assert checked.size_bytes == checked.kept.stat().st_size
        assert checked.preview
    assert list(tmp_path.iterdir()) == [path]
    path.write_bytes(a_huge_png())
    with pytest.raises(NotDeliverable, match="pixels"):
        await with_a_process(path, "a.png")


async def test_who_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(a_picture())
    with pytest.raises(NotDeliverable, match="unreadable"):
        await with_a_process(path, "a.jpg", seconds=0.001)


async def test_the_process_that_reads_strangers_files_knows_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interpreter runs `sitecustomize` as it starts; this one writes down what it can see."""
    seen = tmp_path / "seen.json"
    spy = f"import json, os, pathlib\npathlib.Path({str(seen)!r}).write_text(json.dumps(dict(os.environ)))\n"
    (tmp_path / "sitecustomize.py").write_text(spy, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for secret in ("DAOBAN_FILES_KEY", "DAOBAN_DATABASE_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(secret, "s3cret")
    path = tmp_path / "upload"
    path.write_bytes(A_PDF)
    assert await with_a_process(path, "说明.pdf") == "application/pdf"
    assert "s3cret" not in seen.read_text("utf-8")
    assert "PATH" in seen.read_text("utf-8")


async def with_a_process(path: Path, name: str, **changes: float) -> str:
    async with ProcessChecker(**changes).check(path, name) as checked:
        return checked.media_type
