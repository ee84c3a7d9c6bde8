import type { FormContext } from '@daoban/client/wire.gen.ts';

/** At most four a second: an officer follows typing well enough, and a log of a form stays readable. */
const EVERY_MS = 250;
const AGAIN_AFTER_MS = 2_000;

/**
 * Sends what changes on the page while a session is open: changed fields only, coalesced, one at a time.
 * Stopped, it sends nothing; resumed, it sends what changed meanwhile.
 */
export class Sharing {
  readonly #send: (patch: FormContext) => Promise<unknown>;
  #known: FormContext | null = null;
  #latest: FormContext | null = null;
  #on = false;
  #held = false;
  #busy = false;
  #sentAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (patch: FormContext) => Promise<unknown>) {
    this.#send = send;
  }

  /** Did the person stop the sharing? */
  get stopped(): boolean {
    return this.#held;
  }

  /** A session is open; `known` is what the hub has of the page. */
  begin(known: FormContext | null, stopped: boolean): void {
    this.#on = true;
    this.#known = known;
    this.#held = stopped;
    if (stopped) this.#tellStopped();
    else this.#plan(0);
  }

  /** The session is over. */
  finish(): void {
    this.#on = false;
    this.#latest = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The page is now like this. */
  offer(latest: FormContext | null): void {
    this.#latest = latest;
    this.#plan(0);
  }

  /** Stop, and let the officer know that nothing follows; or share again, with what changed meanwhile. */
  hold(stopped: boolean): void {
    this.#held = stopped;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (stopped) this.#tellStopped();
    else this.#plan(0);
  }

  /** Says nothing but that: what the hub knows stays as it is. Told again at the next begin if it got lost. */
  #tellStopped(): void {
    if (!this.#on || this.#known?.shared !== true) return;
    const known = this.#known;
    this.#known = { ...known, shared: false };
    void this.#send({ ...known, shared: false, fields: [] }).catch(() => undefined);
  }

  #plan(least: number): void {
    if (!this.#on || this.#held || this.#busy || this.#timer !== undefined) return;
    const wait = Math.max(least, this.#sentAt + EVERY_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#flush();
    }, wait);
  }

  async #flush(): Promise<void> {
    const latest = this.#latest;
    const patch = latest && changes(this.#known, latest);
    if (!patch || !this.#on || this.#held) return;
    this.#busy = true;
    this.#sentAt = Date.now();
    const sent = await this.#send(patch).then(
      () => true,
      () => false,
    );
    this.#busy = false;
    if (sent) this.#known = latest;
    this.#plan(sent ? 0 : AGAIN_AFTER_MS);
  }
}

/** Return what the hub has to be told: `latest` with the changed fields only; null when it knows everything. */
export function changes(known: FormContext | null, latest: FormContext): FormContext | null {
  if (known?.matter_id !== latest.matter_id) return latest;
  const before = new Map(known.fields.map((field) => [field.id, field]));
  const fields = latest.fields.filter((field) => {
    const old = before.get(field.id);
    return old?.value !== field.value || old.error !== field.error || old.locked !== field.locked;
  });
  return fields.length || rest(known) !== rest(latest) ? { ...latest, fields } : null;
}

/** All but the fields, and but the clock, which always differs. */
function rest(context: FormContext): string {
  const { fields: _fields, seconds_on_step: _seconds, ...others } = context;
  return JSON.stringify(others, Object.keys(others).concat(Object.keys(others.comparison[0] ?? {})).sort());
}
