"""How phrases, monitoring and announcements say no; as in `errors`."""

from __future__ import annotations

from chatserver.domain.errors import DomainError


class PhraseUnknown(DomainError):
    """There is no such phrase among yours and the team's; it may have been deleted."""

    code = "phrase_unknown"


class PhraseEmpty(DomainError):
    """A phrase needs a title and a text."""

    code = "phrase_empty"


class PhraseVariableUnknown(DomainError):
    """The text names a variable that nothing fills in; `variable` says which, `known` which there are."""

    code = "phrase_variable_unknown"


class PhraseChanged(DomainError):
    """Somebody else changed the phrase meanwhile; look again, then decide."""

    code = "phrase_changed"


class PhraseLimit(DomainError):
    """No more phrases of this kind fit; delete one first."""

    code = "phrase_limit"


class AnnouncementInvalid(DomainError):
    """An announcement needs a text, and an end within a day from now."""

    code = "announcement_invalid"


class AnnouncementUnknown(DomainError):
    """There is no such announcement, or it is over."""

    code = "announcement_unknown"
