"""Between domain objects and stored text."""

from __future__ import annotations

import datetime as dt

from chatserver.domain import offer
from storage.codec import decode_session, decode_waiting, encode
from tests.support.builders import OFFICER, a_queued_session, after, an_offered_session
from tests.support.clock import START


def test_the_queue_reads_the_same_from_a_snapshot_as_the_whole_session_does() -> None:
    offered = an_offered_session(tier=2)
    declined = after(offered, offer.decline_offer(offered, OFFICER, "offer-1", "busy"), START + dt.timedelta(seconds=5))
    for session in (a_queued_session(), offered, declined):
        text = encode(session)
        whole, found = decode_session(text), decode_waiting(text)
        assert whole == session
        assert whole.waiting is not None
        assert (found.session_id, found.tier, found.passed_over) == (whole.session_id, whole.tier, whole.passed_over)
        assert (found.queue_id, found.rank) == (whole.waiting.queue_id, whole.waiting.rank)
        assert found.queued_at == whole.waiting.queued_at
    assert decode_waiting(encode(declined)).passed_over == {"of1": START + dt.timedelta(seconds=5)}
