"""Numbers for monitoring, in Prometheus' format. Counts what happens here; knows no names and no texts.

One registry for each node, so that several nodes (and tests) in one process stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from typing_extensions import override

from chatserver.domain.events import EVENT_TYPES, OfferMade, SessionAssigned

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.memory import Outcome

WAITS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
"""Seconds: below one the hub's own share of the wait, above it the officers'."""


class Telemetry:
    """One node's numbers."""

    def __init__(self) -> None:
        """Start at zero."""
        self._registry = CollectorRegistry(auto_describe=True)
        self._connections = self._gauge("daoban_connections", "Living connections on this node.", "role")
        self._sessions = self._gauge("daoban_sessions", "Open sessions of the whole hub by state.", "state")
        events = self._counter("daoban_events", "Events written by this node.", "type")
        self._event_counts = {name: events.labels(name) for name in EVENT_TYPES}
        self._errors = self._counter("daoban_errors", "Refusals answered by this node.", "edge", "code")
        self._offer_wait = self._histogram("daoban_offer_wait_seconds", "From asking for help to an offer.")
        self._answer_wait = self._histogram("daoban_assignment_wait_seconds", "From asking for help to an officer.")

    def watch_journal(self, journal: Journal) -> None:
        """Read the journal's counts whenever they are asked for."""
        self._registry.register(_JournalCounts(journal))

    def watch_connections(self, roles: Callable[[], Iterable[str]]) -> None:
        """`roles` returns the role of each living connection; taken whenever asked for."""
        for role in ("taxpayer", "officer"):
            self._connections.labels(role).set_function(lambda role=role: sum(item == role for item in roles()))  # type: ignore[misc]

    def count_error(self, edge: str, code: str) -> None:
        """Count a refusal; `edge` is web or socket."""
        self._errors.labels(edge, code).inc()

    def session_changed(self, outcome: Outcome) -> None:
        """Count what a change has written; called after the commit, must neither fail nor wait."""
        for stored in outcome.events:
            event, at = stored.logged.event, stored.logged.at
            self._event_counts[event.type].inc()
            queued_at = outcome.session.first_queued_at
            if isinstance(event, OfferMade):
                self._offer_wait.observe(max(0.0, (at - event.queued_at).total_seconds()))
            elif isinstance(event, SessionAssigned) and queued_at is not None:
                self._answer_wait.observe(max(0.0, (at - queued_at).total_seconds()))

    def set_open_sessions(self, counts: Mapping[str, int]) -> None:
        """Set the open sessions by state."""
        for state, count in counts.items():
            self._sessions.labels(state).set(count)

    def exposition(self) -> tuple[bytes, str]:
        """Return the text for a scrape and its content type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self._registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self._registry)

    def _histogram(self, name: str, meaning: str) -> Histogram:
        return Histogram(name, meaning, registry=self._registry, buckets=WAITS)


class _JournalCounts(Collector):
    """What the journal counts itself, as counters."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @override
    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily("daoban_journal_batches", "Transactions of the journal.", self._journal.batches)
        yield CounterMetricFamily("daoban_journal_changes", "Changes made by the journal.", self._journal.changes)
