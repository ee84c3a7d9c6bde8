// The officer's desk: status, offers, sessions, queues, kept true by snapshot, events and signals. No words, no elements.
import {
  Connection,
  Drafts,
  fold,
  type LineState,
  Outbox,
  type OfficerCommands,
  type ConsultCard,
  type OfficerView,
  type QueueLine,
  type Resumed,
  type SessionView,
  Sessions,
  type TodayView,
  type WireEvent,
  safeStorage,
  serverNow,
} from '@daoban/client/index.ts';
import type { SignedIn } from './api.ts';
import { Consults } from './consults.ts';
import { Day } from './day.ts';
import type { Departure } from './departure.ts';
import { Earlier } from './earlier.ts';
import { Files } from './files.ts';
import { FloorWatch } from './floor-watch.ts';
import { Guiding } from './guiding.ts';
import { type Destination, Handing } from './handing.ts';
import { Library } from './library.ts';
import { LineWatch } from './line-watch.ts';
import { Offers } from './offers.ts';
import { Peers } from './peers.ts';
import { PhraseBook } from './phrase-book.ts';
import { ProposalDrafts } from './proposal-drafts.ts';
import { Reading } from './reading.ts';
import { forgetDrafts } from './session-drafts.ts';
import { SlipDesk } from './slips.ts';
import { byUrgency } from './standing.ts';
import { type Talk, talkOf } from './talk.ts';

const SAID_FOR_MS = 10_000;
/** After 完成: a breath before the next offer rings. */
const REST_MS = 2_000;

export class Desk {
  readonly me: SignedIn;
  readonly connection = new Connection<OfficerCommands>({ hub: '/', namespace: '/officer', auth: async () => ({ protocol: 1 }) });
  readonly library = new Library(() => this.changed());
  readonly drafts: Drafts;
  readonly proposing: ProposalDrafts;
  readonly guiding = new Guiding(this.connection);
  readonly handing = new Handing(this.connection);
  readonly slips = new SlipDesk(this.connection);
  readonly earlier = new Earlier(this.connection, () => this.changed());
  readonly files = new Files(this.connection, () => this.changed());
  readonly phrases: PhraseBook;
  readonly floor: FloorWatch;
  readonly outbox: Outbox;
  readonly offers = new Offers(() => this.changed());
  readonly consults = new Consults(this.connection, () => this.changed());
  readonly peers = new Peers(() => this.changed());
  readonly lineWatch: LineWatch;
  readonly reading = new Reading(this.connection);
  readonly #sessions: Sessions;
  readonly #day = new Day();
  readonly #listeners = new Set<() => void>();
  readonly #questions = new Map<string, string>();
  /** Opened while a snapshot was on its way, which may not know of them yet. */
  readonly #fresh = new Set<string>();
  officer: OfficerView | null = null;
  queues: readonly QueueLine[] = [];
  departure: Departure | null = null;
  /** The session that was last accepted at this desk. */
  accepted: string | null = null;
  #selected: string | null = null;
  #order: readonly string[] = [];
  #scheduled = false;

