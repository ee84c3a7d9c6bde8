// Telling the other side that one types: at most every few seconds, and once when it ends. Lost words do no harm.

const AGAIN_MS = 3_000;
const ENDS_AFTER_MS = 4_000;

export class TypingReport {
  readonly #say: (typing: boolean) => void;
  #saidAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (typing: boolean) => void) {
    this.#say = say;
  }

  /** A key was pressed. */
  press(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), ENDS_AFTER_MS);
    if (Date.now() - this.#saidAt < AGAIN_MS) return;
    this.#saidAt = Date.now();
    this.#say(true);
  }

  /** The text was sent or left. */
  stop(): void {
    clearTimeout(this.#timer);
    if (this.#saidAt === 0) return;
    this.#saidAt = 0;
    this.#say(false);
  }
}
