// What the hub says about the taxpayers of this desk: a snapshot, then signals. Signals may be lost: typing ends by itself.
import { type Absence, serverNow } from '@daoban/client/index.ts';

/** Typing is said again every 3 s while it lasts; without a word it has ended. In milliseconds. */
const TYPING_LASTS_MS = 6_000;
/** A form of several pages drops its line at every step: only a longer absence is one. In milliseconds. */
const ABSENT_AFTER_MS = 5_000;

/** Whether a line gone `since` (an ISO instant) makes its taxpayer away by now. */
export function isAway(since: string): boolean {
  return serverNow() >= awayFrom(since);
}

function awayFrom(since: string): number {
  return Date.parse(since) + ABSENT_AFTER_MS;
}

export class Peers {
  readonly #changed: () => void;
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #gone = new Map<string, string>();
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();
  /** Who came or went while a snapshot was on its way: what it says of them is older. */
  #moved = new Set<string>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  isTyping(sessionId: string): boolean {
    return this.#typing.has(sessionId);
  }

  /** ISO instant since when the taxpayer is away; null: they are here, or have only just left. */
  absentSince(sessionId: string): string | null {
    return this.#gone.get(sessionId) ?? null;
  }

  type(sessionId: string, typing: boolean): void {
    clearTimeout(this.#typing.get(sessionId));
    this.#typing.delete(sessionId);
    if (typing) this.#typing.set(sessionId, setTimeout(() => this.type(sessionId, false), TYPING_LASTS_MS));
    this.#changed();
  }

  move(sessionId: string, present: boolean): void {
    this.#moved.add(sessionId);
    if (present) this.#arrive(sessionId);
    else this.#depart(sessionId, new Date(serverNow()).toISOString());
  }

  /** A snapshot is asked for: from here on signals are newer than what it says. */
  asked(): void {
    this.#moved = new Set();
  }

  /** Takes the hub's whole list of who is away. */
  replace(absences: readonly Absence[]): void {
    const away = new Map(absences.map(({ session_id, since }) => [session_id, since]));
    for (const [sessionId, since] of away) if (!this.#moved.has(sessionId)) this.#depart(sessionId, since);
    for (const sessionId of [...this.#gone.keys(), ...this.#leaving.keys()])
      if (!away.has(sessionId) && !this.#moved.has(sessionId)) this.#arrive(sessionId);
  }

  #arrive(sessionId: string): void {
    clearTimeout(this.#leaving.get(sessionId));
    this.#leaving.delete(sessionId);
    if (this.#gone.delete(sessionId)) this.#changed();
  }

  #depart(sessionId: string, since: string): void {
    if (this.#gone.has(sessionId)) return;
    clearTimeout(this.#leaving.get(sessionId));
    const left = Math.max(0, awayFrom(since) - serverNow());
    this.#leaving.set(sessionId, setTimeout(() => this.#leave(sessionId, since), left));
  }

  #leave(sessionId: string, since: string): void {
    this.#leaving.delete(sessionId);
    this.#gone.set(sessionId, since);
    this.type(sessionId, false);
  }
}
