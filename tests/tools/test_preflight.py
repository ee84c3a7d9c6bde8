import errno
import os
import re
import socket
from pathlib import Path

import pytest

from tools import preflight
from tools.console import StopError
from tools.places import ROOT


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "８０８０", ""])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(StopError, match=re.escape(f"PORT={text} is not a port")):
        preflight.usable_port(text)


def test_reserved_port_names_one_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_socket: socket.socket, _address: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(StopError, match=r"reserved for root.*PORT=8080"):
        preflight.usable_port("80")


def test_data_folder_may_be_new_and_is_not_made_yet(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    assert preflight.usable_folder(str(folder)) == folder
    assert not folder.exists()


def test_relative_data_folder_lies_in_the_checkout() -> None:
    assert preflight.usable_folder("data") == ROOT / "data"


def test_data_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(StopError, match=r"is a file; choose another: make demo DAOBAN_DATA="):
        preflight.usable_folder(str(file / "data"))


def test_data_folder_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # root may write anywhere, so the answer of the system is put in
    monkeypatch.setattr(os, "access", lambda place, _mode: Path(place) != tmp_path)
    with pytest.raises(StopError, match=r"No permission to write to .*DAOBAN_DATA="):
        preflight.usable_folder(str(tmp_path / "data"))
