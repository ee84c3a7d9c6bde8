import ast
import os
import socket
import subprocess
import sys

from tools import __main__ as entry
from tools.places import ROOT


def run_make_target(name: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools", name]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **surroundings}, capture_output=True, text=True, check=False, timeout=60
    )


def test_old_python_is_told_which_one_is_needed_and_how_to_name_it() -> None:
    complaint = entry.complaint_about((3, 9, 2))
    assert complaint is not None
    assert "3.11 or newer and this is 3.9" in complaint
    assert "PYTHON=" in complaint


def test_new_python_hears_no_complaint() -> None:
    assert entry.complaint_about((3, 11, 0)) is None
    assert entry.complaint_about((4, 0, 0)) is None


def test_entry_can_be_read_by_old_pythons() -> None:
    for name in ("__init__.py", "__main__.py"):
        ast.parse((ROOT / "tools" / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_demo_on_a_taken_port_is_one_sentence_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run_make_target("demo", PORT=str(port))
    assert answer.returncode == 1
    assert answer.stdout.strip() == (
        f"Port {port} is taken by another program; choose another: make demo PORT={port % 65535 + 1}"
    )
    assert answer.stderr == ""


def test_demo_on_a_port_that_is_none_says_so() -> None:
    answer = run_make_target("demo", PORT="http")
    assert (answer.returncode, answer.stderr) == (1, "")
    assert "PORT=http is not a port" in answer.stdout


def test_unknown_task_lists_those_there_are() -> None:
    answer = run_make_target("dmeo")
    assert answer.returncode == 2
    assert "demo" in answer.stdout
