"""Telling all taxpayers at once. Each node looks for itself what stands, so that no bus can lose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.announcement import Announcement, announce
from chatserver.domain.desk_errors import AnnouncementUnknown
from chatserver.domain.masking import mask_words
from chatserver.services.rights import check_supervisor
from storage.announcements import add_announcement, find_announcement, find_standing, withdraw_announcement

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.domain.actors import Actor
    from chatserver.services.hub import Hub


async def post(hub: Hub, actor: Actor, announcement_id: str, text: str, until_at: dt.datetime) -> Announcement:
    """Announce, in place of what stands; a repeat changes nothing, and is answered with what was said the first time.

    Raises NotPermitted, AnnouncementInvalid.
    """
    await check_supervisor(hub, actor)
    if known := await _find(hub, announcement_id):
        return known
    words = mask_words(text, hub.catalogue.common.sensitive_patterns) or ""
    said = announce(announcement_id, words, until_at, actor.id, hub.clock.now())
    added = await hub.database.write(lambda sql: add_announcement(sql, said))
    await tell_news(hub)
    return said if added else await _find(hub, announcement_id) or said


async def withdraw(hub: Hub, actor: Actor, announcement_id: str) -> None:
    """Take an announcement back; one that stands no longer is left alone. Raises NotPermitted, AnnouncementUnknown."""
    await check_supervisor(hub, actor)
    if await _find(hub, announcement_id) is None:
        raise AnnouncementUnknown(announcement_id=announcement_id)
    now = hub.clock.now()
    await hub.database.write(lambda sql: withdraw_announcement(sql, announcement_id, actor.id, now))
    await tell_news(hub)


async def _find(hub: Hub, announcement_id: str) -> Announcement | None:
    return await hub.database.read(lambda sql: find_announcement(sql, announcement_id))


async def tell_news(hub: Hub) -> None:
    """Look what stands, and tell everybody here when that is another one than before. Called every few seconds."""
    now = hub.clock.now()
    standing = await hub.database.read(lambda sql: find_standing(sql, now))
    if standing != hub.announcement:
        hub.announcement = standing
        hub.publisher.announcement_changed(standing)
