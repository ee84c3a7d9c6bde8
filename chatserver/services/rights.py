"""Who may see the floor and act on it: an officer with the skill `monitor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.errors import NotPermitted
from chatserver.services.routing import find_officer_now

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.services.hub import Hub


async def check_supervisor(hub: Hub, actor: Actor) -> Officer:
    """Return the supervisor. Raises NotPermitted for every other officer; asked anew each time, for rights end."""
    officer, _ = await find_officer_now(hub, actor.id)
    if not officer.supervises:
        raise NotPermitted
    return officer
