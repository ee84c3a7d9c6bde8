"""Holds the running catalogue; a reload that is refused leaves it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.catalogue.workdays import load_workdays

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.workdays import Workdays


class CatalogueHolder:
    """The catalogue in use. Readers take `current` once per piece of work, so that it cannot change under them."""

    def __init__(self, on: dt.date, folder: Path = FOLDER) -> None:
        """Load the catalogue. Raises CatalogueRefused: without one there is nothing to run."""
        self._folder = folder
        self._current = load_catalogue(folder, on)
        self.workdays: Workdays = load_workdays(folder)[0]
        """When the bureau works."""

    @property
    def current(self) -> Catalogue:
        """The catalogue in use."""
        return self._current

    def reload(self, on: dt.date) -> Catalogue:
        """Load again, for new files or a new day. Raises CatalogueRefused and keeps the running catalogue."""
        current, (workdays, _) = load_catalogue(self._folder, on), load_workdays(self._folder)
        self._current, self.workdays = current, workdays
        return current
