// Waiting again: the officer was lost, or hands over. What the thread and the queue say of it, and what is read out.
import type { Entry, SystemEntry } from '@daoban/client/index.ts';
import type { Speaker } from '../session/speaker.ts';
import { called } from '../locales/words.ts';
import { movedWords } from './words.ts';

type Queued = Extract<SystemEntry, { kind: 'session.queued' }>;

/** Tells of each such wait; the last is read out once. */
export class Moved {
  readonly #speaker: Speaker;
  #told: number;

  /** Whatever came up to `seq` needs no reading out: it was there when the page came. */
  constructor(speaker: Speaker, seq: number) {
    this.#speaker = speaker;
    this.#told = seq;
  }

  /** The thread has new lines. */
  follow(entries: readonly Entry[]): void {
    const last = entries.findLast((entry) => entry.kind === 'session.queued');
    if (last?.kind !== 'session.queued' || last.seq <= this.#told) return;
    this.#told = last.seq;
    this.#speaker.tell(this.line(last, entries));
  }

  /** Why one waits again, in a full sentence. */
  line(entry: Queued, entries: readonly Entry[]): string {
    const say = movedWords();
    const heading = this.#handedTo(entry, entries);
    if (heading) return say.passing(heading);
    const lost = entries.findLast((other) => other.seq < entry.seq && other.kind === 'session.assigned');
    return lost?.kind === 'session.assigned' ? say.lost(called(lost.body.officer)) : say.requeued;
  }

  /** To whom one is being passed now, or that one is in front again; null: neither. */
  heading(entries: readonly Entry[]): string | null {
    const last = entries.findLast((entry) => entry.kind === 'session.queued');
    if (last?.kind !== 'session.queued') return null;
    return this.#handedTo(last, entries) ?? (last.body.reason === 'officer_lost' ? movedWords().front : null);
  }

  #handedTo({ seq, body }: Queued, entries: readonly Entry[]): string | null {
    if (body.reason !== 'transferred') return null;
    const over = entries.findLast((entry) => entry.seq < seq && entry.kind === 'session.transferred');
    if (over?.kind !== 'session.transferred') return null;
    const say = movedWords();
    const { kind, target, target_name, target_name_en } = over.body;
    if (kind === 'queue') return say.queue(target_name.replace(/[(（].*/u, ''));
    return say.to(kind === 'officer' ? called({ name: target_name, name_en: target_name_en }) : (say.tiers[Number(target)] ?? say.officer));
  }
}
