// One session as this client knows it: the view and the transcript, exact however the pushes arrive.
import { CommandError } from './errors.ts';
import type { Fold } from './fold-talk.ts';
import { Listeners } from './listeners.ts';
import { type Entry, entryOf } from './transcript.ts';
import type { ContextUpdated, Numbered, Resumed, SessionView, WireEvent } from './wire.gen.ts';

/** A report of the taxpayer's page. */
export type PageEvent = Numbered<'context.updated', ContextUpdated>;

/** Two nodes may overtake each other by this much; asking sooner would ask for what is on its way. */
const OVERTAKE_MS = 100;
/** An acknowledged event is never this far behind its acknowledgement. */
const PROMISED_MS = 1_000;
const AGAIN_MS = 2_000;

/** Holds what came too early, ignores what came twice, asks once for what did not come. */
export class SessionStore {
  readonly sessionId: string;
  readonly me: 'taxpayer' | 'officer';
  readonly #resume: (afterSeq: number) => Promise<Resumed>;
  readonly #fold: Fold;
  readonly #listeners = new Listeners<void>();
  readonly #early = new Map<number, WireEvent>();
  readonly #said = new Set<string>();
  #view: SessionView | null = null;
  #entries: readonly Entry[] = [];
  #pages: readonly PageEvent[] = [];
  #promised = 0;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sessionId: string, me: 'taxpayer' | 'officer', resume: (afterSeq: number) => Promise<Resumed>, fold: Fold) {
    this.sessionId = sessionId;
    this.me = me;
    this.#resume = resume;
    this.#fold = fold;
  }

  /** Null until the first answer. A new object after each change. */
  get view(): SessionView | null {
    return this.#view;
  }

  /** A new array after each change that adds a line. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** What the taxpayer's page reported, in order; the view's context is their sum. A new array after each report. */
  get pages(): readonly PageEvent[] {
    return this.#pages;
  }

  /** Number of the last event that view and entries contain. */
  get seq(): number {
    return this.#view?.seq ?? 0;
  }

  /** Whether the message with this id has come back from the hub. */
  has(clientMsgId: string): boolean {
    return this.#said.has(clientMsgId);
  }

  /** Takes the answer to session.open, session.resume or offer.accept; one that is overtaken changes nothing. */
  accept({ session, events }: Resumed): void {
    if (session?.session_id !== this.sessionId || session.seq < this.seq) return;
    this.#list(events.filter(({ seq }) => seq > this.seq && seq <= session.seq));
    this.#view = session;
    this.#takeEarly();
    this.#listeners.tell();
  }

  /** Takes a pushed event. */
  apply(event: WireEvent): void {
    if (event.session_id !== this.sessionId || event.seq <= this.seq) return;
    this.#early.set(event.seq, event);
    const before = this.seq;
    this.#takeEarly();
    if (this.seq > before) this.#listeners.tell();
    this.#askIfBehind(OVERTAKE_MS);
  }

  /** The hub has acknowledged event `seq`: when it does not come, it is asked for. */
  expect(seq: number): void {
    this.#promised = Math.max(this.#promised, seq);
    this.#askIfBehind(PROMISED_MS);
  }

  /** Asks for everything after `seq`; calls made meanwhile share the answer. Rejects with CommandError. */
  catchUp(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#ask().finally(() => (this.#running = null));
    return this.#running;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Asks for nothing any more by itself. */
  close(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    let again = true;
    try {
      this.accept(await this.#resume(this.seq));
    } catch (error) {
      // without a line, the next line asks; what is refused for good stays refused
      again = error instanceof CommandError && error.retryable && error.code !== 'offline';
      throw error;
    } finally {
      if (again) this.#askIfBehind(AGAIN_MS);
    }
  }

  #askIfBehind(delay: number): void {
    if (this.#timer !== undefined || !this.#isBehind()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // who asks by timer has nobody to tell; #ask has arranged the next try
      if (this.#isBehind()) this.catchUp().catch(() => undefined);
    }, delay);
  }

  #isBehind(): boolean {
    return this.#early.size > 0 || this.#promised > this.seq;
  }

  #takeEarly(): void {
    const taken: WireEvent[] = [];
    for (let next; this.#view && (next = this.#early.get(this.seq + 1)); taken.push(next)) {
      this.#view = this.#fold(this.#view, next);
    }
    for (const seq of this.#early.keys()) if (seq <= this.seq) this.#early.delete(seq);
    this.#list(taken);
  }

  #list(events: readonly WireEvent[]): void {
    const lines = events.map(entryOf).filter((entry) => entry !== null);
    for (const line of lines) if (line.kind === 'message') this.#said.add(line.clientMsgId);
    if (lines.length > 0) this.#entries = [...this.#entries, ...lines];
    const pages = events.filter((event) => event.type === 'context.updated');
    if (pages.length > 0) this.#pages = [...this.#pages, ...pages];
  }
}
