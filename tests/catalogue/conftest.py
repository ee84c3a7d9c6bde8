"""A small sound matter that tests break in one place at a time, and the product's own catalogue."""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chatserver.catalogue.loader import FOLDER, check_files, load_catalogue
from chatserver.domain.catalogue import Catalogue

ON = dt.date(2026, 11, 16)

SMALL: dict[str, Any] = {
    "id": "stamp-tax",
    "version": 3,
    "valid_from": "2026-01-01",
    "valid_to": None,
    "name_zh": "印花税申报",
    "category_zh": "税费申报及缴纳",
    "codes_confidence": "domain",
    "form_codes": [{"code": "BDA0610794", "name_zh": "主表"}],
    "steps": [
        {"id": "s1", "order": 1, "name_zh": "填写"},
        {"id": "s2", "order": 2, "name_zh": "提交", "action": "submit", "recap": ["tax"]},
    ],
    "fields": [
        {
            "id": "base",
            "step": "s1",
            "name_zh": "计税金额",
            "type": "money",
            "required": True,
            "readonly": False,
            "sensitivity": "business",
            "sample": "1000.00",
            "min": "0",
            "cell": {"grid": "g", "row": "r1", "column": "c1"},
        },
        {
            "id": "tax",
            "step": "s1",
            "name_zh": "应纳税额",
            "type": "money",
            "required": False,
            "readonly": True,
            "sensitivity": "business",
            "sample": "0.30",
        },
        {
            "id": "kind",
            "step": "s1",
            "name_zh": "税目",
            "type": "enum",
            "required": True,
            "readonly": False,
            "sensitivity": "none",
            "sample": "合同",
            "options": [{"value": "合同", "name_zh": "合同"}, {"value": "账簿", "name_zh": "账簿"}],
        },
        {
            "id": "span",
            "step": "s1",
            "name_zh": "有效期",
            "type": "date-range",
            "required": False,
            "readonly": False,
            "sensitivity": "none",
            "sample": "2026-01-01~2026-12-31",
            "parts": [{"id": "from", "name_zh": "起", "type": "date"}, {"id": "to", "name_zh": "止", "type": "date"}],
        },
    ],
    "grids": [
        {
            "id": "g",
            "step": "s1",
            "title_zh": "明细",
            "heading_zh": "项目",
            "rows": [{"id": "r1", "name_zh": "合同"}],
            "columns": [{"id": "c1", "name_zh": "金额"}],
        }
    ],
    "errors": [
        {
            "id": "st-low",
            "step": "s2",
            "field_ids": ["base"],
            "severity": "block",
            "message_zh": "计税金额小于合同金额",
            "cause_zh": "漏填",
            "officer_explanation_zh": "差额是{diff}元,税额{tax}元。",
            "fix_steps": [{"text_zh": "补填"}],
            "start_tier": 1,
            "suggest_human": True,
            "help_topic_ids": ["st-t1"],
            "placeholders": {"tax": {"field": "tax", "otherwise_zh": "若干"}},
            "confidence": "domain",
        }
    ],
    "help_topics": [{"id": "st-t1", "question_zh": "怎么填?", "answer_zh": "按合同填。"}],
    "canned_replies": [{"text_zh": "请看第1步。"}],
    "materials": [{"id": "contract", "name_zh": "合同", "required": True, "confidence": "domain"}],
    "facts": [
        {"id": "contracts", "name_zh": "合同金额", "type": "money", "default": "1000.00"},
        {"id": "choices", "name_zh": "选择", "type": "list", "default": ["a"]},
        {"id": "open", "name_zh": "开放", "type": "bool", "default": True},
    ],
    "computed": {"tax": ["round", ["*", {"field": "base"}, 0.0003], 2]},
    "comparisons": [
        {
            "id": "cmp",
            "step": "s2",
            "title_zh": "比对",
            "rows": [
                {
                    "no": 1,
                    "source_item_zh": "合同金额",
                    "source_amount": {"fact": "contracts"},
                    "declared_item_zh": "计税金额",
                    "declared_amount": {"field": "base"},
                }
            ],
        }
    ],
    "checks": [
        {"id": "low", "step": "s2", "error": "st-low", "comparison": "cmp", "rows": [1]},
        {
            "id": "odd",
            "step": "s1",
            "severity": "warn",
            "fields": ["span"],
            "message_zh": "有效期已过",
            "when": ["<", {"field": "span", "part": "to"}, ["today"]],
        },
    ],
    "scenarios": [
        {
            "id": "low",
            "taxpayers": ["tp1"],
            "name_zh": "少填",
            "error": "st-low",
            "deadline_in_days": 0,
            "values": {"base": "900.00"},
            "resolution": {"values": {"base": "1000.00"}},
        }
    ],
}

Reasons = list[tuple[str, str]]
"""Path and reason of every problem."""


@pytest.fixture
def small() -> dict[str, Any]:
    """A sound matter, the test's own to break."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def problems_of(tmp_path: Path) -> Callable[[object], Reasons]:
    """Check one matter (a value for JSON, a text, or bytes) and return its problems."""

    def check(content: object) -> Reasons:
        file = tmp_path / "matter.json"
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            file.write_text(text, "utf-8")
        found = check_files([file])
        assert all(problem.file == str(file) for problem in found)
        return [(problem.path, problem.reason) for problem in found]

    return check


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the product's catalogue, the test's own to change."""
    copied = tmp_path / "catalogue"
    copied.mkdir()
    for name in ("common.json", "demo.json"):
        shutil.copy(FOLDER / name, copied / name)
    shutil.copytree(FOLDER / "matters", copied / "matters")
    return copied


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The product's own catalogue."""
    return load_catalogue(FOLDER, ON)
