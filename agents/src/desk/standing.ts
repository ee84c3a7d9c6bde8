// How a session stands for its officer: who is to act, since when, what is unread. Pure; the list and the alarms ask here.
import type { Entry, MessageEntry, SessionView } from '@daoban/client/index.ts';

export interface Standing {
  /** `greet`: taken and nothing said yet. `yours`: the taxpayer waits for an answer. `theirs`: they are to answer. */
  readonly kind: 'greet' | 'yours' | 'theirs' | 'wrap_up';
  /** ISO instant since when it stands so. */
  readonly since: string;
}

export function standingOf(view: SessionView, entries: readonly Entry[]): Standing {
  if (view.ending) return { kind: 'wrap_up', since: view.ending.at };
  const assigned = view.assigned_at ?? view.opened_at;
  const said = messages(entries).filter((entry) => entry.at >= assigned);
  const lastOwn = said.findLast((entry) => entry.role === 'officer');
  const unanswered = said.find((entry) => entry.role === 'taxpayer' && entry.seq > (lastOwn?.seq ?? 0));
  if (!lastOwn) return { kind: 'greet', since: assigned };
  return unanswered ? { kind: 'yours', since: unanswered.at } : { kind: 'theirs', since: lastOwn.at };
}

export function unreadOf(view: SessionView, entries: readonly Entry[]): number {
  return messages(entries).filter((entry) => entry.role === 'taxpayer' && entry.seq > view.officer_read).length;
}

const URGENCY: Readonly<Record<Standing['kind'], number>> = { greet: 0, yours: 0, theirs: 1, wrap_up: 2 };

/** Negative when `a` comes first: who waits for the officer longest, then the others, wrap-up last. */
export function byUrgency(a: Standing, b: Standing): number {
  return URGENCY[a.kind] - URGENCY[b.kind] || a.since.localeCompare(b.since);
}

function messages(entries: readonly Entry[]): readonly MessageEntry[] {
  return entries.filter((entry): entry is MessageEntry => entry.kind === 'message');
}
