"""Which namespace knows which command."""

from __future__ import annotations

from chatserver.protocol.command import Command
from chatserver.protocol.commands import OFFICER, SHARED, TAXPAYER
from chatserver.protocol.commands_together import TOGETHER

TAXPAYER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*SHARED, *TAXPAYER)}
OFFICER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*SHARED, *OFFICER, *TOGETHER)}
