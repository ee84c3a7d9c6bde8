// The line as people should hear of it: short trouble is not mentioned, longer trouble says what it means, then what was caught up.
import type { LineState } from '@daoban/client/index.ts';

export type Bar =
  | { readonly kind: 'slow' }
  | { readonly kind: 'offline'; readonly since: number; readonly attempt: number }
  | { readonly kind: 'back'; readonly messages: number };

interface Line {
  readonly line: LineState;
  onLine(listener: (line: LineState) => void): () => void;
}

/** Trouble shorter than this is not shown; good news goes after this. In milliseconds. */
const PATIENCE_MS = 2_000;
const GOOD_NEWS_MS = 5_000;

export class LineWatch {
  readonly #line: Line;
  readonly #changed: () => void;
  readonly #heard: () => number;
  readonly #stop: () => void;
  #bar: Bar | null = null;
  #heardBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `heard` counts the messages received so far: the difference is what a reconnect brought. */
  constructor(line: Line, changed: () => void, heard: () => number) {
    this.#line = line;
    this.#changed = changed;
    this.#heard = heard;
    this.#stop = line.onLine(() => this.#move());
  }

  /** What to say about the line now, or null when there is nothing to say. */
  get bar(): Bar | null {
    return this.#bar;
  }

  /** Everything that was missed has been read. */
  caughtUp(): void {
    if (this.#bar?.kind !== 'offline') return;
    this.#show({ kind: 'back', messages: Math.max(0, this.#heard() - this.#heardBefore) });
    this.#timer = setTimeout(() => this.#show(null), GOOD_NEWS_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stop();
  }

  #move(): void {
    const { kind, since } = this.#line.line;
    if (kind === 'offline' && this.#bar?.kind !== 'offline') this.#soon(since);
    else if (kind === 'offline') this.#show(this.#offline());
    else if (kind === 'slow') this.#show({ kind: 'slow' });
    else if (kind === 'online' && this.#bar?.kind !== 'offline' && this.#bar?.kind !== 'back') this.#show(null);
    this.#changed();
  }

  #soon(since: number): void {
    if (!this.#bar) this.#heardBefore = this.#heard();
    clearTimeout(this.#timer);
    const wait = Math.max(0, since + PATIENCE_MS - Date.now());
    this.#timer = setTimeout(() => this.#line.line.kind === 'offline' && this.#show(this.#offline()), wait);
  }

  #offline(): Bar {
    const { since, attempt } = this.#line.line;
    return { kind: 'offline', since, attempt: attempt ?? 1 };
  }

  #show(bar: Bar | null): void {
    clearTimeout(this.#timer);
    this.#bar = bar;
    this.#changed();
  }
}
