"""Log lines on standard error: for people, or one JSON object a line for machines."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import TYPE_CHECKING, Final

from typing_extensions import override

if TYPE_CHECKING:
    from chatserver.settings import Settings

LOUD: Final = ("socketio", "engineio", "alembic", "asyncio", "aiohttp.access")
"""Others' loggers that tell each packet or step at `info`; they speak at `warning`, or when all is at `debug`."""


class JsonLines(logging.Formatter):
    """`{"at", "level", "logger", "message"}` and, after a failure, `"trace"`."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """Time, level and message on one line; a failure's trace below."""

    def __init__(self) -> None:
        """The date is left out: whoever reads this reads it now."""
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")


def set_up_logging(settings: Settings, *, quiet: bool = False) -> None:
    """Send log lines to standard error as the settings say; `quiet` (a demo) shows warnings only, unless asked."""
    level = settings.log_level.upper()
    if quiet and "log_level" not in settings.sources:
        level = "WARNING"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.NOTSET if level == "DEBUG" else logging.WARNING)
