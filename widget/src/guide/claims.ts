import { List } from './list.ts';

/** What this tab has accepted and not yet reported; a reload goes on with it. */
const OWN = 'daoban.filling';
/** What any tab of this browser has; another browser shows another form, and fills nothing in by itself. */
const HERE = 'daoban.accepted';
/** A reload lets go of its claim and takes it up again; a page that is not back by then is gone. */
const GONE_MS = 3_000;

/** Which page fills an accepted proposal in: the one that accepted, as long as it is there. A lock of the browser says so. */
export class Claims {
  readonly #own = new List('session', OWN);
  readonly #here = new List('local', HERE);
  readonly #held = new Map<string, () => void>();
  readonly #freeSince = new Map<string, number>();

  holds(guideId: string): boolean {
    return this.#held.has(guideId);
  }

  /** Did this very tab accept it? */
  isOwn(guideId: string): boolean {
    return this.#own.has(guideId);
  }

  /** May this browser ever fill it in? */
  isHere(guideId: string): boolean {
    return this.#own.has(guideId) || this.#here.has(guideId);
  }

  /** Before it is accepted. The answer `false`: another page of this browser is at it. */
  async begin(guideId: string): Promise<boolean> {
    if (!(await this.#lock(guideId))) return false;
    this.#own.add(guideId);
    this.#here.add(guideId);
    return true;
  }

  /** It is reported, or there is nothing to fill in. */
  end(guideId: string): void {
    this.#own.remove(guideId);
    this.#here.remove(guideId);
    this.release(guideId);
  }

  /** Take up what was accepted here before, or by a page that has gone. Not at once: ask again. */
  async take(guideId: string): Promise<boolean> {
    const own = this.#own.has(guideId);
    if (!own && (document.visibilityState !== 'visible' || !this.#here.has(guideId) || !navigator.locks)) return false;
    if (!(await this.#lock(guideId))) {
      this.#freeSince.delete(guideId);
      return false;
    }
    const since = this.#freeSince.get(guideId) ?? Date.now();
    this.#freeSince.set(guideId, since);
    if (own || Date.now() - since >= GONE_MS) return true;
    this.release(guideId);
    return false;
  }

  /** Leave it, for now, to whichever page takes it up. */
  release(guideId: string): void {
    this.#held.get(guideId)?.();
    this.#held.delete(guideId);
  }

  /** Held until it is released or the page ends, whichever way it ends. Without locks (plain HTTP) by the tab's own word. */
  #lock(guideId: string): Promise<boolean> {
    if (this.#held.has(guideId)) return Promise.resolve(true);
    return new Promise((answer) => {
      const hold = (): Promise<void> => {
        const held = new Promise<void>((release) => this.#held.set(guideId, release));
        answer(true);
        return held;
      };
      if (!navigator.locks) return void hold();
      navigator.locks
        .request(`daoban.fill ${guideId}`, { ifAvailable: true }, (lock) => (lock ? hold() : answer(false)))
        .catch(() => answer(false));
    });
  }
}
