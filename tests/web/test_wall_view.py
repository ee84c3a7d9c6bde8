"""The wallboard in words: many queues in few rows, long waits, and what is wrong with figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chatserver.domain.metrics_figures import Gap, Violation, Wrong
from chatserver.domain.wall import QueueLine, Slots, Why
from chatserver.services.wall import Board, WallReader
from chatserver.web.pages import words_of
from chatserver.web.reports.wall_view import BOTTOM, ROWS, TOP, Shown, numbers_of, show
from storage.history import note_simulation
from tests.support.clock import START

if TYPE_CHECKING:
    from chatserver.services.hub import Hub

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
async def board(hub: Hub) -> Board:
    """An empty hall."""
    return await WallReader(hub).look()


def shown_of(board: Board) -> Shown:
    return show(board, START, words_of("zh-CN"), {f"q{n}": f"队列{n}" for n in range(20)})


def queue(number: int, waiting: int = 0, seconds: int = 0) -> QueueLine:
    return QueueLine(
        queue_id=f"q{number}",
        waiting=waiting,
        longest=seconds * SECOND if waiting else None,
        slots=Slots(in_hand=1, capacity=2),
        why=Why.FULL if waiting else None,
    )


def with_queues(board: Board, *queues: QueueLine) -> Board:
    return replace(board, now=replace(board.now, queues=queues))


def test_empty_hall_has_dashes_and_no_line_to_speak_of(board: Board) -> None:
    shown = shown_of(board)
    assert (shown.text["waiting"], shown.text["longest"], shown.text["level"]) == ("0", "—", "—")
    assert (shown.text["change"], shown.mark["longest"]) == ("与 10 分钟前一样", "fine")
    assert (shown.text["longest.note"], shown.text["line.now"]) == ("没有人在等", "")
    assert shown.draw["words"].startswith("近 60 分钟最长等候：现在 0:00，最高 0:00")
    assert {shown.text[name] for name in ("simulated", "gaps", "wrong")} == {""}


def test_of_many_queues_the_quiet_ones_share_the_last_row(board: Board) -> None:
    found = shown_of(with_queues(board, *(queue(n, waiting=n % 2, seconds=n) for n in range(20))))
    rows = [found.text[f"queue.{n}.name"] for n in range(ROWS)]
    assert rows == [*(f"队列{n}" for n in (0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)), "其他队列"]
    assert f"queue.{ROWS}.name" not in found.text
    assert sum(int(found.text[f"queue.{n}.waiting"]) for n in range(ROWS)) == int(found.text["waiting"]) == 10


def test_hour_of_waiting_is_written_small_and_fits_the_picture(board: Board) -> None:
    found = shown_of(with_queues(board, queue(0, 1, 3 * 3600)))
    assert (found.text["longest"], found.mark["longest.size"], found.mark["longest"]) == ("3:00:00", "long", "late")
    assert (found.text["line.3"], found.draw["end"].split()[1]) == ("3:00:00", f"{TOP:.1f})")
    week = shown_of(with_queues(board, queue(0, 1, 7 * 86_400)))
    assert TOP <= float(week.draw["end"].split()[1].rstrip(")")) <= BOTTOM


@pytest.mark.parametrize(("before", "mark", "words"), [(1, "more", "多 2 人"), (5, "less", "少 2 人")])
def test_change_is_said_in_words(board: Board, before: int, mark: str, words: str) -> None:
    found = shown_of(replace(with_queues(board, queue(0, 3, 1)), waiting_before=before))
    assert found.mark["change"] == mark
    assert words in found.text["change"]


async def test_what_is_wrong_with_figures_and_what_is_invented_is_said(hub: Hub) -> None:
    await hub.database.write(lambda sql: note_simulation(sql, START, 1, 1, (START.date(), START.date())))
    board = await WallReader(hub).look()
    broken = replace(board.today.figures, gaps=(Gap("s1", 2),), violations=(Violation(Wrong.RANGE, "x", "y"),))
    board = replace(board, today=replace(board.today, figures=broken))
    found, numbers = shown_of(board), numbers_of(board)
    assert found.text["simulated"] == "模拟数据"
    assert found.text["gaps"] == "1 个会话记录不完整，未计入"
    assert found.text["wrong"] == "1 处数字有矛盾"
    today = numbers["today"]
    assert isinstance(today, dict)
    assert (today["gaps"], today["violations"], today["is_simulated"]) == (1, 1, True)
