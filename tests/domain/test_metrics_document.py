"""docs/metrics.md and the code have the same definitions, and the document says of each what it must."""

from __future__ import annotations

import re
from pathlib import Path

from chatserver.domain.metrics import DEFINITIONS
from chatserver.domain.metrics_figures import DEFINITIONS_VERSION

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "metrics.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### (\w+) — [^\n]+\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_document_and_code_have_the_same_ids() -> None:
    headings = re.findall(r"^### (\w+)", TEXT, re.MULTILINE)
    assert sorted(headings) == sorted(DEFINITIONS)
    assert len(set(DEFINITIONS)) == len(DEFINITIONS)
    assert f"Definitions {DEFINITIONS_VERSION}." in TEXT


def test_each_definition_names_events_and_how_it_is_cheated_or_whose_rules_it_shares() -> None:
    for name, text in SECTIONS.items():
        shared = re.match(r"As (\w+), ", text)
        assert shared is None or shared[1] in SECTIONS, name
        assert shared or all(word in text for word in ("Events:", "Cheat")), name
