import type { FormContext } from '@daoban/client/wire.gen.ts';

/** Two a second while somebody types, and one to spare for what stands when they pause: an officer sees that in 300 ms. */
const COST_MS = 500;
const RESTED_MS = 180;
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
  /** When all that was sent is paid for, each patch by COST_MS. */
  #paidAt = 0;
  #offeredAt = 0;
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
    else this.#plan();
  }

  /** The hub has been told, maybe by another tab; it is told what stands here with the next change here, not at once. */
  hear(known: FormContext | null): void {
    if (!this.#busy) this.#known = known;
  }

  /** The session is over. */
  finish(): void {
    this.#on = false;
    this.#latest = null;
    clearTimeout(this.#timer);
  }

  /** The page is now like this. */
  offer(latest: FormContext | null): void {
    this.#latest = latest;
    this.#offeredAt = Date.now();
    this.#plan();
  }

  /** Stop, and let the officer know that nothing follows; or share again, with what changed meanwhile. */
  hold(stopped: boolean): void {
    this.#held = stopped;
    clearTimeout(this.#timer);
    if (stopped) this.#tellStopped();
    else this.#plan();
  }

  /** Says nothing but that: what the hub knows stays as it is. Lost, it is told again with the next line. */
  #tellStopped(): void {
    if (!this.#on || this.#known?.shared !== true) return;
    const known = this.#known;
    this.#known = { ...known, shared: false };
    void this.#send({ ...known, shared: false, fields: [] }).catch(() => undefined);
  }

  #plan(): void {
    if (!this.#on || this.#held || this.#busy) return;
    clearTimeout(this.#timer);
    const due = Math.min(this.#paidAt, Math.max(this.#offeredAt + RESTED_MS, this.#paidAt - COST_MS));
    this.#timer = setTimeout(() => void this.#flush(), due - Date.now());
  }

  async #flush(): Promise<void> {
    const latest = this.#latest;
    const patch = latest && changes(this.#known, latest);
    if (!patch || !this.#on || this.#held) return;
    this.#busy = true;
    this.#paidAt = Math.max(this.#paidAt, Date.now()) + COST_MS;
    const known = this.#known;
    const sent = await this.#send(patch).then(
      () => true,
      () => false,
    );
    this.#busy = false;
    // stopped meanwhile, the hub knows that too
    if (sent && this.#known === known) this.#known = latest;
    else if (!sent) this.#paidAt = Date.now() + AGAIN_AFTER_MS;
    this.#plan();
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
