import pytest
import sqlalchemy as sa

from chatserver.services import opening
from chatserver.web.edge import WebEdge
from storage.engine import Database
from storage.migrate import newest
from tests.support.builders import a_context, a_principal
from tests.support.schema import upgraded_to_9999
from tests.support.site import Site, refusal, serving


async def test_ready_while_the_database_answers_and_the_node_stays(site: Site) -> None:
    assert (await site.client.get(f"{site.url}/healthz")).status == 200
    answer = await site.client.get(f"{site.url}/readyz")
    assert (answer.status, await answer.json()) == (
        200,
        {"ok": True, "checks": {"draining": "ok", "database": "ok", "schema": "ok"}},
    )
    site.edge.draining = True
    answer = await site.client.get(f"{site.url}/readyz")
    assert (answer.status, (await answer.json())["checks"]["draining"]) == (503, "stopping")
    assert (await site.client.get(f"{site.url}/healthz")).status == 200


async def test_not_ready_before_the_schema_is_there(site: Site, sqlite_database: Database) -> None:
    await sqlite_database.write(lambda sql: sql.execute(sa.text("DELETE FROM alembic_version")))
    assert await schema_of(site) == (503, "outdated")


async def test_ready_on_a_newer_schema_until_one_takes_something_away(site: Site, sqlite_database: Database) -> None:
    assert await schema_of(site) == (200, "ok")
    await sqlite_database.write(lambda sql: upgraded_to_9999(sql, oldest_code=newest()))
    assert await schema_of(site) == (200, "ok")
    await sqlite_database.write(lambda sql: upgraded_to_9999(sql, oldest_code="9999"))
    assert await schema_of(site) == (503, "newer")


async def schema_of(site: Site) -> tuple[int, str]:
    answer = await site.client.get(f"{site.url}/readyz")
    return answer.status, (await answer.json())["checks"]["schema"]


async def test_not_ready_without_its_database(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(site.edge.hub.database, "read", refuse)
    answer = await site.client.get(f"{site.url}/readyz")
    assert (answer.status, (await answer.json())["checks"]["database"]) == (503, "no answer")


async def test_metrics_count_sessions_changes_and_refusals(site: Site) -> None:
    hub = site.edge.hub
    await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=False)
    await site.client.get(f"{site.url}/api/catalogue/matters/nothing")
    answer = await site.client.get(f"{site.url}/metrics")
    assert answer.content_type == "text/plain"
    lines = (await answer.text()).splitlines()
    assert 'daoban_sessions{state="queued"} 1.0' in lines
    assert 'daoban_sessions{state="active"} 0.0' in lines
    assert 'daoban_errors_total{code="matter_unknown",edge="web"} 1.0' in lines
    assert "daoban_journal_changes_total 1.0" in lines


async def test_metrics_want_their_token_when_there_is_one(edge: WebEdge) -> None:
    edge.metrics_token = "a-long-enough-token"
    async with serving(edge) as site:
        assert await refusal(await site.client.get(f"{site.url}/metrics")) == (401, "token_required")
        wrong = {"Authorization": "Bearer a-long-enough-tokeN"}
        assert (await site.client.get(f"{site.url}/metrics", headers=wrong)).status == 401
        right = {"Authorization": "Bearer a-long-enough-token"}
        assert (await site.client.get(f"{site.url}/metrics", headers=right)).status == 200


@pytest.mark.parametrize("trouble", ["away", "deaf"])
async def test_not_ready_without_its_line_to_the_other_nodes(site: Site, trouble: str) -> None:
    site.edge.bus_trouble = lambda: trouble
    answer = await site.client.get(f"{site.url}/readyz")
    assert (answer.status, (await answer.json())["checks"]["bus"]) == (503, trouble)
    site.edge.bus_trouble = lambda: None
    assert (await site.client.get(f"{site.url}/readyz")).status == 200


async def test_metrics_tell_of_queues_and_of_transactions(site: Site) -> None:
    await opening.open_session(site.edge.hub, a_principal(), a_context(), locale="zh-CN", explained=False)
    lines = (await (await site.client.get(f"{site.url}/metrics")).text()).splitlines()
    assert 'daoban_queue_length{queue="vat-general"} 1.0' in lines
    assert any(line.startswith('daoban_queue_longest_wait_seconds{queue="vat-general"}') for line in lines)
    assert "daoban_commit_changes_count 1.0" in lines
    assert "daoban_commit_seconds_count 1.0" in lines
