// Guidance, slips and removed files as they stand, which the talk's own fold leaves out: fetched with the first of either.
import type { Entry, SessionView, SystemEntry, WireEvent } from '@daoban/client/index.ts';
import { foldGuidance } from '@daoban/client/guidance.ts';
import { foldRemoved } from '@daoban/client/removed.ts';
import { foldSlips } from '@daoban/client/slips.ts';

type Parts = Pick<SessionView, 'guidance' | 'slips'>;

const NONE: Parts = { guidance: { highlights: [], proposals: [], cards: [] }, slips: [] };

/** Adds to a view what its lines come to. Lines are only ever added, so that each is read once. */
export class Whole {
  #session = '';
  #read = 0;
  #parts = NONE;
  #removals: WireEvent[] = [];
  #view: SessionView | null = null;
  #whole: SessionView | null = null;

  of(view: SessionView, entries: readonly Entry[]): SessionView {
    if (view === this.#view && this.#whole) return this.#whole;
    if (view.session_id !== this.#session) this.#begin(view.session_id);
    for (const entry of entries.slice(this.#read)) {
      if (entry.kind === 'message') continue;
      const event = eventOf(entry);
      if (event.type === 'file.removed') this.#removals.push(event);
      this.#parts = { guidance: foldGuidance(this.#parts.guidance, event), slips: foldSlips(this.#parts.slips, event) };
    }
    this.#read = entries.length;
    this.#view = view;
    this.#whole = { ...view, ...this.#parts, files: this.#removals.reduce(foldRemoved, view.files) };
    return this.#whole;
  }

  #begin(session: string): void {
    this.#session = session;
    this.#read = 0;
    this.#parts = NONE;
    this.#removals = [];
  }
}

/** Returns the event that a line was made of. */
function eventOf({ kind, seq, at, role, actorId, body }: SystemEntry): WireEvent {
  return { session_id: '', seq, type: kind, at, actor: { role, id: actorId }, body } as WireEvent;
}
