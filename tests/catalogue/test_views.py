"""What the front ends get is JSON, complete for showing, and silent about rules and facts."""

from __future__ import annotations

import json
from dataclasses import replace

from chatserver.catalogue.views import catalogue_view, public_view
from chatserver.domain.catalogue import Catalogue
from chatserver.domain.formula import Call, FieldRef


def test_public_view_is_json_with_steps_fields_errors_and_topics(catalogue: Catalogue) -> None:
    for matter in catalogue.matters:
        view = json.loads(json.dumps(public_view(matter)))
        assert len(view["steps"]) == len(matter.steps)
        assert [field["id"] for field in view["fields"]] == [field.id for field in matter.fields]
        assert all(error["explanation"]["zh"] and error["cause"]["zh"] for error in view["errors"])
        assert len(view["help_topics"]) == len(matter.help_topics)


def test_public_view_is_silent_about_rules_facts_and_demo_cases(catalogue: Catalogue) -> None:
    text = json.dumps(public_view(catalogue.matter("vat-general")), ensure_ascii=False)
    for hidden in ("issued_total", "1035000.00", "when_rule", "scenarios", "checks", "computed", "canned_replies"):
        assert f'"{hidden}"' not in text


def test_canned_replies_are_for_officers(catalogue: Catalogue) -> None:
    view = public_view(catalogue.matter("vat-general"), for_officer=True)
    assert "{diff}" in view["canned_replies"][0]["zh"]


def test_field_says_what_may_leave_and_what_may_be_proposed(catalogue: Catalogue) -> None:
    fields = {field["id"]: field for field in public_view(catalogue.matter("defer-payment"))["fields"]}
    assert (fields["cash"]["sensitivity"], fields["cash"]["proposable"]) == ("sensitive", False)
    assert (fields["amt"]["sensitivity"], fields["amt"]["proposable"]) == ("business", True)
    assert fields["stmt"]["proposable"] is False


def test_catalogue_view_lists_matters_and_shared_lists(catalogue: Catalogue) -> None:
    view = json.loads(json.dumps(catalogue_view(catalogue)))
    assert view["version"] == catalogue.version
    assert [row["id"] for row in view["matters"]] == sorted(matter.id for matter in catalogue.matters)
    assert [level["score"] for level in view["common"]["rating_levels"]] == [5, 4, 3, 2, 1]
    assert {choice["id"] for choice in view["common"]["dispositions"]} >= {"resolved", "user_left"}


def test_everything_shown_is_there_in_both_languages(catalogue: Catalogue) -> None:
    untranslated: list[str] = []

    def walk(item: object, path: str) -> None:
        if isinstance(item, dict):
            if set(item) == {"zh", "en"} and bool(item["zh"]) != bool(item["en"]):
                untranslated.append(path)
            for key, value in item.items():
                walk(value, f"{path}/{key}")
        elif isinstance(item, list):
            for index, value in enumerate(item):
                walk(value, f"{path}/{index}")

    walk(catalogue_view(catalogue), "catalogue")
    for matter in catalogue.matters:
        walk(public_view(matter, for_officer=True), matter.id)
    assert untranslated == []


def test_every_error_has_a_short_title_in_plain_words(catalogue: Catalogue) -> None:
    for matter in catalogue.matters:
        for error in matter.errors:
            assert 0 < len(error.title.zh) <= 18, error.id


def test_the_cells_that_a_comparison_adds_up_are_for_officers(catalogue: Catalogue) -> None:
    matter = catalogue.matter("vat-general")
    assert "comparisons" not in public_view(matter)
    [compared] = public_view(matter, for_officer=True)["comparisons"]
    sales, tax, prepaid = compared["rows"]
    assert compared["step_id"] == "s6"
    assert [cell["field_id"] for cell in sales["cells"]] == ["f1_hj_zp", "f1_hj_qt", "f1_jy3"]
    assert tax == {"no": 2, "cells": [{"field_id": "f2_1", "part_id": "tax"}]}
    assert prepaid["no"] == 3


def test_a_comparison_that_does_more_than_add_tells_no_cells(catalogue: Catalogue) -> None:
    matter = catalogue.matter("vat-small")
    [comparison] = matter.comparisons
    first, second = comparison.lines
    less = replace(first, declared_amount=Call("-", (FieldRef("total"), FieldRef("r2"))))
    own = replace(second, source_amount=FieldRef("r2"))
    view = public_view(replace(matter, comparisons=(replace(comparison, lines=(less, own)),)), for_officer=True)
    assert view["comparisons"][0]["rows"] == []
