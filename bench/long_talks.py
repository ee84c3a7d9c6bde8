"""Long talks, made by the rules themselves and written straight to a prepared folder: the worst a console shows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bench import seed
from chatserver.adapters.tickets import person_id_of
from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain import guidance, offer, opening
from chatserver.domain.actors import Actor, OfficerRef, Person, Role, Taxpayer
from chatserver.domain.context import FieldValue, FormContext
from chatserver.domain.decision import HoldPerson, TakeSlot
from chatserver.domain.events import LoggedEvent
from chatserver.domain.guards import key_of
from chatserver.domain.ids import new_id
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.session import Session, fold
from storage.codec import encode
from storage.engine import open_database
from storage.sessions import StoredEvent, session_row
from storage.writing import apply_claims, insert_events, save_sessions

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from chatserver.domain.catalogue import Matter
    from chatserver.domain.decision import Decision

_OFFICER = OfficerRef(officer_id=seed.officer_id(0), name="导办00000", tier=1)
_SAID = ("第 6 步比对一直过不去，您看看是哪里填错了？", "差额 35,000.00 元，请先看附一 5 行 5 列，这笔收入开过发票吗？")
_FIELDS = ("f1_6_wkp", "f1_6_qt", "f1_13_zp", "f1_13_qt")
_CARDS = 150
"""Below the end of cards, so that the officer may still put up some."""


class LongTalk:
    """One session, second by second: messages, read marks, changes of the form, and places pointed at."""

    def __init__(self, number: int, events: int, now: dt.datetime) -> None:
        """`person` is whom `seed.Tickets` signs for."""
        self.person = f"pe-long-{number}"
        self.slot = number + 1
        self.log: list[StoredEvent] = []
        self.session = Session(session_id=new_id(now))
        self._matter: Matter = load_catalogue(FOLDER, now.date()).matter(seed.MATTER)
        self._at = now - dt.timedelta(seconds=events)
        self._officer = Actor(role=Role.OFFICER, id=_OFFICER.officer_id)
        self._begin()
        while len(self.log) < events:
            self._go_on()

    def write(self, sql: Connection) -> None:
        """Log, row, slot and person."""
        insert_events(sql, self.log)
        save_sessions(sql, [session_row(self.session)])
        claims = (HoldPerson(key_of(self.session)), TakeSlot(_OFFICER.officer_id, self.slot))
        apply_claims(sql, self.session.session_id, claims)

    def _begin(self) -> None:
        request = opening.HelpRequest(
            taxpayer=Taxpayer(taxpayer_id=f"tp-{self.person}", name="北京示例科技有限公司"),
            person=Person(person_id=person_id_of(seed.ISSUER, self.person), name="张某", role="tax_handler"),
            context=self._page(0),
            tier=1,
            boost=opening.NO_BOOST,
            locale="zh-CN",
            explained=True,
            question_id=new_id(self._at),
        )
        self._add(opening.open_session(self.session, request, self._at))
        self._asker = Actor(role=Role.TAXPAYER, id=key_of(self.session))
        due = self._at + dt.timedelta(seconds=20)
        self._add(offer.make_offer(self.session, new_id(self._at), _OFFICER, self.slot, due))
        assert self.session.offer
        self._add(offer.accept_offer(self.session, self._officer, self.session.offer.offer_id, self._at))

    def _go_on(self) -> None:
        turn = len(self.log)
        by, other = (self._asker, self._officer) if turn % 2 else (self._officer, self._asker)
        if turn % 5 == 0:
            self._add(opening.update_context(self.session, self._asker, self._page(turn), self._matter))
        elif turn % 11 == 0 and self.session.guidance.next_number < _CARDS:
            target = ("field", _FIELDS[turn % len(_FIELDS)])
            self._add(guidance.highlight(self.session, self._officer, f"g{turn}", target, self._matter, "请看这一格"))
            self._add(guidance.see_highlight(self.session, self._asker, f"g{turn}"))
        elif turn % 7 == 0:
            self._add(read_messages(self.session, other, self.session.seq))
        self._add(post_message(self.session, by, compose(f"m{turn}", f"{turn} {_SAID[turn % 2]}", ())))

    def _page(self, turn: int) -> FormContext:
        fields = tuple(FieldValue(id=field_id, value=f"{turn + index}.00") for index, field_id in enumerate(_FIELDS))
        return FormContext(matter_id=seed.MATTER, step_id="s6", error_id="vatg-cmp-output", fields=fields)

    def _add(self, decision: Decision) -> None:
        for actor, event in decision.facts:
            self._at += dt.timedelta(seconds=1)
            seq = self.session.seq + 1
            logged = LoggedEvent(session_id=self.session.session_id, seq=seq, at=self._at, actor=actor, event=event)
            self.session = fold(self.session, logged)
            self.log.append(StoredEvent(logged, encode(event)))


async def write_talks(folder: Path, count: int, events: int, now: dt.datetime) -> list[LongTalk]:
    """Write `count` talks of `events` events each for officer 0 into the database of a prepared folder."""
    talks = [LongTalk(number, events, now) for number in range(count)]
    database = open_database(f"sqlite:///{folder / 'daoban.sqlite3'}")
    try:
        for talk in talks:
            await database.write(talk.write)
    finally:
        await database.close()
    return talks
