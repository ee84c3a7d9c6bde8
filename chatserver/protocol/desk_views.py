"""What officers are shown beside the talk: phrases. As in `views`."""

from __future__ import annotations

import datetime as dt

from chatserver.protocol.views import View


class PhraseView(View, frozen=True, kw_only=True):
    """One phrase, its `{variables}` as written. `owner`: personal or team; `matter_id` null: for every matter."""

    phrase_id: str
    owner: str
    matter_id: str | None
    title: str
    text: str
    changed_at: dt.datetime


class PhraseBook(View, frozen=True, kw_only=True):
    """Answer to phrases.look. `variables`: what a text may name; `most_personal`: how many of one's own there may be."""

    phrases: tuple[PhraseView, ...]
    variables: tuple[str, ...]
    may_write_team: bool
    most_personal: int
