"""The tables, and what each column means. Changed only together with a migration.

Times (`*_at`) are microseconds since 1970 UTC. JSON is text, so that every byte stays as it was written.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.types import UtcTime

TAKEN = sa.text("type = 'session.assigned'")
"""Which events `ix_events_assigned_actor_id_at` holds; as it stands in a query, or the databases cannot tell."""

metadata = sa.MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),  # 1, 2, 3 … without gaps in a session
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("type", sa.Text, nullable=False),  # noun.past, see docs/protocol.md
    sa.Column("actor_role", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON, the fields of the type
    sa.Index("ix_events_assigned_actor_id_at", "actor_id", "at", sqlite_where=TAKEN, postgresql_where=TAKEN),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),  # the last event folded into `snapshot`; later ones are in `events`
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("person_key", sa.Text, nullable=False),  # taxpayer_id:person_id
    sa.Column("matter_id", sa.Text, nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("queue_id", sa.Text),  # where it waits; null when it does not
    sa.Column("rank", sa.Double),  # epoch seconds less boost; null when it does not wait
    sa.Column("first_queued_at", UtcTime),
    sa.Column("offer_officer_id", sa.Text),
    sa.Column("offer_expires_at", UtcTime),
    sa.Column("officer_id", sa.Text),  # responsible now, or at the end
    sa.Column("opened_at", UtcTime, nullable=False),
    sa.Column("first_assigned_at", UtcTime),
    sa.Column("first_answer_at", UtcTime),
    sa.Column("ended_at", UtcTime),
    sa.Column("closed_at", UtcTime),
    sa.Column("snapshot", sa.Text, nullable=False),  # JSON of domain Session after `seq`
    sa.Index("ix_sessions_state_rank", "state", "rank"),
    sa.Index("ix_sessions_person_key_opened_at", "person_key", "opened_at"),
    sa.Index("ix_sessions_officer_id_state", "officer_id", "state"),
    sa.Index("ix_sessions_officer_id_first_assigned_at", "officer_id", "first_assigned_at"),
    sa.Index("ix_sessions_opened_at", "opened_at"),
    sa.Index("ix_sessions_closed_at", "closed_at"),  # purging goes through them in this order
)

person_holds = sa.Table(
    "person_holds",
    metadata,
    sa.Column("person_key", sa.Text, primary_key=True),  # one open session a person
    sa.Column("session_id", sa.Text, nullable=False, unique=True),
    sa.Column("absent_at", UtcTime),  # since when none of the person's pages is connected; null while one is
)

officer_slots = sa.Table(
    "officer_slots",
    metadata,
    sa.Column("officer_id", sa.Text, primary_key=True),
    sa.Column("slot", sa.Integer, primary_key=True),  # 1 … capacity
    sa.Column("session_id", sa.Text, nullable=False, unique=True),
)

consults = sa.Table(
    "consults",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),  # one second officer a session at a time
    sa.Column("officer_id", sa.Text, nullable=False),  # asked in, or joined; takes no slot of theirs
    sa.Index("ix_consults_officer_id", "officer_id"),
)

officers = sa.Table(
    "officers",
    metadata,
    sa.Column("officer_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),  # name on duty, as the taxpayer sees it
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("skills", sa.Text, nullable=False),  # JSON list of queue ids, or ["*"]
    sa.Column("password_hash", sa.Text, nullable=False),  # Argon2id, PHC string
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("status_reason", sa.Text),
    sa.Column("status_at", UtcTime, nullable=False),
    sa.Column("lost_at", UtcTime),  # since when no connection lives; null while one does or when never on duty
    sa.Column("name_en", sa.Text),  # the same in English; null where nobody gave one
)

officer_events = sa.Table(
    "officer_events",
    metadata,
    sa.Column("officer_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),  # 1, 2, 3 … without gaps for an officer
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("cause", sa.Text, nullable=False),  # officer, missed_offer, lost, back
    sa.Index("ix_officer_events_cause_at", "cause", "at"),
)

logins = sa.Table(
    "logins",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),  # SHA-256 of the cookie; the cookie itself is never stored
    sa.Column("officer_id", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Column("revoked_at", UtcTime),
    sa.Index("ix_logins_officer_id", "officer_id"),
)

ticket_uses = sa.Table(
    "ticket_uses",
    metadata,
    sa.Column("jti", sa.Text, primary_key=True),
    sa.Column("client_hash", sa.Text, nullable=False),  # SHA-256 of the page's client_key that used it first
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Index("ix_ticket_uses_expires_at", "expires_at"),
)

nodes = sa.Table(
    "nodes",
    metadata,
    sa.Column("node_id", sa.Text, primary_key=True),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("lease_until", UtcTime, nullable=False),
)

connections = sa.Table(
    "connections",
    metadata,
    sa.Column("connection_id", sa.Text, primary_key=True),
    sa.Column("node_id", sa.Text, nullable=False),
    sa.Column("officer_id", sa.Text, nullable=False),
    sa.Column("since_at", UtcTime, nullable=False),
    sa.Index("ix_connections_officer_id", "officer_id"),
    sa.Index("ix_connections_node_id", "node_id"),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("file_id", sa.Text, primary_key=True),
    sa.Column("session_id", sa.Text, nullable=False),
    sa.Column("actor_role", sa.Text, nullable=False),  # who sends it
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # as its sender calls it; never the name of anything on a disk
    sa.Column("size_bytes", sa.BigInteger, nullable=False),  # as announced; of a ready one, what is kept
    sa.Column("state", sa.Text, nullable=False),  # receiving, checking, ready, refused, quarantined
    sa.Column("state_at", UtcTime, nullable=False),  # since when; of a checking one, when it may be looked into
    sa.Column("reason", sa.Text),  # why it was refused or quarantined
    sa.Column("media_type", sa.Text),  # by its content; null until it is ready
    sa.Column("expires_at", UtcTime, nullable=False),  # when an upload that is not complete is given up
    sa.Index("ix_files_session_id", "session_id"),
    sa.Index("ix_files_state", "state"),
)

phrases = sa.Table(
    "phrases",
    metadata,
    sa.Column("phrase_id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),  # personal, team
    sa.Column("officer_id", sa.Text, nullable=False),  # whose it is; of a team's, who last wrote it
    sa.Column("matter_id", sa.Text),  # null: fit for every matter
    sa.Column("title", sa.Text, nullable=False),  # one line, by which it is found
    sa.Column("text", sa.Text, nullable=False),  # with {variables} as written
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
    sa.Index("ix_phrases_owner_officer_id", "owner", "officer_id"),
)

announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("announcement_id", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("posted_at", UtcTime, nullable=False),
    sa.Column("posted_by", sa.Text, nullable=False),  # officer_id
    sa.Column("until_at", UtcTime, nullable=False),
    sa.Column("withdrawn_at", UtcTime),  # null: it stood until `until_at`, or still stands
    sa.Column("withdrawn_by", sa.Text),
    sa.Index("ix_announcements_until_at", "until_at"),
)

schema_floor = sa.Table(
    "schema_floor",
    metadata,
    sa.Column("oldest_code", sa.Text, primary_key=True),  # one row: see storage/migrate.py
)

slips = sa.Table(
    "slips",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("slip_id", sa.Text, primary_key=True),  # drawn by the officer's page, so unique in its session only
    sa.Column("no", sa.Text, nullable=False),  # for people: day and eight letters
    sa.Column("person_key", sa.Text, nullable=False),
    sa.Column("taxpayer_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open, confirmed, checking, handled, not_handled or cancelled
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Index("ix_slips_person_key_started_at", "person_key", "started_at"),
    sa.Index("ix_slips_taxpayer_id_started_at", "taxpayer_id", "started_at"),
)
