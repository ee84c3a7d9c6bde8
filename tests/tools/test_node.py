import pytest

from tools import node


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v20.19.0", True),
        ("v20.20.2\n", True),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("v20.18.3", False),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v18.20.4", False),
        ("", False),
    ],
)
def test_only_a_node_that_vite_runs_on_is_taken(version: str, *, expected: bool) -> None:
    assert node.is_new_enough(version) is expected


def test_system_without_node_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert node.find_on_system() is None
