"""The second path: what one session adds to each figure; see `recount`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatserver.domain.recount import Numbers, PlainScope, Story

NONE: Numbers = (0, 0)


def recount_session(story: Story, asked: PlainScope) -> dict[str, Numbers]:
    """Return what the session adds, by definition: a count, a numerator and denominator, or lengths."""
    return {
        **_asking(story),
        **_waiting(story, asked),
        **_talking(story),
        **_working(story),
        **_offering(story),
        **_proposing(story),
        **_judging(story),
        **_filing(story, asked),
    }


def _asking(story: Story) -> dict[str, Numbers]:
    ids = {entry.body["question_id"] for entry in story.all("question.opened")}
    said = {
        entry.body["question_id"]: entry.body["solved"]
        for entry in story.all("question.confirmed")
        if entry.body["question_id"] in ids
    }
    waits_on = not story.assigned and story.ended is None
    return {
        "sessions": (1,),
        "sessions_waiting": (int(waits_on),),
        "questions": (len(ids),),
        "questions_per_session": (len(ids), 1),
        "solved_rate": (list(said.values()).count(True), len(said)),
    }


def _waiting(story: Story, asked: PlainScope) -> dict[str, Numbers]:
    answered, ended = bool(story.assigned), story.ended is not None
    known, waits = story.times_known, story.waits()
    start, end = waits[0] if waits else (0, None)
    first: Numbers = (end.at - start,) if end is not None and known else ()
    level = NONE
    if waits and known:
        if answered:
            level = (int(bool(first) and first[0] <= asked.answer_within), 1)
        elif ended or asked.as_of - start > asked.answer_within:
            level = (0, 1)
    gave_up = bool(waits) and (waits[-1][1] is None or waits[-1][1].type != "session.assigned")
    return {
        "answered_rate": (int(answered), 1) if answered or ended else NONE,
        "abandonment_rate": (int(not answered), 1) if answered or ended else NONE,
        "abandoned_later_rate": (int(gave_up), 1) if answered and ended else NONE,
        "service_level": level,
        "wait_answered": first if answered else (),
        "wait_abandoned": first if ended and not answered else (),
        "wait_again": tuple(last.at - since for since, last in waits[1:] if last is not None) if known else (),
    }


def _talking(story: Story) -> dict[str, Numbers]:
    responses, unanswered = story.responses()
    first: Numbers = ()
    if story.assigned:
        began = story.assigned[0]
        words = (
            entry.at for entry in story.entries[began:] if entry.type == "message.posted" and entry.role == "officer"
        )
        first = tuple(at - story.entries[began].at for at in list(words)[:1])
    return {
        "first_response": first if story.times_known else (),
        "response": tuple(responses) if story.times_known else (),
        "unanswered_rate": (unanswered, len(responses) + unanswered),
    }


def _working(story: Story) -> dict[str, Numbers]:
    spans = story.with_officers()
    moved = len(story.all("session.transferred"))
    joined = len(story.all("consult.joined"))
    found: dict[str, Numbers] = {
        "transfers": (moved,),
        "consults": (joined,),
        "transfer_rate": (int(moved > 0), 1) if spans else NONE,
        "consult_rate": (int(joined > 0), 1) if spans else NONE,
    }
    times = dict.fromkeys(("handle_time", "talk_time", "hold_time", "wrap_up_time"), NONE)
    if spans and story.closed is not None and story.times_known:
        whole = sum(until - since for _, _, since, until in spans if until is not None)
        end = story.ended.at if story.ended else None
        last = spans[-1][3]
        after = max(last - end, 0) if last is not None and end is not None else 0
        held = story.held()
        times = {
            "handle_time": (whole, 1),
            "talk_time": (whole - after - held, 1),
            "hold_time": (held, 1),
            "wrap_up_time": (after, 1),
        }
    return found | times


def _offering(story: Story) -> dict[str, Numbers]:
    made = len(story.all("offer.made"))
    reasons = [entry.body["reason"] for entry in story.all("offer.withdrawn")]
    taken = [entry for entry in story.all("session.assigned") if entry.body["offer_id"] is not None]
    over = len(reasons) + len(taken)
    return {
        "offers": (made,),
        "missed_offers": (reasons.count("expired"),),
        "missed_offer_rate": (reasons.count("expired"), over),
        "declined_offer_rate": (reasons.count("declined"), over),
    }


def _proposing(story: Story) -> dict[str, Numbers]:
    answers, applied = story.proposals()
    answered = len(answers) - answers.count("")
    accepted = answers.count("proposal.accepted")
    return {
        "proposals": (len(answers),),
        "proposal_accepted_rate": (accepted, answered),
        "proposal_declined_rate": (answers.count("proposal.declined"), answered),
        "proposal_stale_rate": (answers.count("proposal.staled"), answered),
        "proposal_withdrawn_rate": (answers.count("proposal.withdrawn"), answered),
        "proposal_applied_rate": (applied, accepted),
    }


def _judging(story: Story) -> dict[str, Numbers]:
    rating = story.first("session.rated")
    score = rating.body["score"] if rating else None
    achieved = rating.body.get("achieved") if rating else None
    ratable = bool(story.assigned) and story.ended is not None
    scored = int(score is not None)
    return {
        **{f"ratings_{level}": (int(score == level),) for level in (5, 4, 3, 2, 1)},
        "rating_response_rate": (scored, 1) if ratable else NONE,
        "satisfaction_rate": (int(score in {4, 5}), scored),
        "negative_rate": (int(score in {1, 2}), scored),
        "achieved_rate": (int(achieved is True), int(achieved is not None)),
        "achieved_response_rate": (int(achieved is not None), 1) if ratable else NONE,
    }


def _filing(story: Story, asked: PlainScope) -> dict[str, Numbers]:
    filed = [entry for entry in story.all("outcome.reported") if entry.body["outcome"] == "filed"]
    level = NONE
    if story.assigned and story.ended is not None and story.times_known:
        since, until = story.entries[story.assigned[0]].at, story.ended.at + asked.filed_within
        mine = {matter_id for matter_id, _ in story.about}
        hits = [entry for entry in filed if since <= entry.at <= until and entry.body["matter_id"] in mine]
        level = (int(bool(hits)), 1) if until <= asked.as_of else NONE
    over = bool(story.assigned) or story.ended is not None
    said = {entry.body["question_id"]: entry.body["solved"] for entry in story.all("question.confirmed")}
    done = not story.assigned and (bool(filed) or any(said.values()))
    return {
        "filed_rate": level,
        "deflected_rate": (int(done), 1) if story.explained and over else NONE,
    }
