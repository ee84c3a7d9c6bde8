// Notes and handing over as the log tells them: who wrote what, and from whom the session came.
import type { Entry, SystemEntry } from '@daoban/client/index.ts';

export type NoteEntry = Extract<SystemEntry, { kind: 'note.added' }>;
type Transferred = Extract<SystemEntry, { kind: 'session.transferred' }>;

export interface HandedOver {
  readonly seq: number;
  readonly at: string;
  readonly byId: string;
  /** What whoever handed over left for the next; null: nothing. */
  readonly note: NoteEntry | null;
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
  const note = before?.kind === 'note.added' && before.actorId === over.actorId ? before : null;
  return { seq: over.seq, at: over.at, byId: over.actorId, note };
}

/** The officers whom the log names, by id. */
export function officerNames(entries: readonly Entry[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((entry) =>
      entry.kind === 'session.assigned' || entry.kind === 'consult.joined' ? [[entry.body.officer.officer_id, entry.body.officer.name]] : [],
    ),
  );
}
