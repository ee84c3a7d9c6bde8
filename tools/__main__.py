"""`python3 -m tools TASK`: says what is wrong with an old Python, then runs the task.

Written so that Python 3.6 can still read it, annotations included; everything it imports later may use today's syntax.
"""

import sys

OLDEST = (3, 11)


def complaint_about(version: "tuple[int, ...]") -> "str | None":
    """One sentence with the way out when `version` is too old, else None."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return (
        "Daoban needs Python 3.11 or newer and this is {}.{}; install one (Debian 12: apt-get install python3) "
        "or name it: make demo PYTHON=/path/to/python3.11".format(*version[:2])
    )


def main() -> None:
    """Check the version, then hand over to the tasks."""
    complaint = complaint_about(sys.version_info[:2])
    if complaint:
        sys.exit(complaint)
    from tools.tasks import run  # noqa: PLC0415 - its syntax needs the version just checked

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
