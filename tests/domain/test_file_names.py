"""A name says what the file holds, whatever its sender called it."""

import pytest

from chatserver.adapters import file_kinds
from chatserver.domain.file_names import ENDINGS, true_name
from chatserver.domain.files import MAX_NAME


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("report.pdf", "text/plain", "report.pdf.txt"),
        ("page.html", "text/plain", "page.html.txt"),
        ("run.exe", "application/pdf", "run.exe.pdf"),
        ("holiday.jpg", "application/pdf", "holiday.jpg.pdf"),
        ("\u51ed\u8bc1", "image/png", "\u51ed\u8bc1.png"),
        ("a.pdf.", "application/pdf", "a.pdf..pdf"),
        (".pdf", "application/pdf", ".pdf.pdf"),
        ("a.PDF", "application/pdf", "a.PDF"),
        ("a.jpeg", "image/jpeg", "a.jpeg"),
        ("a.wps", "application/msword", "a.wps"),
    ],
)
def test_an_ending_that_disagrees_gets_the_true_one_behind_it(name: str, media_type: str, shown: str) -> None:
    assert true_name(name, media_type) == shown


def test_a_long_name_is_cut_and_not_its_ending() -> None:
    shown = true_name("a" * MAX_NAME, "text/plain")
    assert (len(shown), shown[-5:]) == (MAX_NAME, "a.txt")


def test_every_kind_that_is_let_through_has_an_ending() -> None:
    documents = {getattr(file_kinds, kind) for kind in ("DOCX", "XLSX", "PPTX", "OFD", "DOC", "XLS")}
    assert set(ENDINGS) == {*file_kinds.PICTURES, *documents, "application/pdf", "text/csv", "text/plain"}
