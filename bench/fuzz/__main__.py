"""Attack a hub of its own with generated frames and requests, print how it took them; exit 1 on a finding."""

from __future__ import annotations

import argparse
import sys

from bench.fuzz.play import play


def main() -> int:
    """Return 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("frames", type=int, nargs="?", default=10_000)
    parser.add_argument("--start", type=int, help="a number that makes a run repeatable")
    given = parser.parse_args()
    report = play(given.frames, given.start)
    print(report.summary())
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
