"""The table of exports that are made in the background: what was asked for by whom and why, and how far it is."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema import metadata
from storage.types import UtcTime

export_jobs = sa.Table(
    "export_jobs",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("officer_id", sa.Text, nullable=False),
    sa.Column("dataset", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("since_at", UtcTime),  # null: from the first row on
    sa.Column("until_at", UtcTime, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("columns", sa.Text, nullable=False),  # JSON list
    sa.Column("filters", sa.Text, nullable=False),  # JSON list; without names and words once there is no file
    sa.Column("reason", sa.Text),  # why it shows who somebody is; null where it is masked
    sa.Column("asked_at", UtcTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("leased_until", UtcTime),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("share", sa.Double, nullable=False),
    sa.Column("place", sa.Text),  # JSON list
    sa.Column("written_by", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text),
    sa.Column("ended_at", UtcTime),
    sa.Column("problem", sa.Text),
    sa.Index("ix_export_jobs_state_asked_at", "state", "asked_at"),
    sa.Index("ix_export_jobs_officer_id_asked_at", "officer_id", "asked_at"),
)
"""Rows stay when their files are gone: who was shown whom, when and why, is not forgotten."""
