"""Domain objects → what a viewer is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chatserver.domain.actors import Role
from chatserver.domain.consulting import asked_officer
from chatserver.domain.session import Session, SessionState
from chatserver.domain.together import Consult
from chatserver.domain.visibility import may_see
from chatserver.protocol import views as v
from chatserver.protocol.signals import AnnouncementChanged
from chatserver.services.desk import median_seconds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from chatserver.domain.announcement import Announcement
    from chatserver.domain.events import LoggedEvent, OfferMade
    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import Place
    from chatserver.services.colleagues import Surroundings
    from chatserver.services.desk import DeskContents
    from chatserver.services.history import Tail
    from chatserver.services.hub import QueueLength
    from chatserver.services.slips import FoundSlip, SlipPage
    from storage.sessions import StoredEvent


def event_view(stored: StoredEvent, role: Role) -> v.WireEvent:
    """Return the event as somebody in `role` may see it; hidden ones keep only their number."""
    logged = stored.logged
    if not may_see(role, logged.event):
        return hidden(logged)
    return v.WireEvent(
        session_id=logged.session_id,
        seq=logged.seq,
        type=logged.event.type,
        at=logged.at,
        actor=logged.actor,
        body=msgspec.Raw(stored.body.encode()),
    )


def hidden(logged: LoggedEvent) -> v.WireEvent:
    """Return only the number of an event."""
    return v.WireEvent(session_id=logged.session_id, seq=logged.seq, type="event.hidden")


def session_view(session: Session, role: Role) -> v.SessionView:
    """Return the session as somebody taking part in `role` may see it."""
    assert session.opened_at and session.taxpayer and session.person  # noqa: S101, PT018 - nobody reads an unopened one
    ending, rating, waiting = session.ending, session.rating, session.waiting
    officer_sees = role is Role.OFFICER
    on_offer = session.state is SessionState.OFFERED and not officer_sees
    return v.SessionView(
        session_id=session.session_id,
        seq=session.seq,
        state=(SessionState.QUEUED if on_offer else session.state).value,
        opened_at=session.opened_at,
        matter_id=session.matter_id,
        tier=session.tier,
        taxpayer=session.taxpayer,
        person=session.person,
        questions=session.questions,
        context=session.context,
        guidance=session.guidance,
        outcomes=session.outcomes,
        files=session.files,
        consult=_consult_seen(session.consult, role),
        hold=session.hold,
        referral=session.referral,
        slips=session.slips,
        queued_at=session.first_queued_at,
        boost_reason=waiting.boost_reason if waiting else None,
        queue_reason=waiting.reason if waiting else None,
        officer=session.officer,
        assigned_at=session.assigned_at,
        taxpayer_read=session.talk.taxpayer_read,
        officer_read=session.talk.officer_read,
        last_message_seq=session.talk.last_seq,
        ending=v.EndingView(at=ending.at, by=ending.by.value, reason=ending.reason) if ending else None,
        rating=v.RatingView(
            at=rating.at,
            score=rating.score,
            reasons=rating.reasons,
            achieved=rating.achieved,
            comment=rating.comment,
        )
        if rating
        else None,
        closed_at=session.closed_at,
        explained=session.explained,
        note=session.note if officer_sees else None,
    )


def _consult_seen(consult: Consult | None, role: Role) -> Consult | None:
    """Return the consult as this side may see it: the taxpayer only whom they were told of."""
    if consult is None or not consult.is_open:
        return None
    if role is Role.OFFICER:
        return consult
    if consult.introduced_at is None:
        return None
    return Consult(
        consult_id=consult.consult_id, officer=consult.officer, introduced=False, introduced_at=consult.introduced_at
    )


def consult_card(session: Session) -> v.ConsultCard | None:
    """Return the card for whoever is asked in and has not answered; None where nobody is."""
    consult, context, asked = session.consult, session.context, asked_officer(session)
    if asked is None or consult is None or consult.started_at is None or not (session.officer and session.taxpayer):
        return None
    return v.ConsultCard(
        session_id=session.session_id,
        consult_id=consult.consult_id,
        officer_id=asked.officer_id,
        asked_by=session.officer,
        asked_at=consult.started_at,
        introduced=consult.introduced,
        text=consult.text,
        taxpayer_name=session.taxpayer.name,
        matter_id=session.matter_id,
        step_id=context.step_id if context else None,
        error_id=context.error_id if context else None,
        for_transfer=consult.for_transfer,
    )


def proposal_answer(session: Session, guide_id: str) -> v.ProposalAnswer:
    """Return where a proposal stands, which the caller has just answered."""
    proposal = session.guidance.proposal(guide_id)
    assert proposal  # noqa: S101 - the rule refuses one that is not there
    return v.ProposalAnswer(seq=session.seq, state=proposal.state.value)


def slip_page(page: SlipPage) -> v.SlipPage:
    """Return a page of slips."""
    return v.SlipPage(slips=tuple(found_slip(found) for found in page.slips), more=page.more)


def found_slip(found: FoundSlip) -> v.FoundSlip:
    """Return a slip with whom it is between and its files."""
    session, slip = found.session, found.slip
    assert session.taxpayer and session.person  # noqa: S101, PT018 - a slip is part of an opened session
    named = {file_id for item in slip.items for file_id in item.file_ids}
    return v.FoundSlip(
        session_id=session.session_id,
        taxpayer=session.taxpayer,
        person=session.person,
        ended_at=session.ending.at if session.ending else None,
        slip=slip,
        files=tuple(shared for shared in session.files if shared.file_id in named),
    )


def resumed(tail: Tail, role: Role, now: dt.datetime, place: v.PlaceView | None = None) -> v.Resumed:
    """Return the answer that brings a client up to date."""
    return v.Resumed(
        session=session_view(tail.session, role),
        events=tuple(event_view(stored, role) for stored in tail.events),
        place=place,
        now=now,
    )


def place_view(place: Place, boost_reason: str | None) -> v.PlaceView:
    """Return a place in the queue."""
    return v.PlaceView(
        ahead=place.ahead,
        wait_low_minutes=place.wait_low_minutes,
        wait_high_minutes=place.wait_high_minutes,
        officers_on_duty=place.officers_on_duty,
        boost_reason=boost_reason,
    )


def offer_card(session_id: str, offer: OfferMade) -> v.OfferCard:
    """Return the card of an offer, from the very event."""
    return v.OfferCard(
        session_id=session_id,
        offer_id=offer.offer_id,
        expires_at=offer.expires_at,
        seconds=offer.seconds,
        taxpayer_name=offer.taxpayer_name,
        credit_grade=offer.credit_grade,
        matter_id=offer.matter_id,
        step_id=offer.step_id,
        error_id=offer.error_id,
        deadline=offer.deadline,
        queued_at=offer.queued_at,
        origin=offer.origin,
    )


def offer_card_of(session: Session) -> v.OfferCard | None:
    """Return the card of the offer that is open now, as on the desk; None without one."""
    offer, context = session.offer, session.context
    if offer is None or session.taxpayer is None:
        return None
    return v.OfferCard(
        session_id=session.session_id,
        offer_id=offer.offer_id,
        expires_at=offer.expires_at,
        seconds=round((offer.expires_at - offer.made_at).total_seconds()),
        taxpayer_name=session.taxpayer.name,
        credit_grade=session.taxpayer.credit_grade,
        matter_id=session.matter_id,
        step_id=context.step_id if context else None,
        error_id=context.error_id if context else None,
        deadline=context.deadline if context else None,
        queued_at=session.first_queued_at or offer.made_at,
        origin=session.origin,
    )


def officer_view(officer: Officer, status_at: dt.datetime | None) -> v.OfficerView:
    """Return an officer's status and slots."""
    return v.OfficerView(
        officer_id=officer.officer_id,
        name=officer.name,
        tier=officer.tier,
        status=officer.status.value,
        status_reason=officer.status_reason,
        status_at=status_at,
        capacity=officer.capacity,
        in_hand=len(officer.taken),
    )


