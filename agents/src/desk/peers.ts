// What signals say about the taxpayers of this desk. Signals may be lost: typing ends by itself, presence starts as present.

/** Typing is said again every 3 s while it lasts; without a word it has ended. In milliseconds. */
const TYPING_LASTS_MS = 6_000;
/** A form of several pages drops its line at every step: only a longer absence is one. In milliseconds. */
const ABSENT_AFTER_MS = 5_000;

export class Peers {
  readonly #changed: () => void;
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #gone = new Set<string>();
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  isTyping(sessionId: string): boolean {
    return this.#typing.has(sessionId);
  }

  isPresent(sessionId: string): boolean {
    return !this.#gone.has(sessionId);
  }

  type(sessionId: string, typing: boolean): void {
    clearTimeout(this.#typing.get(sessionId));
    this.#typing.delete(sessionId);
    if (typing) this.#typing.set(sessionId, setTimeout(() => this.type(sessionId, false), TYPING_LASTS_MS));
    this.#changed();
  }

  move(sessionId: string, present: boolean): void {
    clearTimeout(this.#leaving.get(sessionId));
    this.#leaving.delete(sessionId);
    if (!present) this.#leaving.set(sessionId, setTimeout(() => this.#leave(sessionId), ABSENT_AFTER_MS));
    else if (this.#gone.delete(sessionId)) this.#changed();
  }

  #leave(sessionId: string): void {
    this.#leaving.delete(sessionId);
    this.#gone.add(sessionId);
    this.type(sessionId, false);
  }
}
