"""The node's loops, with the reason for each rhythm."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from chatserver.adapters.fanout_redis import BEAT_SECONDS
from chatserver.clock import SharedClock
from chatserver.jobs.runner import every, politely, whenever
from chatserver.services import announcing, facts, hours, months, officer_days, presence, routing, stuck_spans
from chatserver.services.agreed_time import FOLLOW_SECONDS, follow
from chatserver.services.places import QueueNews, pair_and_tell
from chatserver.services.retention import Retention
from chatserver.services.rights import LostRights
from storage.logins import forget_expired
from storage.presence import LEASE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from chatserver.adapters.export_worker import ExportWorker
    from chatserver.adapters.fanout_redis import RedisBus
    from chatserver.adapters.report_process import ReportWriter
    from chatserver.services.files import Files
    from chatserver.services.hub import Hub
    from chatserver.services.news import News
    from chatserver.services.presence import Lines
    from chatserver.services.retention import Terms


_FACTS_AT_ONCE = 4
"""Sessions whose facts are made in one go: some three milliseconds in which nobody else has the loop."""
_FACTS_A_SECOND = 40
"""Most of them in a second. `daoban facts` makes those of years faster."""
_SUMS_AT_ONCE = 200
"""Notes in one transaction: some ten milliseconds in which nothing else is written."""
_SUMS_A_MINUTE = 2_000
_DAYS_A_MINUTE = 20
_HOURS_A_MINUTE = 60
"""Days, whose hours are kept: a year that an upgrade brings is there within minutes."""
_MONTHS_AT_ONCE = 12
"""In five minutes: each is half a second's work, in pieces of some milliseconds."""
_SPANS_AT_A_TIME = 100
_PURGED_AT_ONCE = 1
"""Sessions in one transaction: some fifteen milliseconds in which nothing else is written."""
_PURGED_A_MINUTE = 300
"""Most of them in a minute, whose facts are made anew, too. `daoban retention run` purges those of years faster."""
_PACE_SECONDS = 0.008
"""A look at the hall costs the same whoever asked for it: when many press *help* at once, one look serves several."""


def loops(hub: Hub, lines: Lines, check_proofs: Callable[[], Awaitable[None]]) -> list[Coroutine[object, object, None]]:
    """Return every loop of a node, not yet running; `check_proofs` looks again at what let `lines` in."""
    news = QueueNews(hub)

    clock = hub.clock
    agreeing = (
        [every(FOLLOW_SECONDS, lambda: follow(hub.database, clock), "clock")] if isinstance(clock, SharedClock) else []
    )
    return [
        *agreeing,
        # Wanted by every event that can help; the slow sweep only catches what nobody thought of.
        whenever(hub.desks, 2.0, lambda: pair_and_tell(hub, news), "pairing", pace_seconds=_PACE_SECONDS),
        # A deadline is passed on half a second late at the most.
        every(0.5, lambda: routing.expire_due_offers(hub), "offers"),
        every(LEASE_SECONDS / 3, lambda: presence.renew_lease(hub, lines), "lease"),
        every(2.0, lambda: presence.sweep(hub, lines), "presence"),
        every(10.0, check_proofs, "proofs"),
        every(10.0, LostRights(hub).turn, "rights"),
        # What was posted on another node is on every page within two seconds; an index, and mostly nothing there.
        every(2.0, lambda: announcing.tell_news(hub), "announcements"),
        every(3600.0, lambda: _forget(hub), "tickets"),
        every(1.0, lambda: politely(partial(_make_facts, hub), most=_FACTS_A_SECOND), "facts"),
        # Notes are as good as sums, only slower to read; each day's sums are rewritten whole.
        every(60.0, lambda: politely(partial(_sum_up, hub), most=_SUMS_A_MINUTE), "sums"),
        # A day is over once a day; this is for what was closed late, and for years that an upgrade brought.
        every(60.0, lambda: politely(partial(_make_days, hub), most=_DAYS_A_MINUTE), "officer days"),
        # A day that is not kept is counted by whoever reads it; to keep one takes some milliseconds.
        every(60.0, lambda: politely(partial(_keep_hours, hub), most=_HOURS_A_MINUTE), "hours"),
        # A month is over once a month; made anew by what is closed late, it needs its days until then, which are there.
        every(300.0, lambda: politely(partial(_make_months, hub), most=_MONTHS_AT_ONCE), "months"),
        # What is not kept is only slower; a month is some seconds' work, and is made anew once for many changes.
        every(600.0, lambda: politely(partial(_keep_spans, hub), most=_SPANS_AT_A_TIME), "spans"),
        every(3600.0, lambda: facts.find_missed(hub.database, hub.clock.now()), "missed"),
    ]


