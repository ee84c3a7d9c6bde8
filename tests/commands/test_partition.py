"""`daoban partition` as whoever looks after a large database meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Outcome


@pytest.mark.postgres
def test_the_command_says_what_it_made(daoban: Callable[..., Outcome], upgraded_postgres_url: str) -> None:
    url = upgraded_postgres_url.replace("+asyncpg", "")
    made = daoban("partition", "--years", "1", DAOBAN_DATABASE_URL=url)
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("Made: events_to_")
    assert daoban("partition", "--years", "1", DAOBAN_DATABASE_URL=url).out.startswith("Made: nothing\n")


def test_the_embedded_database_has_no_parts(migrated: Callable[..., Outcome]) -> None:
    refused = migrated("partition")
    assert (refused.code, "is for PostgreSQL" in refused.err) == (4, True)
