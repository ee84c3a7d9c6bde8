"""Who is connected to this node: connections by Socket.IO id, and by the person they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chatserver.domain.actors import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from chatserver.domain.actors import Actor
    from chatserver.services.principal import Principal


@dataclass(slots=True)
class Connection:
    """One live socket of one person. `principal` is renewed when a ticket is refreshed."""

    sid: str
    eio_sid: str
    namespace: str
    principal: Principal
    address: str | None
    """What stands for the subscriber in limits; None where the network's address tells nobody apart."""
    login: str | None = None
    """The officer's login cookie, looked at again from time to time: a login can be revoked."""
    client_key: str = ""
    """The page's own random string, to which its tickets are bound."""
    warned: bool = False
    """Told that the ticket expires."""


class Holder(Protocol):
    """Listens on other nodes for the people who are connected here."""

    def came(self, role: str, person_id: str) -> None:
        """Listen for this person."""
        ...

    def went(self, role: str, person_id: str) -> None:
        """Listen for this person no more."""
        ...

    async def held(self, role: str, person_id: str) -> None:
        """Return when nothing that is said to this person from now on will be missed unnoticed."""
        ...


class Connections:
    """The registry. People are addressed, not sockets."""

    def __init__(self, holder: Holder | None = None) -> None:
        """Nobody is connected. Each person's first line, and the end of their last, is told to `holder`."""
        self._holder = holder
        self._by_sid: dict[str, Connection] = {}
        self._by_person: dict[tuple[str, str], dict[str, Connection]] = {}

    def add(self, connection: Connection) -> None:
        """Note a connection."""
        self._by_sid[connection.sid] = connection
        key = _key(connection.principal.actor)
        if key not in self._by_person and self._holder:
            self._holder.came(*key)
        self._by_person.setdefault(key, {})[connection.sid] = connection

    def remove(self, sid: str) -> Connection | None:
        """Forget a connection; None when it was never accepted."""
        connection = self._by_sid.pop(sid, None)
        if connection is None:
            return None
        key = _key(connection.principal.actor)
        others = self._by_person[key]
        del others[sid]
        if not others:
            del self._by_person[key]
            if self._holder:
                self._holder.went(*key)
        return connection

    def get(self, sid: str) -> Connection | None:
        """Return the connection with this Socket.IO id."""
        return self._by_sid.get(sid)

    def of(self, role: str, person_id: str) -> Iterable[Connection]:
        """Return the person's connections on this node."""
        return self._by_person.get((role, person_id), {}).values()

    def of_officers(self) -> set[tuple[str, str]]:
        """Return (connection id, officer id) of every officer's connection."""
        officers = (connection for connection in self._by_sid.values() if connection.namespace == "/officer")
        return {(connection.sid, connection.principal.actor.id) for connection in officers}

    def persons(self, role: str) -> set[str]:
        """Return the ids of everybody in this role who is connected."""
        return {person_id for one, person_id in self._by_person if one == role}

    def of_person(self, person_key: str) -> bool:
        """Tell whether a page of this person is connected."""
        return (Role.TAXPAYER.value, person_key) in self._by_person

    def __iter__(self) -> Iterator[Connection]:
        """Iterate over a copy, so that connections may come and go meanwhile."""
        return iter(list(self._by_sid.values()))

    def __len__(self) -> int:
        """Return how many connections live here."""
        return len(self._by_sid)


def _key(actor: Actor) -> tuple[str, str]:
    return actor.role.value, actor.id
