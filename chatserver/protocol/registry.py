"""Which namespace knows which command."""

from __future__ import annotations

from chatserver.protocol import slip_commands as slips
from chatserver.protocol.command import Command
from chatserver.protocol.commands import OFFICER, SHARED, TAXPAYER
from chatserver.protocol.commands_together import TOGETHER

_SHARED = (*SHARED, *slips.SHARED)
TAXPAYER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*_SHARED, *TAXPAYER, *slips.TAXPAYER)}
OFFICER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*_SHARED, *OFFICER, *TOGETHER, *slips.OFFICER)}
