"""The envelope of an acknowledgement, and which answer belongs to which command."""

from __future__ import annotations

import msgspec

from chatserver.protocol import desk_views as d
from chatserver.protocol import file_views as f
from chatserver.protocol import views as v
from chatserver.protocol.registry import OFFICER_COMMANDS, TAXPAYER_COMMANDS


class Ack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`{ok: true, result}` or `{ok: false, error}`."""

    ok: bool
    result: msgspec.Raw | None = None
    error: v.ErrorBody | None = None


RESULTS: dict[str, type[v.View]] = {
    "session.open": v.Resumed,
    "session.resume": v.Resumed,
    "offer.accept": v.Resumed,
    "desk.snapshot": v.Desk,
    "status.set": v.OfficerView,
    "queue.look": v.PlaceView,
    "proposal.accept": v.ProposalAnswer,
    "colleagues.look": v.Colleagues,
    "slip.look": v.SlipPage,
    "slip.view": v.FoundSlip,
    "file.link": f.FileAddresses,
    "uploads.look": f.UploadsUnderWay,
    "consult.join": v.Resumed,
    "history.look": v.EarlierSessions,
    "history.view": v.EarlierTranscript,
    "phrases.look": d.PhraseBook,
    "phrase.save": d.PhraseView,
    "floor.look": d.Floor,
    "monitor.start": v.Resumed,
    "monitor.join": v.Resumed,
    "announcement.post": v.AnnouncementView,
}
"""Answers other than `Posted`."""

NO_RESULT: frozenset[str] = frozenset(
    {"typing.set", "ticket.refresh", "offer.decline", "session.transfer", "consult.decline", "phrase.delete"}
    | {"monitor.stop", "session.reassign", "announcement.withdraw"}
)
"""Acknowledged with `result: null`: nothing was numbered, or the caller may not see the number."""


def result_of(name: str) -> type[v.View] | None:
    """Return the view that answers a command, or None for an empty answer."""
    if name not in TAXPAYER_COMMANDS and name not in OFFICER_COMMANDS:
        raise KeyError(name)
    return None if name in NO_RESULT else RESULTS.get(name, v.Posted)
