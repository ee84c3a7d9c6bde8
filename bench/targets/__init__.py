"""The servers that are measured, each a program of its own that prints `ready <port>`."""
