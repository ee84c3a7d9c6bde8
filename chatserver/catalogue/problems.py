"""What is wrong with a catalogue: always everything, never only the first thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from chatserver.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong: the file as it was named, the path inside it (`errors/3/step`), and the reason in words."""

    file: str
    path: str
    reason: str

    @override
    def __str__(self) -> str:
        """Return the line that the command prints."""
        return f"{self.file}: {self.path or '(whole file)'}: {self.reason}"


class CatalogueRefused(DomainError):
    """The catalogue has problems and was refused whole; the running one stays."""

    code: ClassVar[str] = "catalogue_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem, in the order of files and paths."""
        self.problems = tuple(problems)
        super().__init__(problems=[str(problem) for problem in self.problems])

    @override
    def __str__(self) -> str:
        """Return one line for each problem."""
        return "\n".join(map(str, self.problems))
