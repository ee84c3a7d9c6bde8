"""Commands of the officer's desk beside the talk: phrases."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from chatserver.domain.phrase import PhraseOwner
from chatserver.protocol.commands import Command, Id

PhraseTitle = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
PhraseText = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Moment = Annotated[dt.datetime, msgspec.Meta(tz=True)]


class LookPhrases(Command, frozen=True, kw_only=True):
    """Ask for one's own phrases and the team's."""

    name: ClassVar[str] = "phrases.look"


class SavePhrase(Command, frozen=True, kw_only=True):
    """Keep a phrase; the caller draws its id, so a repeat changes nothing.

    `owner`: personal, or team (a supervisor's). `matter_id` null: for every matter. `text` may name variables, such as
    `{taxpayer_name}`. `seen_at`: the `changed_at` that the editor began from, null for a new phrase.
    """

    name: ClassVar[str] = "phrase.save"
    phrase_id: Id
    owner: PhraseOwner
    title: PhraseTitle
    text: PhraseText
    matter_id: Id | None = None
    seen_at: Moment | None = None


class DeletePhrase(Command, frozen=True, kw_only=True):
    """Forget a phrase, for good."""

    name: ClassVar[str] = "phrase.delete"
    phrase_id: Id


OFFICER_DESK: tuple[type[Command], ...] = (LookPhrases, SavePhrase, DeletePhrase)
"""All of this page, for officers only."""
