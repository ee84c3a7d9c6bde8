"""A short run of the fuzzer against a hub process; `python -m bench.fuzz` plays 10,000."""

from __future__ import annotations

from bench.fuzz.lines import ALLOWED
from bench.fuzz.play import Report, play


def test_five_hundred_frames_and_requests_find_nothing() -> None:
    report = play(500)
    assert report.passed, report.summary()
    assert report.frames >= 450  # hypothesis leaves out what it has played before
    assert {"coded error", "closed with a code", "refused"} <= set(report.outcomes) <= ALLOWED


def test_a_finding_fails_the_run() -> None:
    report = Report(frames=1, findings=["silence: frame b'x'"])
    assert not report.passed
    assert "FOUND silence" in report.summary()
