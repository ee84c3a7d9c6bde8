// Notes and handing over as the log tells them: who wrote what, and from whom the session came.
import type { Entry, SystemEntry } from '@daoban/client/index.ts';

export type NoteEntry = Extract<SystemEntry, { kind: 'note.added' }>;
type Transferred = Extract<SystemEntry, { kind: 'session.transferred' }>;

export interface HandedOver {
  readonly seq: number;
  readonly at: string;
  readonly byId: string;
  /** A supervisor gave it away. */
  readonly bySupervisor: boolean;
  /** What whoever handed over left for the next, or why the supervisor did; null: nothing. */
  readonly text: string | null;
}

export function notesOf(entries: readonly Entry[]): readonly NoteEntry[] {
  return entries.filter((entry): entry is NoteEntry => entry.kind === 'note.added');
}

/** How the session came to `officerId` by a transfer; null: it did not, or it was handed on since. */
export function handedTo(officerId: string, entries: readonly Entry[]): HandedOver | null {
  const over = entries.findLast((entry): entry is Transferred => entry.kind === 'session.transferred');
  const taken = entries.findLast((entry) => entry.kind === 'session.assigned');
  if (!over || taken?.kind !== 'session.assigned' || taken.seq < over.seq || taken.body.officer.officer_id !== officerId) return null;
  const before = entries.find((entry) => entry.seq === over.seq - 1);
  const text = (before?.actorId === over.actorId ? leftWith(before) : null) ?? (taken.body.offer_id === null ? askedWith(officerId, over, entries) : null);
  return { seq: over.seq, at: over.at, byId: over.actorId, bySupervisor: over.body.by_supervisor, text };
}

function leftWith(entry: Entry): string | null {
  if (entry.kind === 'note.added') return entry.body.text;
  return entry.kind === 'session.reassigned' ? entry.body.reason : null;
}

/** What a colleague read who was asked to take the session over and was there already: it stands with the asking. */
function askedWith(officerId: string, over: Transferred, entries: readonly Entry[]): string | null {
  const asked = entries.findLast((entry) => entry.kind === 'consult.started' && entry.seq < over.seq && entry.body.officer.officer_id === officerId);
  return asked?.kind === 'consult.started' && asked.actorId === over.actorId ? asked.body.text : null;
}

/** Worked out once for each state of a log, which a store never changes in place: every line of a long talk asks. */
const named = new WeakMap<readonly Entry[], ReadonlyMap<string, string>>();

/** The officers whom the log names, by id. */
export function officerNames(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const names = named.get(entries) ?? new Map(entries.flatMap(nameIn));
  named.set(entries, names);
  return names;
}

function nameIn(entry: Entry): readonly (readonly [id: string, name: string])[] {
  const names = entry.kind === 'session.assigned' || entry.kind === 'consult.joined' || entry.kind === 'monitor.started' || entry.kind === 'session.reassigned';
  return names ? [[entry.body.officer.officer_id, entry.body.officer.name]] : [];
}