def announcement_changed(announcement: Announcement | None) -> AnnouncementChanged:
    """Return what is announced now, as everybody is told it."""
    return AnnouncementChanged(announcement=announcement_view(announcement) if announcement else None)


def announcement_view(announcement: Announcement) -> v.AnnouncementView:
    """Return an announcement as everybody may see it."""
    return v.AnnouncementView(
        announcement_id=announcement.announcement_id,
        text=announcement.text,
        posted_at=announcement.posted_at,
        until_at=announcement.until_at,
    )


def queue_lines(queues: Iterable[QueueLength]) -> tuple[v.QueueLine, ...]:
    """Return the queues in which somebody waits."""
    return tuple(
        v.QueueLine(queue_id=queue.queue_id, waiting=queue.waiting, longest_since=queue.longest_since)
        for queue in queues
    )


def colleagues(around: Surroundings) -> v.Colleagues:
    """Return who else is there."""
    return v.Colleagues(
        officers=tuple(
            v.Colleague(
                officer=officer_view(one.officer, around.status_at.get(one.officer.officer_id)),
                handles=one.handles,
                barrier=one.barrier,
                skills=one.skills,
                languages=one.languages,
                lacks=one.lacks,
            )
            for one in around.officers
        ),
        more=around.more,
        tiers=tuple(v.TierCover(tier=t.tier, on_duty=t.on_duty, free_slots=t.free_slots) for t in around.tiers),
        queues=tuple(v.QueueCover(queue_id=q.queue_id, waiting=q.waiting, on_duty=q.on_duty) for q in around.queues),
    )


def desk(contents: DeskContents, now: dt.datetime) -> v.Desk:
    """Return the officer's desk."""
    cards = (offer_card_of(session) for session in contents.sessions if session.state is SessionState.OFFERED)
    mine = contents.officer.officer_id
    asked = [session for session in contents.sessions if (one := asked_officer(session)) and one.officer_id == mine]
    in_hand = [
        session for session in contents.sessions if session.state is not SessionState.OFFERED and session not in asked
    ]
    since = contents.absences
    return v.Desk(
        officer=officer_view(contents.officer, contents.status_at),
        offers=tuple(card for card in cards if card),
        consults=tuple(card for card in map(consult_card, asked) if card),
        sessions=tuple(session_view(session, Role.OFFICER) for session in in_hand),
        absences=tuple(
            v.Absence(session_id=session.session_id, since=since[session.session_id])
            for session in in_hand
            if session.session_id in since
        ),
        queues=queue_lines(contents.queues),
        today=v.TodayView(
            sessions=contents.today.sessions,
            questions=contents.today.questions,
            median_first_answer_seconds=median_seconds(contents.today),
        ),
        now=now,
    )
