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

/** What the events begin with that put into the thread what is drawn by what is fetched with guidance. */
const CARDS = /^(field|step|link|error|file\.(s|ref)|outcome|consult|hall|slip\.st|session\.(h|con))/;
type Noun = 'field' | 'step' | 'link' | 'error' | 'outcome' | 'consult' | 'hall';
export type CardEntry = Extract<Entry, { kind: `${Noun}.${string}` | 'file.shared' | 'file.refused' | 'session.held' | 'session.continued' | 'slip.started' }>;

/** Is it shown as a card? */
export function isCard(entry: Entry): entry is CardEntry {
  return CARDS.test(entry.kind);
}

/** Of a card, what tells it from the others. */
export function idOf({ body, seq }: CardEntry): string {
  return 'file_id' in body ? body.file_id : 'guide_id' in body ? body.guide_id : 'slip_id' in body ? body.slip_id : `e${seq}`;
}

/** Does one wait here, and not for the first time? */
export function isAgain(entry: Entry): entry is Extract<Entry, { kind: 'session.queued' }> {
  return entry.kind === 'session.queued' && entry.body.reason !== 'opened';
}

/** Does the officer say something here, in words or by a card? */
export function isTheirs(entry: Entry): boolean {
  return entry.role === 'officer' && (entry.kind === 'message' || isCard(entry));
}

/**
 * Return how much of what the officer said the person has not seen. The hub marks messages only: `seen` is up to where
 * this browser has shown cards.
 */
export function countUnread({ taxpayer_read }: SessionView, entries: readonly Entry[], seen: number): number {
  return entries.filter((entry) => isTheirs(entry) && entry.seq > Math.max(taxpayer_read, isCard(entry) ? seen : 0)).length;
}
