// The talk of a session after one more event: all of its state but guidance and slips. Mirrors
// chatserver/domain/session.py as sockets/views.py shows it.
import type { Actor, FormContext, Question, SessionView, WireEvent } from './wire.gen.ts';

/** Returns `view` after the next event. */
export type Fold = (view: SessionView, event: WireEvent) => SessionView;

/**
 * Returns `view` after `event`, which must be the next one, with guidance and slips as they were: for a page that fetches
 * later what shows them. A hidden or unknown event only counts.
 */
export function foldTalk(view: SessionView, event: WireEvent): SessionView {
  return { ...view, ...changes(view, event), seq: event.seq };
}

/** Returns `old` brought up to date by `patch`; fields absent from the patch keep their value. */
export function mergeContext(old: FormContext | null, patch: FormContext): FormContext {
  if (old?.matter_id !== patch.matter_id) return patch;
  const newer = new Map(patch.fields.map((field) => [field.id, field]));
  const kept = old.fields.map((field) => {
    const now = newer.get(field.id) ?? field;
    newer.delete(field.id);
    return now;
  });
  return { ...patch, fields: [...kept, ...newer.values()] };
}

const NOT_WAITING = { boost_reason: null, queue_reason: null };
/** A second officer of whom nothing is known. */
const NOBODY = { introduced: false, text: null, started_at: null, joined_at: null, introduced_at: null, end_reason: null, for_transfer: false };

function changes(view: SessionView, event: WireEvent): Partial<SessionView> {
  switch (event.type) {
    case 'session.opened': {
      const { taxpayer, person, matter_id, tier, explained } = event.body;
      return { opened_at: event.at, taxpayer, person, matter_id, tier, explained };
    }
    case 'session.queued': {
      const { boost_reason, reason } = event.body;
      // who waits again has waited since the first time
      return { state: 'queued', queued_at: view.queued_at ?? event.at, boost_reason, queue_reason: reason, officer: null, assigned_at: null, hold: null };
    }
    case 'offer.made':
      return { state: 'offered' };
    case 'offer.withdrawn':
      return { state: 'queued' };
    case 'session.assigned':
      return { ...NOT_WAITING, state: 'active', officer: event.body.officer, assigned_at: event.at, hold: null };
    case 'question.opened':
      return { questions: [...view.questions, { ...event.body, opened_at: event.at, disposition: null, resolved_at: null, solved: null }] };
    case 'question.resolved':
      return withQuestion(view, event.body.question_id, { disposition: event.body.disposition, resolved_at: event.at });
    case 'question.confirmed':
      return withQuestion(view, event.body.question_id, { solved: event.body.solved });
    case 'message.posted':
      return { ...wrote(view, event.actor, event.seq), last_message_seq: event.seq };
    case 'message.read':
      return read(view, event.actor.role, event.body.up_to_seq);
    case 'context.updated':
      return { context: mergeContext(view.context, event.body.context) };
    case 'outcome.reported':
      // a node of an older version shows none
      return { outcomes: [...(view.outcomes ?? []), { ...event.body, at: event.at }] };
    case 'session.ended': {
      const ending = { at: event.at, by: event.actor.role, reason: event.body.reason };
      return { ...NOT_WAITING, state: view.officer ? 'wrap_up' : view.state, ending, hold: null };
    }
    case 'file.shared':
      return { files: [...view.files, { ...event.body, by: event.actor.role, by_id: event.actor.id, at: event.at, removed_at: null }] };
    case 'consult.started':
      return { consult: { ...NOBODY, ...event.body, started_at: event.at } };
    case 'consult.joined':
      return { consult: view.consult && { ...view.consult, joined_at: event.at } };
    case 'consult.introduced':
      // the taxpayer's side has not heard of them before
      return { consult: { ...NOBODY, ...event.body, ...view.consult, introduced_at: event.at } };
    case 'consult.ended':
      return { consult: null };
    case 'session.held':
      return { hold: { at: event.at, ...event.body } };
    case 'session.continued':
      return { hold: null };
    case 'hall.referred':
      return { referral: { at: event.at, ...event.body } };
    case 'session.transferred':
      return event.body.kind === 'tier' ? { tier: Number(event.body.target) } : {};
    case 'session.rated':
      return { rating: { at: event.at, ...event.body } };
    case 'session.wrapped_up':
      return { note: event.body.note };
    case 'session.closed':
      return { state: 'closed', closed_at: event.at };
    default:
      return {};
  }
}

function withQuestion(view: SessionView, id: string, change: Partial<Question>): Partial<SessionView> {
  return { questions: view.questions.map((item) => (item.question_id === id ? { ...item, ...change } : item)) };
}

/** Who writes has read; what a second officer wrote, the one responsible has still to read. */
function wrote(view: SessionView, actor: Actor, seq: number): Partial<SessionView> {
  return actor.role === 'officer' && actor.id !== view.officer?.officer_id ? {} : read(view, actor.role, seq);
}

/** Marks only move forward. */
function read(view: SessionView, role: string, seq: number): Partial<SessionView> {
  return role === 'officer'
    ? { officer_read: Math.max(view.officer_read, seq) }
    : { taxpayer_read: Math.max(view.taxpayer_read, seq) };
}
