// The second officer, a hold, the way to the hall, after one more event. Mirrors chatserver/domain/fold_together.py.
import type { SessionView, WireEvent } from './wire.gen.ts';

/** Returns what the event changes; one that is not about these changes nothing. */
export function foldTogether(view: SessionView, event: WireEvent): Partial<SessionView> {
  switch (event.type) {
    case 'consult.started':
      return { consult: { ...UNANSWERED, ...event.body, asked_at: event.at } };
    case 'consult.joined':
      return view.consult ? { consult: { ...view.consult, joined_at: event.at } } : {};
    case 'consult.introduced':
      // the taxpayer's side has not heard of the officer before
      return { consult: { ...UNANSWERED, ...event.body, ...view.consult, introduced: true, introduced_at: event.at } };
    case 'consult.ended':
      return { consult: null };
    case 'session.held':
      return { hold: { at: event.at, due_at: event.body.due_at, reason: event.body.reason } };
    case 'session.continued':
      return { hold: null };
    case 'hall.referred':
      return { referral: { guide_id: event.body.guide_id, at: event.at, items: event.body.items } };
    default:
      return {};
  }
}

const UNANSWERED = { introduced: false, text: null, asked_at: null, joined_at: null, introduced_at: null, end_reason: null };
