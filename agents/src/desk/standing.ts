// How a session stands for its officer: who is to act, since when, what is unread. Pure; the list and the alarms ask here.
import type { Entry, MessageEntry, SessionView, SystemEntry } from '@daoban/client/index.ts';
import { type GuideStep, openProposal, stepOf } from '../guide/steps.ts';

export interface Standing {
  /**
   * `greet`: taken and nothing said yet. `yours`: the taxpayer waits for an answer. `theirs`: they are to answer.
   * `held`: the officer has promised to be back. `consult`: it is a colleague's, and one has joined.
   */
  readonly kind: 'greet' | 'yours' | 'theirs' | 'held' | 'consult' | 'wrap_up';
  /** ISO instant since when it stands so; of `held`, until when. */
  readonly since: string;
  /** The guide that was the last step, where it was one. */
  readonly step?: GuideStep;
}

/** What an officer does besides writing: it answers the taxpayer too. */
const PAPERS: readonly string[] = ['file.shared', 'slip.started', 'slip.item_added', 'slip.item_struck', 'slip.item_checked', 'slip.concluded', 'slip.cancelled'];
const GUIDES: readonly string[] = ['field.highlighted', 'field.proposed', 'step.suggested', 'link.pushed', 'error.explained', 'hall.referred', ...PAPERS];

export function standingOf(view: SessionView, entries: readonly Entry[]): Standing {
  if (view.ending) return { kind: 'wrap_up', since: view.ending.at };
  if (view.hold) return { kind: 'held', since: view.hold.due_at };
  const assigned = view.assigned_at ?? view.opened_at;
  const since = entries.filter((entry) => entry.at >= assigned);
  const own = since.findLast((entry) => entry.role === 'officer' && (entry.kind === 'message' || GUIDES.includes(entry.kind)));
  if (!own) return { kind: 'greet', since: assigned };
  const filed = new Set(since.flatMap((entry) => (entry.kind === 'slip.item_filled' ? entry.body.file_ids : [])));
  const unanswered = since.find((entry) => entry.seq > own.seq && asks(entry, filed));
  if (unanswered) return standing('yours', unanswered, view);
  const open = openProposal(view.guidance);
  if (open) return { kind: 'theirs', since: open.at, step: { kind: 'proposal', number: open.number, state: 'open' } };
  return standing('theirs', since.findLast((entry) => entry.seq > own.seq && entry.kind === 'proposal.applied') ?? own, view);
}

export function unreadOf(view: SessionView, entries: readonly Entry[]): number {
  return messages(entries).filter((entry) => entry.role === 'taxpayer' && entry.seq > view.officer_read).length;
}

const URGENCY: Readonly<Record<Standing['kind'], number>> = { greet: 0, yours: 0, held: 1, theirs: 1, consult: 1, wrap_up: 2 };

/** Negative when `a` comes first: who waits for the officer longest, then the others, wrap-up last. */
export function byUrgency(a: Standing, b: Standing): number {
  return URGENCY[a.kind] - URGENCY[b.kind] || a.since.localeCompare(b.since);
}

/**
 * What the taxpayer wrote or sent, papers that they confirmed, and a proposal that came to nothing, wait for the officer.
 * A file that is `filed` with a slip asks nothing by itself: the papers are confirmed together.
 */
function asks(entry: Entry, filed: ReadonlySet<string>): boolean {
  if (entry.kind === 'message') return entry.role === 'taxpayer';
  if (entry.kind === 'file.shared') return entry.role === 'taxpayer' && !filed.has(entry.body.file_id);
  if (entry.kind === 'slip.confirmed') return true;
  return entry.kind === 'proposal.declined' || entry.kind === 'proposal.staled' || (entry.kind === 'proposal.applied' && !entry.body.applied);
}

function standing(kind: 'yours' | 'theirs', entry: Entry, view: SessionView): Standing {
  const step = entry.kind === 'message' ? null : stepOf(entry as SystemEntry, view.guidance);
  return step ? { kind, since: entry.at, step } : { kind, since: entry.at };
}

function messages(entries: readonly Entry[]): readonly MessageEntry[] {
  return entries.filter((entry): entry is MessageEntry => entry.kind === 'message');
}
