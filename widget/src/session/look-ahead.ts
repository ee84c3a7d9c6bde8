import type { FormContext, PlaceView } from '@daoban/client/index.ts';

/** Often enough to be honest while somebody hesitates, seldom enough to cost nothing. */
const AGAIN_MS = 20_000;

/** How long it would take before one asks; kept fresh while the question stands on the screen. */
export class LookAhead {
  readonly #ask: (about: FormContext) => Promise<PlaceView>;
  readonly #changed: () => void;
  place: PlaceView | null = null;
  #about = '';
  #askedAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(ask: (about: FormContext) => Promise<PlaceView>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Look for `context` if it is about something else than before, or the last look has grown old. */
  follow(context: FormContext | null): void {
    const about = context ? `${context.matter_id}|${context.error_id}|${context.deadline}` : '';
    if (about === this.#about && Date.now() - this.#askedAt < AGAIN_MS) return;
    if (about !== this.#about) this.place = null;
    this.#about = about;
    if (context) void this.#look(context);
  }

  /** Keep looking while `context()` gives something to look for. */
  start(context: () => FormContext | null): void {
    this.#timer ??= setInterval(() => this.follow(context()), AGAIN_MS);
    this.#askedAt = 0;
    this.follow(context());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(context: FormContext): Promise<void> {
    this.#askedAt = Date.now();
    const about = this.#about;
    // unanswered, the last figure would grow old in silence: better none
    const place = await this.#ask(context).catch(() => null);
    if (about !== this.#about) return;
    this.place = place;
    if (!place) this.#askedAt = 0;
    this.#changed();
  }
}
