"""`daoban`: the command line. Finds the command, reads the settings, and turns every failure into one sentence."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from pathlib import Path

import click
from typing_extensions import override

from chatserver.bulk import in_bulk

COMMANDS = {
    "demo": ("chatserver.commands.demo", "demo", "Try Daoban on this machine: hub, console and a demo e-tax bureau."),
    "serve": ("chatserver.commands.serve", "serve", "Run a hub node for real."),
    "migrate": ("chatserver.commands.migrate", "migrate", "Bring the database to what this version needs."),
    "officers": ("chatserver.commands.officers", "officers", "Look after officers' accounts."),
    "matters": (
        "chatserver.catalogue.command",
        "matters",
        "Look after the catalogue of matters.",
    ),
    "ticket": (
        "chatserver.commands.ticket",
        "ticket",
        "Print a help ticket signed with the demo bureau's key.",
    ),
    "export": ("chatserver.commands.export", "export", "Write out what the log holds."),
    "report": ("chatserver.commands.report", "report", "Write reports for printing."),
    "metrics": ("chatserver.commands.metrics", "metrics", "Compute the service's figures from the log."),
    "facts": ("chatserver.commands.facts", "facts_command", "Look after what reports read of closed sessions."),
    "retention": (
        "chatserver.commands.retention",
        "retention",
        "Purge closed sessions of what is to be kept no longer.",
    ),
    "backup": ("chatserver.commands.backup", "backup", "Copy the embedded database to a new FILE."),
    "restore": (
        "chatserver.commands.backup",
        "restore",
        "Put a backup FILE where the database belongs.",
    ),
    "partition": ("chatserver.commands.partition", "partition", "Split the events of a PostgreSQL database by year."),
    "simulate": (
        "chatserver.commands.simulate",
        "simulate_command",
        "Invent a history of sessions into an EMPTY database.",
    ),
    "log": ("chatserver.commands.log", "log", "Check that the log keeps what the hub promises."),
    "doctor": ("chatserver.commands.doctor", "doctor", "Say what is configured, what answers and what is missing."),
    "settings": (
        "chatserver.commands.settings",
        "settings",
        "List every setting, its value and its source.",
    ),
}
"""Name → module, attribute, first line of its help. Loaded when called: `daoban --help` needs none of them."""


class LazyGroup(click.Group):
    """Knows its commands by name and loads the one that is called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        with in_bulk():  # modules stay: to look for cycles in them takes a twelfth of the start
            found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, first_line) for name, (_, _, first_line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 failed, 2 wrong command line, 3 settings, 4 database, 5 schema, 6 catalogue, "
    "7 address or port, 8 files, 9 violations in the log, 10 figures that differ.",
)
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), help="TOML file with settings; else DAOBAN_CONFIG."
)
@click.option("--traceback", "show_trace", is_flag=True, help="Show where in the code a failure arose.")
@click.version_option(package_name="daoban", message="daoban %(version)s")
@click.pass_context
def cli(context: click.Context, config: Path | None, show_trace: bool) -> None:  # noqa: FBT001, ARG001 - click passes options; main looks at the flag
    """Daoban (导办): a taxpayer stuck on an e-filing step meets an officer who sees the same step.

    \b
    To try it:        daoban demo
    To run it:        daoban migrate && daoban officers add of1 --name 导办01 && daoban serve
    Something wrong:  daoban doctor
    """  # noqa: D301 - click keeps the lines after this mark as they are
    context.obj = {"config": config, "environment": dict(os.environ)}


def main() -> None:
    """Run the command line; the entry point of the `daoban` program."""
    os.umask(0o077)  # databases, keys and exports hold taxpayers' data: they are their owner's alone
    code = run(sys.argv[1:])
    gc.freeze()  # what is left goes with the process; to look for cycles in it took a tenth of a second
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; failures are told on standard error."""
    try:
        outcome = cli.main(arguments, prog_name="daoban", standalone_mode=False)
    except click.ClickException as failure:
        failure.show()
        return failure.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:  # `daoban export … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: a person must not be met by a trace
        return _tell(error, with_trace="--traceback" in arguments)
    return outcome if isinstance(outcome, int) else 0


def _tell(error: Exception, *, with_trace: bool) -> int:
    from chatserver.commands.explaining import explain

    if with_trace:
        traceback.print_exception(error)
    failure = explain(error)
    if failure is None:
        click.echo(f"Error: {type(error).__name__}: {error} (a bug; `daoban --traceback …` shows where)", err=True)
        return 1
    failure.show()
    return failure.exit_code
