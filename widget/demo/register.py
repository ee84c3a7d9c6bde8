"""Who may sign in: the demo taxpayers of the catalogue and the people who act for them (all invented)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.common_lists import DemoPerson, DemoTaxpayer


@dataclass(frozen=True, slots=True)
class Account:
    """One person acting for one taxpayer: what a sign-in stands for."""

    person: DemoPerson
    taxpayer: DemoTaxpayer

    @property
    def person_id(self) -> str:
        """Return the id that drafts, filings and tickets are kept under."""
        return self.person.id

    def may_open(self, matter_id: str) -> bool:
        """Return whether this taxpayer has the matter."""
        return matter_id in self.taxpayer.matter_ids


class Register:
    """All accounts in the order of the catalogue; look up by `person_id`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.taxpayers = catalogue.demo.taxpayers if catalogue.demo else ()
        self._accounts = {
            person.id: Account(person, taxpayer) for taxpayer in self.taxpayers for person in taxpayer.people
        }

    def find(self, person_id: str) -> Account | None:
        """Return the account of `person_id`, or None when nobody has this id."""
        return self._accounts.get(person_id)

    def first_with(self, matter_id: str) -> Account | None:
        """Return the first account that has the matter, to offer it where the present one has not."""
        return next((account for account in self._accounts.values() if account.may_open(matter_id)), None)
