"""What the export page tells of each column: what it means in the reader's language, and whether it is masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from chatserver.services.exporting.datasets import DATASETS
from chatserver.web.pages import words_of

if TYPE_CHECKING:
    from tests.support.site import Site

NAMED = {f"export.{name}.{column.name}": column for name, one in DATASETS.items() for column in one.columns}
ROW = re.compile(r"<code>(\w+)</code>(.*?)</td><td>(.*?)</td>", re.DOTALL)


async def rows_of(site: Site, language: str) -> list[tuple[str, str, str]]:
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = await site.client.get(f"{site.url}/reports/export", headers=headers)
    assert answer.status == 200
    return ROW.findall(await answer.text())


def test_every_column_has_a_chinese_meaning_and_every_meaning_a_column() -> None:
    meanings = {key: text for key, text in words_of("zh-CN").items() if key.startswith("export.")}
    assert set(meanings) == set(NAMED)
    assert [key for key, text in meanings.items() if not re.search(r"[\u4e00-\u9fff].*[。…]$", text)] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_page_tells_what_columns_mean_and_which_are_masked(analyst: Site, language: str) -> None:
    words, rows = words_of(language), await rows_of(analyst, language)
    meant = [words.get(key, column.meaning) for key, column in NAMED.items()]
    assert [(name, means.replace("&#39;", "'")) for name, _, means in rows] == [
        (column.name, text) for column, text in zip(NAMED.values(), meant, strict=True)
    ]
    for (_, mark, _), column in zip(rows, NAMED.values(), strict=True):
        assert ("▪" in mark, words["reports.export.hidden"] in mark) == (bool(column.kept), bool(column.kept))
