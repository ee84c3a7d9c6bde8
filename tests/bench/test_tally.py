"""What became of each message is counted right."""

from __future__ import annotations

import pytest

from bench.tally import Lane, Tally, lost, report, spread


def test_a_message_that_is_answered_and_delivered_is_counted_once() -> None:
    lane, tally = Lane(), Tally()
    number = lane.send(10.0)
    tally.acknowledge(lane, number, 10.002, ok=True)
    assert tally.deliver(lane, number, 10.003)
    assert (tally.acknowledged, tally.delivered, lost([lane])) == (1, 1, 0)
    assert tally.latencies == [pytest.approx(0.003)]


def test_an_acknowledged_message_that_never_came_is_lost_and_a_refused_one_is_not() -> None:
    lane, tally = Lane(), Tally()
    tally.acknowledge(lane, lane.send(0.0), 0.0, ok=True)
    tally.acknowledge(lane, lane.send(0.0), 0.0, ok=False)
    assert (lost([lane]), tally.refused) == (1, 1)


def test_a_second_delivery_is_a_double_and_no_delivery() -> None:
    lane, tally = Lane(), Tally()
    number = lane.send(0.0)
    assert tally.deliver(lane, number, 0.0)
    assert not tally.deliver(lane, number, 0.0)
    assert (tally.delivered, tally.doubled) == (1, 1)


def test_a_message_after_a_later_one_is_out_of_order() -> None:
    lane, tally = Lane(), Tally()
    first, second = lane.send(0.0), lane.send(0.0)
    tally.deliver(lane, second, 0.0)
    tally.deliver(lane, first, 0.0)
    assert (tally.delivered, tally.out_of_order, tally.doubled) == (2, 1, 0)


def test_a_message_that_nobody_sent_is_astray() -> None:
    tally = Tally()
    assert not tally.deliver(Lane(), 0, 0.0)
    assert tally.stray == 1


def test_the_spread_is_told_in_milliseconds_by_nearest_rank() -> None:
    found = spread([n / 1000 for n in range(100, 0, -1)])
    assert (found.p50, found.p90, found.p99, found.max, found.count) == (50, 90, 99, 100, 100)
    assert spread([]).count == 0


def test_the_report_adds_up() -> None:
    lane, tally = Lane(), Tally()
    tally.sent = 1
    tally.acknowledge(lane, lane.send(0.0), 0.001, ok=True)
    told = report(tally, [lane], 2.0)
    assert (told["sent"], told["lost"], told["ack_latency_ms"]["p50"]) == (1, 1, 1)
