"""Lines of a node as a test wants them, without sockets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.schema import connections

if TYPE_CHECKING:
    from chatserver.services.hub import Hub


@dataclass
class FakeLines:
    """Whoever is put in is connected."""

    officers: set[tuple[str, str]] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)

    def of_officers(self) -> set[tuple[str, str]]:
        return self.officers

    def of_person(self, person_key: str) -> bool:
        return person_key in self.persons


async def lines_as_noted(hub: Hub) -> FakeLines:
    """Exactly the officers' lines that the rows tell of; no persons."""
    columns = connections.c.connection_id, connections.c.officer_id
    rows = await hub.database.read(
        lambda sql: sql.execute(sa.select(*columns).where(connections.c.node_id == hub.node_id)).all()
    )
    return FakeLines(officers={(row.connection_id, row.officer_id) for row in rows})