  constructor(me: SignedIn) {
    this.me = me;
    const storage = safeStorage('local');
    this.drafts = new Drafts(storage, `daoban.draft.${me.officer_id}`);
    this.outbox = new Outbox(storage, `daoban.outbox.${me.officer_id}`, ({ sessionId, clientMsgId, text }) =>
      this.connection.send('message.post', { session_id: sessionId, client_msg_id: clientMsgId, text }),
    );
    this.proposing = new ProposalDrafts(storage, `daoban.proposal.${me.officer_id}`, () => this.changed());
    this.phrases = new PhraseBook(this.connection, storage, `daoban.phrase.${me.officer_id}`, () => this.changed());
    this.#sessions = new Sessions(this.connection, 'officer', this.outbox, fold);
    this.floor = new FloorWatch(this.connection, this, storage, `daoban.floor.${me.officer_id}`, () => this.changed());
    this.lineWatch = new LineWatch(this.connection, () => this.changed(), () => this.#messagesHeard());
    this.#selected = safeStorage('session').getItem('daoban.selected');
    this.#listen();
  }

  /** Whether this officer sees the floor (班组长). */
  get supervises(): boolean {
    return this.me.skills.includes('monitor');
  }

  get line(): LineState {
    return this.connection.line;
  }

  get today(): TodayView | null {
    return this.#day.soFar;
  }

  get loaded(): boolean {
    return this.officer !== null;
  }

  /** Sessions in the order in which the list shows them. */
  get talks(): readonly Talk[] {
    const known = new Map(this.#open().map((talk) => [talk.sessionId, talk]));
    return this.#order.flatMap((id) => known.get(id) ?? []);
  }

  get selected(): Talk | null {
    return this.talks.find((talk) => talk.sessionId === this.#selected) ?? null;
  }

  start(): void {
    this.connection.start();
  }

  close(): void {
    this.connection.close();
    this.lineWatch.close();
    this.floor.rest();
    this.offers.clear();
  }

  /** Returns how to stop listening. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#tidy();
      for (const listener of [...this.#listeners]) listener();
    });
  }

  select(sessionId: string | null): void {
    this.#selected = sessionId;
    safeStorage('session').setItem('daoban.selected', sessionId ?? '');
    this.changed();
  }

  step(by: 1 | -1): void {
    const { talks } = this;
    const at = talks.findIndex((talk) => talk.sessionId === this.#selected);
    const next = talks[(at + by + talks.length) % talks.length];
    if (next) this.select(next.sessionId);
  }

  /** Orders the list anew, unless `held`: nothing moves under the hand. New sessions come last then. */
  arrange(held: boolean): void {
    const talks = this.#open();
    const known = new Set(talks.map((talk) => talk.sessionId));
    const kept = this.#order.filter((id) => known.has(id));
    const added = talks.map((talk) => talk.sessionId).filter((id) => !kept.includes(id));
    this.#order = held ? [...kept, ...added] : talks.toSorted((a, b) => byUrgency(a.standing, b.standing)).map((talk) => talk.sessionId);
  }

  /** The question that the officer looks at: their choice, else the newest without an outcome. */
  questionOf(talk: Talk): string | null {
    const { questions } = talk.view;
    const chosen = this.#questions.get(talk.sessionId);
    if (questions.some((item) => item.question_id === chosen)) return chosen ?? null;
    return (questions.findLast((item) => !item.disposition) ?? questions.at(-1))?.question_id ?? null;
  }

  chooseQuestion(sessionId: string, questionId: string): void {
    this.#questions.set(sessionId, questionId);
    this.changed();
  }

  async setStatus(status: string, reason: string | null = null): Promise<void> {
    this.officer = await this.connection.send('status.set', { status, reason });
    this.changed();
  }

  async accept(sessionId: string, offerId: string): Promise<void> {
    const asked = this.connection.send('offer.accept', { session_id: sessionId, offer_id: offerId });
    await this.#enter(sessionId, await this.offers.take(offerId, asked));
  }

  async join(card: ConsultCard): Promise<void> {
    await this.#enter(card.session_id, await this.consults.join(card));
  }

  async stepIn(sessionId: string): Promise<void> {
    await this.#enter(sessionId, await this.floor.join(sessionId));
  }

  async #enter(sessionId: string, resumed: Resumed): Promise<void> {
    this.select(sessionId);
    await this.#follow(sessionId, resumed);
    this.accepted = sessionId;
    this.changed();
  }

  async decline(sessionId: string, offerId: string, reason: string): Promise<void> {
    await this.connection.send('offer.decline', { session_id: sessionId, offer_id: offerId, reason });
    this.offers.close(offerId, 'declined');
  }

  async endTalk(sessionId: string): Promise<void> {
    await this.connection.send('session.end', { session_id: sessionId });
  }

  async wrapUp(sessionId: string, dispositions: Record<string, string>, note: string): Promise<void> {
    await this.connection.send('session.wrap_up', { session_id: sessionId, dispositions, note });
    this.offers.restUntil = serverNow() + REST_MS;
    this.#leave(sessionId);
  }

  /** Hands the session over; what was being written for it here goes with nobody. */
  async transfer(sessionId: string, to: Destination, note: string): Promise<void> {
    const name = this.#sessions.get(sessionId)?.view?.taxpayer.name ?? '';
    await this.handing.transfer(sessionId, to, note);
    this.departure = { name, reason: 'transferred', to: to.name, until: serverNow() + SAID_FOR_MS };
    this.#leave(sessionId);
  }

  #open(): readonly Talk[] {
    return this.#sessions.all.flatMap((store) => {
      const view = store.view;
      const talk = view && view.state !== 'closed' ? talkOf(store, view, this) : null;
      return talk?.part ? [talk] : [];
    });
  }

  #mine(view: SessionView): boolean {
    return view.officer?.officer_id === this.me.officer_id;
  }

  #listen(): void {
    const { connection } = this;
    connection.onReady(() => void this.#load());
    connection.onEvent((event) => this.#hear(event));
    connection.onSignal('offer.made', ({ offer }) => this.offers.add(offer));
    connection.onSignal('offer.withdrawn', ({ offer_id, reason }) => this.offers.close(offer_id, reason));
    connection.onSignal('consult.asked', ({ consult }) => this.consults.add(consult));
    connection.onSignal('consult.closed', ({ session_id, consult_id, reason }) => this.#consultClosed(session_id, consult_id, reason));
    connection.onSignal('queues.changed', ({ queues }) => this.#set({ queues }));
    connection.onSignal('status.changed', ({ officer }) => this.#set({ officer }));
    connection.onSignal('typing', ({ session_id, role, typing }) => role === 'taxpayer' && this.peers.type(session_id, typing));
    connection.onSignal('presence.changed', ({ session_id, role, present }) => role === 'taxpayer' && this.peers.move(session_id, present));
    connection.onSignal('session.lost', ({ session_id, reason }) => this.#depart(session_id, reason));
    this.outbox.subscribe(() => this.changed());
  }

  #set(news: Partial<Pick<Desk, 'officer' | 'queues'>>): void {
    Object.assign(this, news);
    this.changed();
  }

  #hear(event: WireEvent): void {
    const taken = event.type === 'session.assigned' && event.body.officer.officer_id === this.me.officer_id;
    if (taken) void this.#follow(event.session_id);
    if (event.type === 'message.posted' && event.actor.role === 'taxpayer') this.peers.type(event.session_id, false);
    this.changed();
  }

  async #load(): Promise<void> {
    this.peers.asked();
    this.offers.asked();
    this.#fresh.clear();
    const desk = await this.connection.send('desk.snapshot', {}).catch(() => null);
    if (!desk) return;
    this.peers.replace(desk.absences);
    Object.assign(this, { officer: desk.officer, queues: desk.queues });
    this.offers.replace(desk.offers);
    this.consults.replace(desk.consults);
    this.#day.replace(desk.today, desk.sessions.filter((view) => this.#mine(view)).map((view) => [view.session_id, view.questions.length]));
    const present = new Set(desk.sessions.map((view) => view.session_id));
    for (const { sessionId } of this.#sessions.all) if (!present.has(sessionId) && !this.#fresh.has(sessionId)) this.#drop(sessionId);
    // what is looked at comes first
    const ids = desk.sessions.map((view) => view.session_id).sort((a, b) => Number(b === this.#selected) - Number(a === this.#selected));
    await Promise.allSettled(ids.map((id) => this.#follow(id)));
    this.lineWatch.caughtUp();
    this.changed();
  }

  /** Opens the session's store; one that knows nothing yet takes the whole log from `resumed`, or asks for it. */
  async #follow(sessionId: string, resumed?: Resumed): Promise<void> {
    const known = this.#sessions.get(sessionId);
    const store = known ?? this.#sessions.open(sessionId);
    if (!known) {
      this.#fresh.add(sessionId);
      store.subscribe(() => this.changed());
    }
    if (store.seq === 0 && resumed?.events[0]?.seq === 1) store.accept(resumed);
    if (store.seq === 0) await store.catchUp().catch(() => undefined);
    this.changed();
  }

  /** Joined through another window it appears here too; ended, it leaves the list unless it is one's own now. */
  #consultClosed(sessionId: string, consultId: string, reason: string): void {
    this.consults.close(consultId);
    if (reason === 'joined') void this.#follow(sessionId);
    else if (reason !== 'took_over' && this.#sessions.get(sessionId)) this.#drop(sessionId);
  }

  /** What was being written for a session goes with it, whichever way it left. */
  #drop(sessionId: string): void {
    forgetDrafts(this.drafts, sessionId);
    this.proposing.save(sessionId, null);
    this.#sessions.drop(sessionId);
    this.files.drop(sessionId);
    this.#questions.delete(sessionId);
    this.changed();
  }

  /** What leaves by this desk's own doing is said there already. */
  #depart(sessionId: string, reason: string): void {
    const name = this.#sessions.get(sessionId)?.view?.taxpayer.name ?? '';
    if (name) this.departure = { name, reason, to: '', until: serverNow() + SAID_FOR_MS };
    this.#leave(sessionId);
  }

  #leave(sessionId: string): void {
    this.#drop(sessionId);
    void this.#load();
  }

  /** Forgets closed sessions, keeps the order and the selection on something that exists. */
  #tidy(): void {
    for (const store of this.#sessions.all) if (store.view?.state === 'closed') this.#drop(store.sessionId);
    for (const { sessionId, view, context, part } of this.#open()) {
      if (part === 'first') this.#day.note(sessionId, view.questions.length);
      const matter = this.library.matter(context?.matter_id ?? view.matter_id);
      if (matter) this.proposing.settle(sessionId, view.guidance.proposals, matter);
    }
    this.arrange(true);
    if (!this.selected && this.talks[0]) this.select(this.talks[0].sessionId);
  }

  #messagesHeard(): number {
    return this.#sessions.all.flatMap((store) => store.entries).filter((entry) => entry.kind === 'message' && entry.role === 'taxpayer').length;
  }
}
