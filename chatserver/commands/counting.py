"""How many of what, as a person says it."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return "1 officer", "2 officers"; for nouns that take an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
