"""Which namespace knows which command."""

from __future__ import annotations

from chatserver.protocol import file_commands as files
from chatserver.protocol import slip_commands as slips
from chatserver.protocol.command import Command
from chatserver.protocol.commands import OFFICER, SHARED, TAXPAYER
from chatserver.protocol.commands_together import TOGETHER
from chatserver.protocol.desk_commands import OFFICER_DESK

_SHARED = (*SHARED, *files.SHARED, *slips.SHARED)
_OFFICER = (*OFFICER, *TOGETHER, *slips.OFFICER, *OFFICER_DESK)
TAXPAYER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*_SHARED, *TAXPAYER, *slips.TAXPAYER)}
OFFICER_COMMANDS: dict[str, type[Command]] = {cls.name: cls for cls in (*_SHARED, *_OFFICER)}
