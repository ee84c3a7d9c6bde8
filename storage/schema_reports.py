"""The tables that reports read: what the log says of closed sessions, flat. Made from the log, and from nothing else.

They may be emptied and filled again at any time; nobody decides anything on what they say. A session has a row in
`facts_due` in the same transaction as its last event, until what it says is here, so it is known what is missing.
"""

from __future__ import annotations

import sqlalchemy as sa

from chatserver.domain.officer_day import COUNTS, TIMES
from storage.schema import metadata
from storage.types import UtcTime

OVERNIGHT = sa.text("last_day > day")
UNANSWERED = sa.text("answers IS NULL")
OF_0013 = frozenset({"achieved", "not_achieved", "good", "bad"})
"""Columns that days lack which a node of an older version has made."""

facts_due = sa.Table(
    "facts_due",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),  # the event that was not looked at yet
    sa.Column("since_at", UtcTime, nullable=False),  # when the session was closed
    sa.Column("gap", sa.Integer),  # the number that its log lacks or that cannot be read: nothing can be made of it
    sa.Index("ix_facts_due_since_at", "since_at"),
)

simulations = sa.Table(
    "simulations",
    metadata,
    sa.Column("made_at", UtcTime, primary_key=True),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("sessions", sa.BigInteger, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
)
"""What was invented into this database (`daoban simulate`). With a row here, every page says so."""

session_facts = sa.Table(
    "session_facts",
    metadata,
    sa.Column("opened_at", UtcTime, primary_key=True),  # first: reports read by time
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),  # how many events it was made of
    sa.Column("day", sa.Date, nullable=False),  # the bureau's calendar day of opening
    sa.Column("in_hours", sa.Boolean),  # opened in business hours; null where the calendar lacks the year
    sa.Column("taxpayer", sa.Text, nullable=False),  # which one at which bureau, as metrics tell them apart
    sa.Column("taxpayer_id", sa.Text),
    sa.Column("taxpayer_name", sa.Text),
    sa.Column("person_role", sa.Text),
    sa.Column("matter_id", sa.Text, nullable=False),
    sa.Column("first_step_id", sa.Text),
    sa.Column("first_error_id", sa.Text),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("boost_reason", sa.Text),
    sa.Column("explained", sa.Boolean, nullable=False),
    sa.Column("wait_seconds", sa.Double),
    sa.Column("offers_made", sa.Integer, nullable=False),
    sa.Column("officer_id", sa.Text),
    sa.Column("officer_name", sa.Text),
    sa.Column("first_answer_seconds", sa.Double),
    sa.Column("talk_seconds", sa.Double),
    sa.Column("wrap_up_seconds", sa.Double),
    sa.Column("questions", sa.Integer, nullable=False),
    sa.Column("dispositions", sa.Text, nullable=False),  # JSON list
    sa.Column("solved", sa.Integer, nullable=False),
    sa.Column("not_solved", sa.Integer, nullable=False),
    sa.Column("taxpayer_messages", sa.Integer, nullable=False),
    sa.Column("officer_messages", sa.Integer, nullable=False),
    sa.Column("end_reason", sa.Text),
    sa.Column("ended_by", sa.Text),
    sa.Column("rating_score", sa.Integer),
    sa.Column("rating_reasons", sa.Text, nullable=False),  # JSON list
    sa.Column("achieved", sa.Boolean),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("ended_at", UtcTime),
    sa.Column("closed_at", UtcTime),
    sa.Column("times_queued", sa.Integer, nullable=False),
    sa.Column("form_outcome", sa.Text),
    sa.Column("form_outcome_at", UtcTime),
    sa.Column("receipt", sa.Text),
    sa.Column("slips", sa.Text, nullable=False),  # JSON list
    sa.Column("transfers", sa.Integer),  # how often it was handed over; null: made by a version that did not count
    sa.Column("assignments", sa.Integer),  # how often an officer took it; null: made without `assignment_facts`
    sa.Column("parts", sa.LargeBinary, nullable=False),  # what it adds to the figures, see storage/parts.py
    sa.Index("ix_session_facts_session_id", "session_id", unique=True),
    sa.Index("ix_session_facts_taxpayer_opened_at", "taxpayer", "opened_at"),
    sa.Index("ix_session_facts_ended_at", "ended_at"),
    sqlite_with_rowid=False,
)

question_facts = sa.Table(
    "question_facts",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),  # 1, 2, 3 … in the session
    sa.Column("opened_at", UtcTime, nullable=False),
    sa.Column("day", sa.Date, nullable=False),  # the bureau's calendar day of asking
    sa.Column("matter_id", sa.Text, nullable=False),
    sa.Column("step_id", sa.Text),
    sa.Column("error_id", sa.Text),
    sa.Column("person_key", sa.Text, nullable=False),
    sa.Column("solved_by", sa.Text),  # explanation, officer; null: not solved, or nobody knows
    sa.Column("lost", sa.BigInteger, nullable=False),  # microseconds from asking to the solution or the end
    sa.Column("disposition", sa.Text),
    sa.Column("solved", sa.Boolean),  # the taxpayer's own word
    sa.Column("filed", sa.Boolean, nullable=False),  # the page said that the form was filed
    sa.Index("ix_question_facts_day", "day"),
    sa.Index("ix_question_facts_asked", "day", "matter_id", "step_id", "error_id", "session_id"),
    sa.Index("ix_question_facts_opened_at", "opened_at"),
)

