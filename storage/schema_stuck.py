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
    sa.Column("made", sa.Text, nullable=False),  # under which its runs stand: when, and a word drawn for it
    sa.Column("chunks", sa.Integer, nullable=False),  # how many; 0: two persons have one number, so it has no runs
)
"""A span is true while its stamp is the sum of its days' marks, and names are told apart as they were."""

stuck_runs = sa.Table(
    "stuck_runs",
    metadata,
    sa.Column("made", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # 0, 1, 2 …
    sa.Column("chunk", sa.LargeBinary, nullable=False),  # of what storage/stuck_codec.py says
)
"""Cut up, as a year is fifty megabytes: nobody who talks is to wait until those are written."""
