"""Numbers for monitoring, in Prometheus' format. Counts what happens here; knows no names and no texts.

One registry for each node, so that several nodes (and tests) in one process stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from typing_extensions import override

from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.events import OfferMade, SessionAssigned

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.memory import Outcome

WAITS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
"""Seconds: below one the hub's own share of the wait, above it the officers'."""


BATCHES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
COMMITS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
"""Seconds: half a millisecond is a fast disk or a bus next door; above a tenth something is wrong."""


class Bus(Protocol):
    """What is asked of the bus."""

    counts: Any
    round_trips: Callable[[float], None]

    def trouble(self) -> str | None:
        """Return None when all is well."""
        ...


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
        self._queue_length = self._gauge("daoban_queue_length", "Sessions that wait, of the whole hub.", "queue")
        self._queue_wait = self._gauge("daoban_queue_longest_wait_seconds", "How long the first waits.", "queue")
        self._batch_sizes = self._histogram("daoban_commit_changes", "Changes in one transaction.", BATCHES)
        self._commit_times = self._histogram("daoban_commit_seconds", "How long a transaction takes.", COMMITS)
        self._round_trips = self._histogram("daoban_bus_round_trip_seconds", "To the bus and back.", COMMITS)
        self._offer_wait = self._histogram("daoban_offer_wait_seconds", "From asking for help to an offer.")
        self._answer_wait = self._histogram("daoban_assignment_wait_seconds", "From asking for help to an officer.")

    def watch_journal(self, journal: Journal) -> None:
        """Read the journal's counts whenever they are asked for."""
        journal.watch = self._committed
        self._registry.register(_JournalCounts(journal))

    def watch_bus(self, bus: Bus) -> None:
        """Read the bus' counts whenever they are asked for, and observe each round trip."""
        bus.round_trips = self._round_trips.observe
        self._registry.register(_BusCounts(bus))

    def watch_evictions(self, evicted: Callable[[], int]) -> None:
        """`evicted` returns how many connections were cut because they did not read; taken whenever asked for."""
        self._registry.register(_Evictions(evicted))

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

    def set_queues(self, queues: Iterable[tuple[str, int, float]]) -> None:
        """Set each queue's length and its longest wait in seconds; queues that are not named are empty."""
        self._queue_length.clear()
        self._queue_wait.clear()
        for queue_id, waiting, seconds in queues:
            self._queue_length.labels(queue_id).set(waiting)
            self._queue_wait.labels(queue_id).set(max(0.0, seconds))

    def exposition(self) -> tuple[bytes, str]:
        """Return the text for a scrape and its content type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    def _committed(self, changes: int, seconds: float) -> None:
        self._batch_sizes.observe(changes)
        self._commit_times.observe(seconds)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self._registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self._registry)

    def _histogram(self, name: str, meaning: str, buckets: Sequence[float] = WAITS) -> Histogram:
        return Histogram(name, meaning, registry=self._registry, buckets=buckets)


class _JournalCounts(Collector):
    """What the journal counts itself, as counters."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @override
    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily("daoban_journal_batches", "Transactions of the journal.", self._journal.batches)
        yield CounterMetricFamily("daoban_journal_changes", "Changes made by the journal.", self._journal.changes)


class _BusCounts(Collector):
    """What the bus counts itself, and whether it is well."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    @override
    def collect(self) -> Iterator[Metric]:
        counts = self._bus.counts
        yield GaugeMetricFamily("daoban_bus_well", "1 while this node hears itself.", int(not self._bus.trouble()))
        for name, meaning, count in (
            ("carried", "Packets published for people on other nodes.", counts.carried),
            ("received", "Packets that other nodes have published.", counts.received),
            ("dropped", "Packets not published, as the line was away; the database tells them.", counts.dropped),
            ("foreign", "Packets of another version, passed over.", counts.foreign),
            ("links", "Lines opened; 1 in good times.", counts.links),
            ("deaf", "Times that this node stopped hearing itself.", counts.deaf),
        ):
            yield CounterMetricFamily(f"daoban_bus_{name}", meaning, count)


class _Evictions(Collector):
    """Connections that were cut because they did not read."""

    def __init__(self, evicted: Callable[[], int]) -> None:
        self._evicted = evicted

    @override
    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily("daoban_evictions", "Connections cut because they did not read.", self._evicted())
