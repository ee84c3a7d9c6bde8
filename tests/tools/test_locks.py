import re
import tomllib
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement

from tools.lock import SOURCES
from tools.places import LOCKS, ROOT

PINNED = re.compile(r"^([a-z0-9.-]+)==([^ ]+)", re.MULTILINE)


def pinned(name: str) -> dict[str, str]:
    return dict(PINNED.findall((LOCKS / f"{name}.txt").read_text(encoding="utf-8")))


def asked_for(name: str) -> Iterator[Requirement]:
    source = SOURCES[name]
    if source.suffix == ".toml":
        yield from map(Requirement, tomllib.loads(source.read_text(encoding="utf-8"))["project"]["dependencies"])
        return
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-c")):
            yield Requirement(line)


@pytest.mark.parametrize("name", SOURCES)
def test_lock_holds_all_that_is_asked_for(name: str) -> None:
    versions = pinned(name)
    for requirement in asked_for(name):
        assert requirement.name in versions
        assert requirement.specifier.contains(versions[requirement.name])


@pytest.mark.parametrize("name", SOURCES)
def test_every_pinned_version_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (LOCKS / f"{name}.txt").read_text(encoding="utf-8"))
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries if PINNED.match(entry))


def test_two_locks_never_disagree() -> None:
    together: dict[str, str] = {}
    for name in SOURCES:
        versions = pinned(name)
        assert {key: version for key, version in versions.items() if together.get(key, version) != version} == {}
        together |= versions


def test_locked_builder_is_the_one_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["build-system"]["requires"] == [f"hatchling=={pinned('build')['hatchling']}"]


def test_lock_made_here_also_serves_the_oldest_python() -> None:
    assert "python_full_version < '3.11.3'" in (LOCKS / "test.txt").read_text(encoding="utf-8")
