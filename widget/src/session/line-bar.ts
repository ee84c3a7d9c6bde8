import type { LineState } from '@daoban/client/index.ts';

/** Trouble shorter than this is not worth a word. */
const SHOW_AFTER_MS = 2_000;
/** A reader hears at once, and urgently, only of a line that stays away. */
const URGENT_AFTER_MS = 10_000;
const BACK_FOR_MS = 5_000;

export type Bar = { kind: 'slow' } | { kind: 'off' } | { kind: 'back'; missed: number };

/** What is to be said about the line: nothing at first, then what is safe, then what was caught up. */
export class LineBar {
  readonly #changed: () => void;
  readonly #catchUp: () => Promise<number>;
  readonly #urgent: () => void;
  bar: Bar | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** `catchUp` answers how many messages were missed; `urgent` is called when the line stays away. */
  constructor(changed: () => void, catchUp: () => Promise<number>, urgent: () => void) {
    this.#changed = changed;
    this.#catchUp = catchUp;
    this.#urgent = urgent;
  }

  take(line: LineState): void {
    if (line.kind === 'online') void this.#comeBack();
    else if (line.kind === 'slow') this.#show({ kind: 'slow' });
    else if (line.kind === 'refused') this.#show(null);
    else this.#lose(line.since);
  }

  /** Stop: nothing is shown, and nothing will be. */
  clear(): void {
    this.#show(null);
  }

  #lose(since: number): void {
    if (this.bar?.kind === 'off' || (this.#timers.length && this.bar?.kind !== 'back')) return;
    this.#show(this.bar?.kind === 'back' ? null : this.bar);
    const lost = Date.now() - since;
    this.#later(SHOW_AFTER_MS - lost, () => {
      this.bar = { kind: 'off' };
      this.#changed();
    });
    this.#later(URGENT_AFTER_MS - lost, this.#urgent);
  }

  async #comeBack(): Promise<void> {
    const wasOff = this.bar?.kind === 'off';
    this.#show(null);
    if (!wasOff) return;
    this.#show({ kind: 'back', missed: await this.#catchUp() });
    this.#later(BACK_FOR_MS, () => this.#show(null));
  }

  #show(bar: Bar | null): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    this.bar = bar;
    this.#changed();
  }

  #later(wait: number, then: () => void): void {
    this.#timers.push(setTimeout(then, Math.max(0, wait)));
  }
}
