"""`daoban log`: whether the log keeps what the hub promises."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.moments import Moment, Zone, instant
from chatserver.commands.running import settings_of, with_database
from chatserver.domain.errors import SessionUnknown
from chatserver.domain.invariants import MEANING
from chatserver.domain.violations import KEPT
from chatserver.services.log_check import Report, Wanted, check_log

if TYPE_CHECKING:
    import zoneinfo

    from storage.engine import Database


@click.group()
def log() -> None:
    """Check that the log keeps what the hub promises."""


@log.command()
@click.option("--from", "since", type=Moment(), help="Sessions opened from this day or time on; all unless given.")
@click.option("--to", "until", type=Moment(), help="Sessions opened before this day or time.")
@click.option("--tz", "zone", type=Zone(), default="Asia/Shanghai", show_default=True, help="Zone of days and times.")
@click.option("--session", "session_id", help="Only the session with this id.")
@click.option(
    "--skew",
    type=click.FloatRange(0, 86_400),
    default=1.0,
    show_default=True,
    help="Seconds by which the nodes' clocks may have been apart; overlaps shorter than this do not count.",
)
@click.option(
    "--capacities-held",
    is_flag=True,
    help="No officer's capacity was lowered since: a slot beyond it is then a violation.",
)
@click.pass_context
def check(
    context: click.Context,
    since: str | None,
    until: str | None,
    zone: zoneinfo.ZoneInfo,
    session_id: str | None,
    skew: float,
    capacities_held: bool,  # noqa: FBT001 - click passes options
) -> None:
    """Check that the log is whole and that everything else agrees with it.

    Replays every session: numbers without gaps, the legal order of states, one officer at a time, every offer answered
    once, nothing said after the end or twice, places kept. Then all sessions together: no slot and no person with two
    at once, nobody overtaken in the queue. Then rows, slots, holds and officers' statuses against the log.

    Reads only; a hub may be running. Ends with 0 when all is well, with 9 when something is not: then each line names
    the session and the number of the event. What no log can prove, such as who was connected, is not judged.

    \b
    Example:
      daoban log check
      daoban log check --from 2026-11-01 --to 2026-12-01
      daoban log check --session 01m7hf2p1gv5w4cbaas921x7x5
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings = settings_of(context)
    wanted = Wanted(
        since=instant(since, zone),
        until=instant(until, zone),
        session_id=session_id,
        skew=dt.timedelta(seconds=skew),
        horizon=SystemClock().now() - dt.timedelta(seconds=skew),
        capacities_held=capacities_held,
    )
    _refuse_contradictions(wanted)

    async def work(database: Database) -> Report:
        return await check_log(database, wanted)

    try:
        report = with_database(settings, work)
    except SessionUnknown as error:
        raise CommandFailed(f"There is no session {session_id}; `daoban export sessions` lists all.") from error
    click.echo(table(report))
    if not report.clean:
        raise SystemExit(int(Exit.VIOLATIONS))


def _refuse_contradictions(wanted: Wanted) -> None:
    if wanted.session_id is not None and (wanted.since or wanted.until):
        raise click.UsageError("--session names one session; --from and --to are for many")
    if wanted.since and wanted.until and wanted.since >= wanted.until:
        raise click.UsageError("--from is not before --to")


def table(report: Report) -> str:
    """Return the report as a short table."""
    total = report.counts.total()
    read = ", ".join(
        [counted(report.sessions, "session"), counted(report.events, "event"), counted(report.officers, "officer")]
    )
    lines = [f"{read}: {counted(total, 'violation') if total else 'no violations'}"]
    for kind, count in sorted(report.counts.items()):
        lines += ["", f"{count:>6}  {kind.value}: {MEANING[kind]}"]
        shown = [violation for violation in report.kept if violation.kind is kind]
        lines += [f"        {one.subject} #{one.seq}  {one.words}" for one in shown]
        if count > KEPT:
            lines.append(f"        … and {count - KEPT} more")
    return "\n".join(lines)
