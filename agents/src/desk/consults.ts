// Two officers at one session: what one is asked into, and everything that can be done with a colleague. No words.
import type { Colleague, Connection, ConsultCard, Entry, OfficerCommands, Resumed } from '@daoban/client/index.ts';
import { lacksOf } from './handing.ts';
import { KeptIds } from './kept-ids.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

/** A consult takes no slot: whoever has none free, or only finishes what they have, can be asked, too. */
const ASKABLE: readonly (string | null)[] = [null, 'full', 'finishing'];

export class Consults {
  readonly #line: Line;
  readonly #changed: () => void;
  readonly #cards = new Map<string, ConsultCard>();
  readonly #ids = new KeptIds();
  /** Up to which event this window has shown the thread of a session. */
  readonly #seen = new Map<string, number>();

  constructor(line: Line, changed: () => void) {
    this.#line = line;
    this.#changed = changed;
  }

  /** What one is asked into and has not answered, the longest first. */
  get asked(): readonly ConsultCard[] {
    return [...this.#cards.values()].sort((a, b) => a.asked_at.localeCompare(b.asked_at));
  }

  add(card: ConsultCard): void {
    this.#cards.set(card.consult_id, card);
    this.#changed();
  }

  close(consultId: string): void {
    if (this.#cards.delete(consultId)) this.#changed();
  }

  /** Takes the hub's whole list. */
  replace(cards: readonly ConsultCard[]): void {
    this.#cards.clear();
    for (const card of cards) this.#cards.set(card.consult_id, card);
    this.#changed();
  }

  /** The thread stands before the officer's eyes up to event `seq`. */
  look(sessionId: string, seq: number): void {
    if ((this.#seen.get(sessionId) ?? 0) >= seq) return;
    this.#seen.set(sessionId, seq);
    this.#changed();
  }

  /** How much of what others said aside, or with `all` to anybody, this window has not shown. */
  unread(sessionId: string, entries: readonly Entry[], me: string, all: boolean): number {
    const seen = this.#seen.get(sessionId) ?? 0;
    const fresh = entries.slice(entries.findLastIndex(({ seq }) => seq <= seen) + 1);
    return fresh.filter(({ kind, actorId }) => actorId !== me && (kind === 'aside.posted' || (all && kind === 'message'))).length;
  }

  /** Who can be asked in: first who fits the session. */
  async colleagues(session_id: string): Promise<readonly Colleague[]> {
    const { officers } = await this.#line.send('colleagues.look', { session_id });
    const askable = officers.filter(({ barrier }) => ASKABLE.includes(barrier));
    return askable.toSorted((a, b) => Number(lacksOf(a).length > 0) - Number(lacksOf(b).length > 0));
  }

  start(session_id: string, officer_id: string, introduced: boolean, text: string): Promise<unknown> {
    return this.#ask(session_id, officer_id, introduced, text, false);
  }

  /** 当面转办: they are introduced when they join, and are to take the session over then. */
  bringIn(session_id: string, officer_id: string, text: string): Promise<unknown> {
    return this.#ask(session_id, officer_id, true, text, true);
  }

  #ask(session_id: string, officer_id: string, introduced: boolean, text: string, for_transfer: boolean): Promise<unknown> {
    return this.#ids.once(`consult ${session_id} ${officer_id}`, (consult_id) =>
      this.#line.send('consult.start', { session_id, consult_id, officer_id, introduced, text: text.trim() || null, for_transfer }),
    );
  }

  async join({ session_id, consult_id }: ConsultCard): Promise<Resumed> {
    const resumed = await this.#line.send('consult.join', { session_id, consult_id });
    this.close(consult_id);
    return resumed;
  }

  async decline({ session_id, consult_id }: ConsultCard): Promise<void> {
    await this.#line.send('consult.decline', { session_id, consult_id });
    this.close(consult_id);
  }

  introduce(session_id: string, consult_id: string): Promise<unknown> {
    return this.#line.send('consult.introduce', { session_id, consult_id });
  }

  end(session_id: string, consult_id: string): Promise<unknown> {
    return this.#line.send('consult.end', { session_id, consult_id });
  }

  /** Whoever has joined takes over at once. */
  handOver(session_id: string, officer_id: string): Promise<unknown> {
    return this.#line.send('session.transfer', { session_id, kind: 'officer', target: officer_id });
  }

  aside(session_id: string, text: string): Promise<unknown> {
    return this.#ids.once(`aside ${session_id} ${text}`, (client_msg_id) => this.#line.send('aside.post', { session_id, client_msg_id, text }));
  }

  hold(session_id: string, minutes: number, reason: string): Promise<unknown> {
    return this.#line.send('session.hold', { session_id, minutes, reason: reason.trim() || null });
  }

  goOn(session_id: string): Promise<unknown> {
    return this.#line.send('session.continue', { session_id });
  }

  refer(session_id: string, items: readonly string[], text: string): Promise<unknown> {
    return this.#ids.once(`hall ${session_id} ${items.join()} ${text}`, (guide_id) => this.#line.send('hall.refer', { session_id, guide_id, items, text: text.trim() || null }));
  }
}
