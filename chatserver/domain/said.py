"""Which sends a session knows: a value that grows without being copied."""

from __future__ import annotations

from itertools import islice


class Said:
    """The number of each message by the key of its send; numbers rise.

    A value: `plus` leaves it as it was. Versions share one dictionary as long as each grows out of the newest, so a
    message costs the same in a talk of two and of two thousand.
    """

    __slots__ = ("_last", "_numbers", "_size")

    def __init__(self, numbers: dict[str, int] | None = None) -> None:
        """Take over `numbers`, in rising order."""
        self._numbers = numbers if numbers is not None else {}
        self._size = len(self._numbers)
        self._last = next(reversed(self._numbers.values()), 0)

    def plus(self, key: str, number: int) -> Said:
        """Return this with one more send."""
        grown = object.__new__(Said)
        grown._numbers = self._numbers if len(self._numbers) == self._size else self.as_dict()
        grown._numbers[key] = number
        grown._size = self._size + 1
        grown._last = number
        return grown

    def number(self, key: str) -> int | None:
        """Return the message's number, or None when this send is not known."""
        number = self._numbers.get(key)
        return None if number is None or number > self._last else number

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by key, a copy."""
        return dict(islice(self._numbers.items(), self._size))

    def __len__(self) -> int:
        """Return how many messages were said."""
        return self._size

    def __eq__(self, other: object) -> bool:  # type: ignore[explicit-override] # the rules import nothing to say so
        return isinstance(other, Said) and self.as_dict() == other.as_dict()

    __hash__ = None  # type: ignore[assignment] # equal by content, like the dictionary it stands for
