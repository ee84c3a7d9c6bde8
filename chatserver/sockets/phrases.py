"""Phrases over the socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.phrase import MOST, VARIABLES, Phrase, PhraseDraft, PhraseOwner
from chatserver.protocol import desk_commands as c
from chatserver.protocol import desk_views as d
from chatserver.services import phrases

if TYPE_CHECKING:
    from chatserver.protocol.command import Command
    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge, Handler


async def look_phrases(edge: Edge, connection: Connection, _: c.LookPhrases) -> d.PhraseBook:
    """phrases.look."""
    book = await phrases.look(edge.hub, connection.principal.actor)
    return d.PhraseBook(
        phrases=tuple(map(_view, book.phrases)),
        variables=VARIABLES,
        may_write_team=book.may_write_team,
        most_personal=MOST[PhraseOwner.PERSONAL],
    )


async def save_phrase(edge: Edge, connection: Connection, command: c.SavePhrase) -> d.PhraseView:
    """phrase.save."""
    draft = PhraseDraft(
        phrase_id=command.phrase_id,
        owner=command.owner,
        matter_id=command.matter_id,
        title=command.title,
        text=command.text,
        seen_at=command.seen_at,
    )
    return _view(await phrases.save(edge.hub, connection.principal.actor, draft))


async def delete_phrase(edge: Edge, connection: Connection, command: c.DeletePhrase) -> None:
    """phrase.delete."""
    await phrases.delete(edge.hub, connection.principal.actor, command.phrase_id)


def _view(phrase: Phrase) -> d.PhraseView:
    return d.PhraseView(
        phrase_id=phrase.phrase_id,
        owner=phrase.owner.value,
        matter_id=phrase.matter_id,
        title=phrase.title,
        text=phrase.text,
        changed_at=phrase.changed_at,
    )


PHRASE_HANDLERS: dict[type[Command], Handler] = {
    c.LookPhrases: look_phrases,
    c.SavePhrase: save_phrase,
    c.DeletePhrase: delete_phrase,
}
