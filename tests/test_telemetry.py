import datetime as dt

from chatserver.services import messaging, opening, routing
from chatserver.services.hub import Hub
from chatserver.telemetry import Telemetry
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.clock import FakeClock
from tests.support.hub import on_duty
from tests.support.recorder import RecordingPublisher


def numbers(telemetry: Telemetry) -> dict[str, float]:
    text = telemetry.exposition()[0].decode()
    pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


async def test_changes_are_counted_by_event_and_waits_by_length(
    hub: Hub, publisher: RecordingPublisher, clock: FakeClock
) -> None:
    telemetry = Telemetry()
    telemetry.watch_journal(hub.journal)
    await on_duty(hub)
    session = (await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=False)).session
    clock.advance(0.2)
    await routing.match(hub)
    offer = (await hub.journal.load(session.session_id)).offer
    assert offer is not None
    clock.advance(4)
    await routing.accept(hub, OFFICER, session.session_id, offer.offer_id)
    await messaging.post(hub, OFFICER, session.session_id, "o1", "您好")
    for outcome in publisher.outcomes:
        telemetry.session_changed(outcome)
    found = numbers(telemetry)
    assert found['daoban_events_total{type="offer.made"}'] == 1
    assert found['daoban_events_total{type="message.posted"}'] == 1
    assert found['daoban_offer_wait_seconds_bucket{le="0.1"}'] == 0
    assert found['daoban_offer_wait_seconds_bucket{le="0.25"}'] == 1
    assert found["daoban_assignment_wait_seconds_sum"] == dt.timedelta(seconds=4.2).total_seconds()
    assert found["daoban_journal_changes_total"] == hub.journal.changes


def test_connections_are_counted_when_asked_and_nodes_stay_apart() -> None:
    first, second, roles = Telemetry(), Telemetry(), ["officer"]
    first.watch_connections(lambda: roles)
    second.watch_connections(list)
    roles += ["taxpayer", "taxpayer"]
    first.count_error("socket", "busy")
    found = numbers(first)
    assert found['daoban_connections{role="taxpayer"}'] == 2
    assert found['daoban_connections{role="officer"}'] == 1
    assert found['daoban_errors_total{code="busy",edge="socket"}'] == 1
    assert numbers(second)['daoban_connections{role="taxpayer"}'] == 0
    assert not any(name.startswith("daoban_errors_total") for name in numbers(second))
