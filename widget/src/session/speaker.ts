import { Listeners } from '@daoban/client/listeners.ts';
import type { PlaceView, SessionView } from '@daoban/client/index.ts';
import { called, say } from '../locales/words.ts';

export interface Said {
  readonly text: string;
  readonly urgent: boolean;
}

/** Says aloud, for those who listen to the screen, what changed without them: each thing once, in a full sentence. (Why one waits again, `moved` says.) */
export class Speaker {
  readonly #listeners = new Listeners<Said>();
  #ahead: number | undefined;
  #known = false;

  onSaid(listener: (said: Said) => void): () => void {
    return this.#listeners.add(listener);
  }

  tell(text: string, urgent = false): void {
    this.#listeners.tell({ text, urgent });
  }

  /** The session moved from `before` to `now`; `step` is the number of the step that the officer sees. */
  compare(before: SessionView | null, now: SessionView, step: number | null): void {
    if (now.ending) {
      if (before && !before.ending) this.tell(now.officer ? say.saidEnded : say.cancelledTitle, true);
    } else if (now.officer && now.officer.officer_id !== before?.officer?.officer_id && before) {
      this.tell(say.saidJoined(called(now.officer), step));
    } else if (before?.officer && !now.officer) {
      this.#ahead = undefined;
    }
  }

  /** The place in the queue, when it has changed, and whether anybody is on duty; minutes alone are not worth a word. */
  place({ ahead, wait_low_minutes: low, wait_high_minutes: high }: PlaceView): void {
    const known = low !== null && high !== null;
    if (ahead === this.#ahead && known === this.#known) return;
    const moved = this.#ahead !== undefined && known === this.#known;
    this.#ahead = ahead;
    this.#known = known;
    if (moved) this.tell(say.saidMoved(ahead));
    else this.tell(known ? say.saidQueued(ahead, low, high) : say.saidQueuedUnknown);
  }

  /** Another wait begins. */
  restart(): void {
    this.#ahead = undefined;
  }
}
