import type { Typing as Signal } from '@daoban/client/index.ts';

/** Said again while typing goes on, so that a reader who joins late sees it. */
const SAY_EVERY_MS = 3_000;
const IDLE_AFTER_MS = 4_000;
/** The other side's last word on it is lost with the line: stop believing it. */
const BELIEVE_MS = 6_000;

/** Who is typing, in both directions. Signals only: nothing is stored, any of them may be lost. */
export class Typing {
  readonly #say: (typing: boolean) => void;
  readonly #changed: () => void;
  /** Is the officer typing? */
  theirs = false;
  #saidAt = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #believed: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (typing: boolean) => void, changed: () => void) {
    this.#say = say;
    this.#changed = changed;
  }

  /** The person pressed a key in the composer. */
  typed(): void {
    if (Date.now() - this.#saidAt > SAY_EVERY_MS) {
      this.#saidAt = Date.now();
      this.#say(true);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.rest(), IDLE_AFTER_MS);
  }

  /** They sent it, or left the composer. */
  rest(): void {
    clearTimeout(this.#idle);
    if (this.#saidAt) this.#say(false);
    this.#saidAt = 0;
  }

  hear(signal: Signal): void {
    if (signal.role !== 'officer') return;
    clearTimeout(this.#believed);
    this.theirs = signal.typing;
    if (signal.typing) this.#believed = setTimeout(() => this.stop(), BELIEVE_MS);
    this.#changed();
  }

  /** They wrote, or left. */
  stop(): void {
    clearTimeout(this.#believed);
    if (!this.theirs) return;
    this.theirs = false;
    this.#changed();
  }
}
