// The officer's day so far: what the hub counted at the last snapshot, and what this desk has seen since.
import type { TodayView } from '@daoban/client/index.ts';

export class Day {
  #counted: TodayView | null = null;
  /** Session → how many of its questions are in the count already. */
  readonly #known = new Map<string, number>();

  /** Null before the first snapshot. */
  get soFar(): TodayView | null {
    return this.#counted;
  }

  /** `counted` has all that is in `sessions` (session → number of its questions), and nothing that came later. */
  replace(counted: TodayView, sessions: Iterable<readonly [string, number]>): void {
    this.#counted = counted;
    this.#known.clear();
    for (const [sessionId, questions] of sessions) this.#known.set(sessionId, questions);
  }

  /** A session of this officer has so many questions now; saying it twice counts it once. */
  note(sessionId: string, questions: number): void {
    if (!this.#counted) return;
    const known = this.#known.get(sessionId);
    if (questions <= (known ?? -1)) return;
    this.#known.set(sessionId, questions);
    const { sessions, questions: asked } = this.#counted;
    this.#counted = { ...this.#counted, sessions: sessions + (known === undefined ? 1 : 0), questions: asked + questions - (known ?? 0) };
  }
}
