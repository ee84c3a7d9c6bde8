"""A hub node as `daoban serve` runs it, with one thing more: SIGUSR1 sets its clock an hour on, SIGUSR2 an hour back.

The hub reads the time of day in `chatserver.clock` and nowhere else (a house rule that ruff holds), so a step there is
what a step of the machine's clock would be to it; the machine's own clock belongs to others, too.
"""

from __future__ import annotations

import datetime as dt
import json
import signal
import sys
from pathlib import Path
from typing import Any

from bench.seed import ISSUER, JWKS_FILE
from chatserver.clock import SystemClock
from chatserver.serving import run
from chatserver.settings import Settings

HOUR = dt.timedelta(hours=1)
_step = dt.timedelta(0)


def _now(_: SystemClock) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + _step


def _set_clock(by: dt.timedelta) -> None:
    global _step  # noqa: PLW0603 - one clock a process
    _step += by


def main(given: dict[str, Any]) -> None:
    """Serve until ended; `given` holds settings by name, and `folder`."""
    SystemClock.now = _now  # type: ignore[assignment,method-assign] # see above
    signal.signal(signal.SIGUSR1, lambda *_: _set_clock(HOUR))
    signal.signal(signal.SIGUSR2, lambda *_: _set_clock(-HOUR))
    folder = Path(given.pop("folder"))
    settings = Settings(data_folder=folder, bureaus={ISSUER: str(folder / JWKS_FILE)}, **given)
    run(settings, demo=None, ready=lambda port: print(f"ready {port}", flush=True))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