def bus_loops(bus: RedisBus | None, news: News) -> list[Coroutine[object, object, None]]:
    """Return the loops that keep this node together with others, not yet running."""
    looking = whenever(news.nudge, 1.0, news.turn, "news", pace_seconds=_PACE_SECONDS)
    return [looking] if bus is None else [looking, bus.run(), every(BEAT_SECONDS, bus.beat, "beat")]


def file_loops(files: Files | None) -> list[Coroutine[object, object, None]]:
    """Return the loops that files need, not yet running."""
    if files is None:
        return []
    checks = files.checks
    return [
        # Wanted by every upload that is complete; the slow sweep is for what waits for a scanner that was away.
        whenever(checks.wanted, 10.0, checks.turn, "files", pace_seconds=_PACE_SECONDS),
        every(600.0, files.uploads.give_up_abandoned, "uploads"),
        # The term is counted in days; an hour spreads what is due over the day, and over the nodes.
        every(3600.0, files.retention.turn, "retention"),
    ]


def export_loops(exports: ExportWorker | None) -> list[Coroutine[object, object, None]]:
    """Return the loops that exports in the background need, not yet running."""
    if exports is None:
        return []
    return [
        # Wanted by everybody who asks here; the sweep finds what was asked on another node, or left by a dead one.
        whenever(exports.jobs.wanted, 5.0, exports.turn, "exports", pace_seconds=_PACE_SECONDS),
        # A look into a folder; what was given up may show who somebody is, and nobody is to find it tomorrow.
        every(60.0, exports.tidy, "old exports"),
    ]


def report_loops(reports: ReportWriter | None) -> list[Coroutine[object, object, None]]:
    """Return the loop that periodic reports need, not yet running."""
    if reports is None:
        return []
    return [every(600.0, reports.turn, "reports")]  # within ten minutes of the hour at which a day is settled


def retention_loops(hub: Hub, terms: Terms) -> list[Coroutine[object, object, None]]:
    """Return the loop that purges closed sessions when their terms are over, not yet running. Without terms it still
    forgets what the command, or a node with terms, has purged.
    """
    retention = Retention(hub, terms)

    async def turn() -> None:
        await retention.begin()
        await politely(partial(retention.step, _PURGED_AT_ONCE), most=_PURGED_A_MINUTE)

    return [every(60.0, turn, "purging")]


async def _make_facts(hub: Hub) -> int:
    return await facts.catch_up(hub.database, hub.workdays, most=_FACTS_AT_ONCE)


async def _sum_up(hub: Hub) -> int:
    return await facts.sum_up(hub.database, most=_SUMS_AT_ONCE)


async def _make_days(hub: Hub) -> int:
    return await officer_days.make_days(hub.database, hub.clock.now(), most=1)


async def _keep_hours(hub: Hub) -> int:
    return await hours.keep_hours(hub.database, hub.clock.now(), most=1)


async def _make_months(hub: Hub) -> int:
    return await months.make_months(hub.database, hub.clock.now(), most=1)


async def _keep_spans(hub: Hub) -> int:
    return await stuck_spans.keep_spans(hub.database, hub.clock.now(), most=1)


async def _forget(hub: Hub) -> None:
    before = hub.clock.now() - dt.timedelta(minutes=5)
    await hub.database.write(lambda sql: forget_expired(sql, before))
