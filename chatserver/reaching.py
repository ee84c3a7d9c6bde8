"""The first word with the database: when nothing comes back, the error says which database, and no credentials."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRES_PORT = 5432


class DatabaseUnreachable(Exception):
    """The message is one sentence: which database, what it did, what to look at."""


@contextlib.contextmanager
def reaching(url: str) -> Iterator[None]:
    """Translate what goes wrong when a server is reached for the first time. Raises DatabaseUnreachable."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        yield
        return
    where = f"{address.host or 'localhost'}:{address.port or POSTGRES_PORT}"
    try:
        yield
    except TimeoutError as error:  # an OSError, too, without words of its own
        raise DatabaseUnreachable(f"The database does not answer at {where} in time; see database_url.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).partition("\n")[0]
        raise DatabaseUnreachable(f"The database does not answer at {where}: {reason}; see database_url.") from error
    except DBAPIError as error:
        if (sentence := _refusal(error, where, address.database)) is None:
            raise
        raise DatabaseUnreachable(sentence) from error


def _refusal(error: DBAPIError, where: str, name: str | None) -> str | None:
    """Return what to tell when the server lets us in nowhere; its own words name the role."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state.startswith("28"):  # invalid authorization (PostgreSQL, appendix A)
        return f"The database at {where} does not accept the name or the password in database_url."
    if state == "3D000":
        return f"There is no database “{name}” at {where}; see database_url."
    return None
