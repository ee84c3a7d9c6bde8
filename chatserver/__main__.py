"""`python -m chatserver`: the same as `daoban`."""

from chatserver.cli import main

main()
