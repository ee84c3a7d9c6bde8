"""Officers' logins and used help tickets. Only hashes are stored: a copy of the database opens no door."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.schema import logins, ticket_uses
from storage.upsert import insert_into

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def digest(secret: str) -> str:
    """Return the SHA-256 of a random secret as hex. (Passwords go through Argon2id instead.)"""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_login(connection: Connection, token: str, officer_id: str, now: dt.datetime, expires_at: dt.datetime) -> None:
    """Keep a login of an officer."""
    connection.execute(
        sa.insert(logins).values(token_hash=digest(token), officer_id=officer_id, created_at=now, expires_at=expires_at)
    )


def find_login(connection: Connection, token: str, now: dt.datetime) -> str | None:
    """Return the officer id of a login that is neither expired nor revoked, or None."""
    return connection.execute(
        sa.select(logins.c.officer_id).where(
            logins.c.token_hash == digest(token), logins.c.expires_at > now, logins.c.revoked_at.is_(None)
        )
    ).scalar_one_or_none()


def find_live_logins(connection: Connection, now: dt.datetime) -> frozenset[str]:
    """Return the digests of all logins that are neither expired nor revoked."""
    return frozenset(
        connection.scalars(
            sa.select(logins.c.token_hash).where(logins.c.expires_at > now, logins.c.revoked_at.is_(None))
        )
    )


def revoke_login(connection: Connection, token: str, now: dt.datetime) -> None:
    """End one login."""
    connection.execute(
        sa.update(logins)
        .where(logins.c.token_hash == digest(token), logins.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(connection: Connection, officer_id: str, now: dt.datetime) -> int:
    """End every login of an officer; return how many."""
    changed = connection.execute(
        sa.update(logins).where(logins.c.officer_id == officer_id, logins.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return changed.rowcount


def use_ticket(connection: Connection, jti: str, client_key: str, expires_at: dt.datetime) -> bool:
    """Bind a ticket to the page that uses it first; False when another page already did."""
    mine = digest(client_key)
    connection.execute(
        insert_into(connection, ticket_uses)
        .values(jti=jti, client_hash=mine, expires_at=expires_at)
        .on_conflict_do_nothing()
    )
    used_by = connection.execute(sa.select(ticket_uses.c.client_hash).where(ticket_uses.c.jti == jti)).scalar_one()
    return bool(used_by == mine)


def forget_expired(connection: Connection, now: dt.datetime) -> None:
    """Drop ticket uses that can no longer matter."""
    connection.execute(sa.delete(ticket_uses).where(ticket_uses.c.expires_at < now))
