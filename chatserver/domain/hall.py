"""Rules for sending a matter to the hall (需到办税服务厅): what to bring is the catalogue's word, not an officer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.errors_together import MaterialUnknown
from chatserver.domain.events_together import HallReferred
from chatserver.domain.guards import check_part
from chatserver.domain.guidance import is_repeated
from chatserver.domain.together import HallItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.actors import Actor
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.session import Session


def refer_to_hall(
    session: Session, actor: Actor, guide_id: str, items: Sequence[str] | None, matter: Matter, text: str | None
) -> Decision:
    """Tell the taxpayer to come to the hall, and with which of the matter's papers (None: those it always asks for).

    Raises MaterialUnknown, GuideLimit.
    """
    check_part(session, actor)
    if is_repeated(session, actor, guide_id):
        return NOTHING
    event = HallReferred(
        guide_id=guide_id,
        title=matter.name.for_display(session.locale),
        items=_listed(items, matter, session.locale),
        text=text,
    )
    return Decision(((actor, event),))


def _listed(items: Sequence[str] | None, matter: Matter, locale: str) -> tuple[HallItem, ...]:
    """Return the papers in the catalogue's order, in the taxpayer's language."""
    wanted = {item.id for item in matter.materials if item.required} if items is None else set(items)
    if unknown := wanted - {item.id for item in matter.materials}:
        raise MaterialUnknown(items=sorted(unknown))
    return tuple(
        HallItem(
            id=item.id,
            name=item.name.for_display(locale),
            copies=item.copies,
            original=item.original,
            when=item.when.for_display(locale) or None,
        )
        for item in matter.materials
        if item.id in wanted
    )
