"""The demo's officers as accounts of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.adapters.passwords import Passwords
from storage.engine import open_database
from storage.migrate import upgrade
from storage.officers import NewOfficer, add_officer, find_password_hash, set_password_hash

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

    from chatserver.domain.catalogue import Catalogue
    from chatserver.settings import Settings


async def seed(settings: Settings, catalogue: Catalogue, password: str, now: dt.datetime) -> None:
    """Bring the database up to date and see that every demo officer exists and has the demo's password."""
    if catalogue.demo is None:
        return
    officers = catalogue.demo.officers
    passwords = Passwords()
    database = open_database(settings.database_url)
    try:
        await database.write(upgrade)
        known = await database.read(lambda sql: find_password_hash(sql, officers[0].id))
        if await passwords.verify(known, password):
            return  # as it was left; hashing again would cost every start a fifth of a second
        password_hash = await passwords.hash(password)

        def work(sql: Connection) -> None:
            for officer in officers:
                new = NewOfficer(
                    officer_id=officer.id,
                    name=officer.name.zh,
                    name_en=officer.name.en,
                    tier=officer.tier,
                    capacity=officer.capacity,
                    skills=officer.skills,
                    password_hash=password_hash,
                )
                if not add_officer(sql, new, now):
                    set_password_hash(sql, officer.id, password_hash)

        await database.write(work)
    finally:
        passwords.close()
        await database.close()
