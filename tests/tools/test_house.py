import subprocess
from pathlib import Path

import pytest

from tools import house

LEFT_OVER = "TO" + "DO"


def faults_in(path: str, text: str) -> list[str]:
    return list(house.faults_in(path, text, ["registry.example"]))


def test_sound_file_has_no_fault() -> None:
    assert faults_in("chatserver/clock.py", '"""Time."""\n') == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("chatserver/empty.py", "\n", "is empty"),
        ("widget/src/long.ts", "//\n" * 351, "351 lines"),
        ("chatserver/long.py", "def f():\n" + "    x = 1\n" * 50, "f() has 51 lines"),
        ("chatserver/later.py", f"# {LEFT_OVER}: later\n", "work left over"),
        ("docs/set-up.md", "ask https://registry.example/simple\n", "registry's host"),
        ("package-lock.json", '{"resolved": "https://elsewhere.example/x.tgz"}', "where packages come from"),
        ("requirements/run.txt", "--index-url x\n", "where packages come from"),
    ],
)
def test_fault_is_found(path: str, text: str, fault: str) -> None:
    assert [fault in found for found in faults_in(path, text)] == [True]


def test_limits_are_allowed_and_generated_files_may_be_longer() -> None:
    assert faults_in("widget/src/long.ts", "//\n" * 350) == []
    assert faults_in("chatserver/long.py", "def f():\n" + "    x = 1\n" * 49) == []
    assert faults_in("chatserver/client/src/wire.gen.ts", "//\n" * 900) == []


def test_paths_of_every_machine_are_not_secret(tmp_path: Path) -> None:
    assert "/" not in house.machine_paths(Path("/checkout"))
    assert f"{tmp_path}/" in house.machine_paths(tmp_path)


def test_new_files_count_before_they_are_committed(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    (tmp_path / "ignored.py").write_text("")
    (tmp_path / "new.py").write_text("")
    assert [fault.partition(":")[0] for fault in house.find_faults(tmp_path)] == ["new.py"]
