"""Keeping phrases: an officer's own, and the team's, which a supervisor keeps."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.errors import MatterUnknown
from chatserver.domain.masking import mask_words
from chatserver.domain.phrase import Phrase, PhraseDraft, check_may_delete, write_phrase
from chatserver.services.routing import find_officer_now
from storage.phrases import count_phrases, delete_phrase, find_phrase, load_phrases, put_phrase

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from chatserver.domain.actors import Actor
    from chatserver.services.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseBook:
    """What an officer may insert, and whether they may change the team's."""

    phrases: list[Phrase]
    may_write_team: bool


async def look(hub: Hub, actor: Actor) -> PhraseBook:
    """Return the officer's own phrases and the team's."""
    officer, _ = await find_officer_now(hub, actor.id)
    found = await hub.database.read(lambda sql: load_phrases(sql, actor.id))
    return PhraseBook(phrases=found, may_write_team=officer.supervises)


async def save(hub: Hub, actor: Actor, draft: PhraseDraft) -> Phrase:
    """Keep a phrase. Raises as `write_phrase`, and MatterUnknown."""
    if draft.matter_id is not None and hub.catalogue.find_matter(draft.matter_id) is None:
        raise MatterUnknown(matter_id=draft.matter_id)
    officer, _ = await find_officer_now(hub, actor.id)
    patterns = hub.catalogue.common.sensitive_patterns
    masked = dataclasses.replace(
        draft, title=mask_words(draft.title, patterns) or "", text=mask_words(draft.text, patterns) or ""
    )
    now = hub.clock.now()

    def work(sql: Connection) -> Phrase:
        known = find_phrase(sql, draft.phrase_id)
        written = write_phrase(known, masked, officer, count_phrases(sql, draft.owner, actor.id), now)
        if written is not known:
            put_phrase(sql, written)
        return written

    return await hub.database.write(work)


async def delete(hub: Hub, actor: Actor, phrase_id: str) -> None:
    """Forget a phrase; a repeat is nothing. Raises NotPermitted, PhraseUnknown."""
    officer, _ = await find_officer_now(hub, actor.id)

    def work(sql: Connection) -> None:
        check_may_delete(find_phrase(sql, phrase_id), officer)
        delete_phrase(sql, phrase_id)

    await hub.database.write(work)
