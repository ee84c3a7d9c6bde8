// Handing over and notes: who else is there, and what is sent.
import type { Colleague, Colleagues, Connection, OfficerCommands } from '@daoban/client/index.ts';
import { KeptIds } from './kept-ids.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

/** Where a session goes: a line (its number), an officer (their id) or a queue (a matter). `name`: in the words shown. */
export interface Destination {
  readonly kind: 'tier' | 'officer' | 'queue';
  readonly target: string;
  readonly name: string;
}

/** As the hub counts characters. */
export const MAX_TRANSFER_NOTE = 500;
export const MAX_NOTE = 2_000;

export class Handing {
  readonly #line: Line;
  readonly #ids = new KeptIds();

  constructor(line: Line) {
    this.#line = line;
  }

  look(session_id: string): Promise<Colleagues> {
    return this.#line.send('colleagues.look', { session_id });
  }

  async transfer(session_id: string, { kind, target }: Destination, note: string): Promise<void> {
    await this.#line.send('session.transfer', { session_id, kind, target, note: note.trim() || null });
  }

  /** The same text again after a broken line is the same note. */
  addNote(session_id: string, text: string): Promise<unknown> {
    return this.#ids.once(`note ${session_id} ${text}`, (note_id) => this.#line.send('note.add', { session_id, note_id, text }));
  }
}

/** Takes what is new and keeps the order: nothing moves under the hand. Who was not there before comes last. */
export function renewed(old: Colleagues | null, now: Colleagues): Colleagues {
  if (!old) return now;
  const place = new Map(old.officers.map(({ officer }, index) => [officer.officer_id, index]));
  const at = (id: string): number => place.get(id) ?? place.size;
  return { ...now, officers: now.officers.toSorted((a, b) => at(a.officer.officer_id) - at(b.officer.officer_id)) };
}

/** What the session needs that they have not; an older hub says no more than whether they handle its matter. */
export function lacksOf({ handles, lacks }: Pick<Colleague, 'handles' | 'lacks'>): readonly string[] {
  return lacks ?? (handles ? [] : ['matter']);
}

/** Whether an officer could be handed a session: on duty, if only once a slot is free. */
export function mayTake(barrier: string | null): boolean {
  return barrier === null || barrier === 'full';
}
