"""A catalogue is loaded whole or refused whole; which version is valid depends on the day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.catalogue.loader import FOLDER, check_files, check_folder, load_catalogue
from chatserver.catalogue.problems import CatalogueRefused
from chatserver.domain.catalogue import Catalogue
from chatserver.domain.errors import DomainError, MatterUnknown

ON = dt.date(2026, 11, 16)


def _edit(file: Path, **changes: object) -> None:
    raw = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(raw | changes, ensure_ascii=False), "utf-8")


def test_product_catalogue_keeps_everything_of_the_domain_research(catalogue: Catalogue) -> None:
    matters = catalogue.matters
    assert len(matters) == 12
    assert sum(len(matter.steps) for matter in matters) == 67
    assert sum(not field.added for matter in matters for field in matter.fields) == 110
    assert sum(len(matter.errors) for matter in matters) == 54
    assert sum(len(matter.help_topics) for matter in matters) == 47


def test_product_catalogue_has_no_problems() -> None:
    assert check_folder() == []


def test_every_matter_asks_for_papers_and_has_cases_for_the_demo(catalogue: Catalogue) -> None:
    assert all(matter.materials and matter.scenarios and matter.checks for matter in catalogue.matters)


def test_every_demo_taxpayer_has_people_whose_ids_are_masked(catalogue: Catalogue) -> None:
    assert catalogue.demo is not None
    for taxpayer in catalogue.demo.taxpayers:
        assert taxpayer.people
        assert all("********" in person.id_masked for person in taxpayer.people)
    stored = "".join(file.read_text("utf-8") for file in FOLDER.rglob("*.json"))
    assert "99999919" not in stored  # no identity number is stored whole


def test_unknown_matter_is_a_domain_error(catalogue: Catalogue) -> None:
    with pytest.raises(MatterUnknown):
        catalogue.matter("none")
    assert catalogue.find_matter("none") is None


def test_one_bad_file_refuses_the_whole_catalogue_with_every_problem(folder: Path) -> None:
    _edit(folder / "matters" / "payment.json", version="new", id="")
    (folder / "matters" / "overdue.json").write_bytes(b"{")
    with pytest.raises(CatalogueRefused) as refused:
        load_catalogue(folder, ON)
    assert refused.value.code == "catalogue_refused"
    assert isinstance(refused.value, DomainError)
    assert [Path(problem.file).name for problem in refused.value.problems] == [
        "overdue.json",
        "payment.json",
        "payment.json",
    ]
    assert str(refused.value).count("\n") == 2
    assert len(refused.value.details["problems"]) == 3  # type: ignore[arg-type]


def test_bad_shared_lists_refuse_the_catalogue(folder: Path) -> None:
    _edit(folder / "common.json", rating_levels=[], sensitive_patterns=[])
    raw = json.loads((folder / "demo.json").read_text("utf-8"))
    raw["people"][0]["id_masked"] = "999999199001010016"
    _edit(folder / "demo.json", people=raw["people"])
    assert {problem.path for problem in check_folder(folder)} == {"rating_levels", "people/0/id_masked"}


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    reasons = {problem.reason for problem in check_folder(tmp_path)}
    assert "no matter files" in reasons
    assert any("No such file" in reason for reason in reasons)


def test_a_matter_may_follow_its_earlier_version(folder: Path) -> None:
    old = folder / "matters" / "payment.json"
    new = folder / "matters" / "payment-2027.json"
    new.write_bytes(old.read_bytes())
    _edit(old, valid_to="2026-12-31")
    _edit(new, valid_from="2027-01-01", version=2)
    assert load_catalogue(folder, dt.date(2026, 12, 31)).matter("payment").version == 1
    assert load_catalogue(folder, dt.date(2027, 1, 1)).matter("payment").version == 2
    assert load_catalogue(folder, dt.date(2025, 6, 1)).matters == ()


def test_overlapping_validity_of_one_matter_is_refused(folder: Path) -> None:
    old = folder / "matters" / "payment.json"
    new = folder / "matters" / "payment-2027.json"
    new.write_bytes(old.read_bytes())
    _edit(old, valid_to="2027-01-01")
    _edit(new, valid_from="2027-01-01", version=2)
    [problem] = check_files([old, new])
    assert (problem.file, problem.path) == (str(new), "valid_from")
    assert "already valid" in problem.reason


def test_effects_and_cast_must_lead_somewhere(folder: Path) -> None:
    file = folder / "matters" / "vat-general.json"
    raw = json.loads(file.read_text("utf-8"))
    raw["effects"] = [{"matter": "payment", "fact": "balance", "value": True}]
    raw["scenarios"][0]["taxpayers"] = ["tp2"]
    file.write_text(json.dumps(raw), "utf-8")
    demo = json.loads((folder / "demo.json").read_text("utf-8"))
    demo["people"][0]["taxpayer"] = "tp99"
    demo["officers"][0]["skills"] = ["gardening"]
    (folder / "demo.json").write_text(json.dumps(demo), "utf-8")
    assert {(problem.path, problem.reason) for problem in check_folder(folder)} == {
        ("effects/0", "no yes/no fact balance in matter payment"),
        ("scenarios/0/taxpayers", "no demo taxpayer tp2 with this matter"),
        ("people/0/taxpayer", "there is no tp99"),
        ("officers/0/skills", "there is no gardening"),
    }


def test_demo_cast_is_optional(folder: Path) -> None:
    (folder / "demo.json").unlink()
    assert load_catalogue(folder, ON).demo is None


def test_version_changes_with_any_file(folder: Path) -> None:
    first = load_catalogue(folder, ON).version
    assert load_catalogue(folder, ON).version == first
    _edit(folder / "matters" / "payment.json", version=7)
    second = load_catalogue(folder, ON).version
    assert second != first
    assert second.startswith("7-")


def test_refused_reload_leaves_the_running_catalogue(folder: Path) -> None:
    holder = CatalogueHolder(ON, folder)
    running = holder.current
    file = folder / "matters" / "payment.json"
    sound = file.read_bytes()
    file.write_bytes(b"{}")
    with pytest.raises(CatalogueRefused):
        holder.reload(ON)
    assert holder.current is running
    file.write_bytes(sound)
    _edit(file, version=2)
    assert holder.reload(ON) is holder.current
    assert holder.current.matter("payment").version == 2
    assert running.matter("payment").version == 1


def test_shared_lists_and_cast_can_be_checked_by_name(folder: Path, small: dict[str, Any]) -> None:
    (folder / "small.json").write_text(json.dumps(small), "utf-8")
    assert check_files([folder / "common.json", folder / "demo.json", folder / "small.json"]) == []
