"""What the stuck map reads instead of questions: spans of days that were gathered before. Made from question_facts."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema import metadata

stuck_marks = sa.Table(
    "stuck_marks",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("mark", sa.Integer, nullable=False),  # one more whenever questions of the day change; never less
)

stuck_spans = sa.Table(
    "stuck_spans",
    metadata,
    sa.Column("span", sa.Text, primary_key=True),  # "first/last"
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),  # sum of the marks of its days when they were read
    sa.Column("by_alias", sa.Boolean, nullable=False),  # persons are told apart by aliases
    sa.Column("is_whole", sa.Boolean, nullable=False),  # no: two persons have one number, so it has no runs
)
"""A span is true while its stamp is the sum of its days' marks, and names are told apart as they were."""

stuck_runs = sa.Table(
    "stuck_runs",
    metadata,
    sa.Column("span", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # 0: everybody; 1, 2, 3 …: a step each
    sa.Column("runs", sa.LargeBinary, nullable=False),  # see storage/stuck_codec.py
)
