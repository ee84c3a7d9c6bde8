// Offers to this officer: which are open, which has just ended and how. The hub decides; a lost signal is covered by the clock.
import { type OfferCard, serverNow } from '@daoban/client/index.ts';

export interface Outcome {
  /** expired, declined, cancelled, accepted … as the hub says it. */
  readonly reason: string;
  readonly until: number;
}

/** How long it is said what became of an offer, in milliseconds. */
const SAID_FOR_MS = 6_000;
/** An offer whose end was not heard of is given up this long after its deadline, in milliseconds. */
const GRACE_MS = 1_500;

export class Offers {
  /** Epoch milliseconds (hub's clock) before which no new offer is shown: a breath after 完成. */
  restUntil = 0;
  readonly #changed: () => void;
  readonly #open = new Map<string, OfferCard>();
  /** Being accepted at this desk: that they are gone then needs no words. */
  readonly #taking = new Set<string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Which came or ended while a snapshot was on its way: what it says of them is older. */
  #moved = new Set<string>();
  #outcome: Outcome | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Open offers that may be shown, the one that ends first before the others. */
  get shown(): readonly OfferCard[] {
    if (serverNow() < this.restUntil) return [];
    return [...this.#open.values()].sort((a, b) => a.expires_at.localeCompare(b.expires_at));
  }

  get resting(): boolean {
    return serverNow() < this.restUntil;
  }

  /** What became of the last offer, for the few seconds in which it is said. */
  get outcome(): Outcome | null {
    return this.#outcome && serverNow() < this.#outcome.until ? this.#outcome : null;
  }

  add(offer: OfferCard): void {
    this.#moved.add(offer.offer_id);
    this.#open.set(offer.offer_id, offer);
    this.#watch(offer);
    this.#outcome = null;
    this.#changed();
  }

  /** A snapshot is asked for: from here on signals are newer than what it says. */
  asked(): void {
    this.#moved = new Set();
  }

  /** Takes the hub's whole list. */
  replace(offers: readonly OfferCard[]): void {
    const moved = this.#moved;
    const listed = new Set(offers.map(({ offer_id }) => offer_id));
    for (const offerId of [...this.#open.keys()]) if (!listed.has(offerId) && !moved.has(offerId)) this.forget(offerId);
    for (const offer of offers.filter(({ offer_id }) => !moved.has(offer_id))) this.add(offer);
    this.#changed();
  }

  /** Marks the offer as being accepted here for as long as `task` runs; done, it is forgotten. */
  async take<Answer>(offerId: string, task: Promise<Answer>): Promise<Answer> {
    this.#taking.add(offerId);
    try {
      const answer = await task;
      this.forget(offerId);
      return answer;
    } finally {
      this.#taking.delete(offerId);
    }
  }

  /** The offer ended for `reason`; that is said for a while. */
  close(offerId: string, reason: string): void {
    if (!this.#open.has(offerId) || (reason === 'accepted' && this.#taking.has(offerId))) return;
    this.forget(offerId);
    this.#outcome = { reason, until: serverNow() + SAID_FOR_MS };
    this.#changed();
  }

  /** The offer ended in the way that everybody at this desk sees: nothing to say. */
  forget(offerId: string): void {
    this.#moved.add(offerId);
    clearTimeout(this.#timers.get(offerId));
    this.#timers.delete(offerId);
    this.#open.delete(offerId);
    this.#changed();
  }

  clear(): void {
    for (const offerId of [...this.#open.keys()]) this.forget(offerId);
  }

  #watch(offer: OfferCard): void {
    clearTimeout(this.#timers.get(offer.offer_id));
    const left = Date.parse(offer.expires_at) - serverNow() + GRACE_MS;
    this.#timers.set(offer.offer_id, setTimeout(() => this.close(offer.offer_id, 'expired'), left));
  }
}
