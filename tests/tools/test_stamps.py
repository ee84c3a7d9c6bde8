from pathlib import Path

from tools import stamps


def test_unchanged_files_are_current_even_when_written_again(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "deep" / "stamp"
    source.write_text("one")
    stamps.remember(stamp, stamps.digest([source]))
    source.write_text("one")
    assert stamps.is_current(stamp, stamps.digest([source]))


def test_changed_new_and_renamed_files_are_not_current(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("one")
    before = stamps.digest([source])
    source.write_text("two")
    assert stamps.digest([source]) != before
    source.write_text("one")
    other = source.with_name("other")
    other.write_text("")
    assert stamps.digest([source, other]) != before
    assert stamps.digest([source.rename(tmp_path / "moved")]) != before


def test_missing_stamp_is_not_current(tmp_path: Path) -> None:
    assert not stamps.is_current(tmp_path / "none", "")