field_facts = sa.Table(
    "field_facts",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("matter_id", sa.Text, primary_key=True),
    sa.Column("step_id", sa.Text, primary_key=True),  # empty where the officer did not say
    sa.Column("field_id", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),  # of the session's opening
    sa.Column("highlighted", sa.Integer, nullable=False),
    sa.Column("proposed", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Index("ix_field_facts_day", "day"),
)

assignment_facts = sa.Table(
    "assignment_facts",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),  # 1, 2, 3 … in the session
    sa.Column("officer_id", sa.Text, nullable=False),
    sa.Column("slot", sa.Integer, nullable=False),
    sa.Column("start_at", UtcTime, nullable=False),
    sa.Column("end_at", UtcTime, nullable=False),
    sa.Column("day", sa.Date, nullable=False),  # the bureau's calendar day of the start
    sa.Column("last_day", sa.Date, nullable=False),  # of the end
    sa.Column("handled", sa.Boolean, nullable=False),  # nobody took it after this officer
    sa.Column("solved", sa.Integer, nullable=False),  # questions that the taxpayer called solved; 0 unless handled
    sa.Column("not_solved", sa.Integer, nullable=False),
    sa.Column("score", sa.Integer),  # of the rating, 1 … 5; null without one, or unless handled
    sa.Index("ix_assignment_facts_day", "day"),
    sa.Index("ix_assignment_facts_over_midnight", "day", sqlite_where=OVERNIGHT, postgresql_where=OVERNIGHT),
)
"""Every time that an officer had a closed session. A session whose clocks ran back by more than a second has none."""

transfer_facts = sa.Table(
    "transfer_facts",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),  # 1, 2, 3 … in the session
    sa.Column("day", sa.Date, nullable=False),  # of the session's opening
    sa.Column("from_queue", sa.Text, nullable=False),
    sa.Column("from_tier", sa.Integer, nullable=False),
    sa.Column("to_queue", sa.Text, nullable=False),  # the same, with the same line, where it went to an officer
    sa.Column("to_tier", sa.Integer, nullable=False),
    sa.Index("ix_transfer_facts_day", "day"),
)

officer_days = sa.Table(
    "officer_days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("officer_id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in TIMES),  # microseconds
    *(sa.Column(name, sa.Integer, nullable=name in OF_0013) for name in COUNTS),
    sa.Column("answers", sa.LargeBinary),  # lengths of first responses; null: made by a version that kept none
    sa.Index("ix_officer_days_without_answers", "day", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
)
"""What each officer's day came to, see `chatserver/domain/officer_day.py`. True of the days that are made."""

officer_days_made = sa.Table(
    "officer_days_made",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("mark", sa.Integer, nullable=False),  # one more whenever facts of the day change
    sa.Column("is_made", sa.Boolean, nullable=False),
)
"""Which days stand in `officer_days`; a day without a row here does not."""

hour_sums = sa.Table(
    "hour_sums",
    metadata,
    sa.Column("matter_id", sa.Text, primary_key=True),  # of all: empty. First: reports read one of them
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True),  # of opening, in Beijing: 0 … 23
    sa.Column("sessions", sa.Integer, nullable=False),
    sa.Column("handled", sa.Integer, nullable=False),  # of them by an officer
    sa.Column("handle_micros", sa.BigInteger, nullable=False),  # microseconds that talk and wrap-up took
    sa.Index("ix_hour_sums_day", "day"),
    sqlite_with_rowid=False,
)
"""Closed sessions by day and hour of opening. True of the days of which there is no note in `hours_due`."""

hours_due = sa.Table(
    "hours_due",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("change", sa.BigInteger, primary_key=True, autoincrement=False),  # the transaction; on SQLite always 0
    sqlite_with_rowid=False,
)
"""Days whose `session_facts` have changed since they were counted. Triggers of these note it: see 0016.

Whoever makes `session_facts` anew, as Alembic does on SQLite to change a column, makes its triggers anew, too.
"""

parts_due = sa.Table(
    "parts_due",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),  # of the facts whose parts they are
    sa.Column("sign", sa.Integer, primary_key=True),  # 1 adds, -1 takes away what older facts had added
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("matter_id", sa.Text, nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("hours", sa.Integer, nullable=False),  # opened in business hours: 1, not: 0, nobody knows: -1
    sa.Column("parts", sa.LargeBinary, nullable=False),
    sa.Index("ix_parts_due_day", "day"),
)
"""What is not in `day_sums` yet. A figure is the sum of both."""

day_sums = sa.Table(
    "day_sums",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("matter_id", sa.Text, primary_key=True),  # of all: empty, with tier 0 and hours -2
    sa.Column("tier", sa.Integer, primary_key=True),
    sa.Column("hours", sa.Integer, primary_key=True),
    sa.Column("sums", sa.LargeBinary, nullable=False),
)
"""Sums of parts: of each day's sessions by matter, line and hours, and of all of them."""

month_sums = sa.Table(
    "month_sums",
    metadata,
    sa.Column("month", sa.Date, primary_key=True),  # its first day
    sa.Column("matter_id", sa.Text, primary_key=True),
    sa.Column("tier", sa.Integer, primary_key=True),
    sa.Column("hours", sa.Integer, primary_key=True),
    sa.Column("sums", sa.LargeBinary, nullable=False),
)
"""`day_sums` of whole months, by the same keys. True of the months that are made."""

months_made = sa.Table(
    "months_made",
    metadata,
    sa.Column("month", sa.Date, primary_key=True),
    sa.Column("mark", sa.Integer, nullable=False),  # one more whenever a day's sum changes, by a trigger: see 0014
    sa.Column("is_made", sa.Boolean, nullable=False),
)
"""Every month that `day_sums` has a day of, and which of them stand in `month_sums`.

Whoever makes `day_sums` anew, as Alembic does on SQLite to change a column, makes its triggers anew, too.
"""
