"""Where closed sessions were handed over, from `transfer_facts`."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.report_moves import Move, Place
from storage.parts import of_facts
from storage.schema_reports import facts_due, session_facts, transfer_facts

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.parts import Chosen


def load_moves(connection: Connection, chosen: Chosen) -> collections.Counter[Move]:
    """Return how often sessions opened on the chosen days went from where to where.

    Those that are due anew are left out, for their log says more.
    """
    columns = transfer_facts.c
    ways = columns.from_queue, columns.from_tier, columns.to_queue, columns.to_tier
    query = sa.select(*ways, sa.func.count().label("times")).group_by(*ways)
    query = query.where(
        columns.day.between(chosen.first, chosen.last),
        columns.session_id.not_in(sa.select(facts_due.c.session_id)),
    )
    if not chosen.are_all:
        query = query.join(session_facts, session_facts.c.session_id == columns.session_id).where(*of_facts(chosen))
    return collections.Counter(
        {
            Move(Place(row.from_queue, row.from_tier), Place(row.to_queue, row.to_tier)): row.times
            for row in connection.execute(query)
        }
    )
