import type { Entry, SessionView } from '@daoban/client/index.ts';

/** One mark for all that was seen in one look. */
const LOOK_MS = 300;

/** How far the person has read, told to the hub once a look. */
export class Reading {
  readonly #tell: (upToSeq: number) => Promise<unknown>;
  #told = 0;
  #seen = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (upToSeq: number) => Promise<unknown>) {
    this.#tell = tell;
  }

  /** The last message is in sight. */
  see(view: SessionView): void {
    this.#seen = Math.max(this.#seen, view.last_message_seq);
    if (this.#seen <= Math.max(view.taxpayer_read, this.#told)) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const seen = this.#seen;
      this.#told = seen;
      // untold, it is told again with the next look
      this.#tell(seen).catch(() => (this.#told = 0));
  
  }, LOOK_MS);
  }

  /** Another session begins. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = 0;
    this.#seen = 0;
  }
}

/** Return how many messages of the officer the person has not seen. */
export function countUnread(view: SessionView, entries: readonly Entry[]): number {
  return entries.filter((entry) => entry.kind === 'message' && entry.role === 'officer' && entry.seq > view.taxpayer_read).length;
}
