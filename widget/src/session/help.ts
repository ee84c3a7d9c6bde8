import { CommandError } from '@daoban/client/index.ts';
import type { PlaceView, RateSession, Resumed, SessionView, TaxpayerCommands } from '@daoban/client/index.ts';
import { BUILT_IN, maskText } from '../context/masking.ts';
import { Sharing } from '../context/sharing.ts';
import type { Guide } from '../guide/guide.ts';
import type { Slips } from '../slip/slips.ts';
import { errorsKnown, say } from '../locales/words.ts';
import type { Moved } from '../moved/moved.ts';
import { Fetching } from './fetching.ts';
import { Known } from './known.ts';
import { LineBar } from './line-bar.ts';
import { LookAhead } from './look-ahead.ts';
import { isCard, isTheirs, Reading } from './reading.ts';
import { Speaker } from './speaker.ts';
import type { Talk } from './talk.ts';
import { Typing } from './typing.ts';

type Name = keyof TaxpayerCommands;

/** One person's way from "I am stuck" to the rating: what the panel shows and everything it can ask for. */
export class Help extends Known {
  readonly speaker = new Speaker();
  readonly sharing = new Sharing((context) => this.#send('context.update', { ...this.#here, context }));
  readonly typing = new Typing(
    (typing) => void this.#send('typing.set', { ...this.#here, typing }).catch(() => null),
    () => this.changed(),
  );
  readonly line = new LineBar(
    () => this.changed(),
    () => this.#catchUp(),
    () => this.speaker.tell(say.offlineLong, true),
  );
  readonly ahead = new LookAhead(
    ({ matter_id, error_id, deadline }) => this.#send('queue.look', { matter_id, error_id, deadline }),
    () => this.changed(),
  );
  readonly #reading = new Reading((up_to_seq) => this.#send('message.read', { ...this.#here, up_to_seq }));
  #before: SessionView | null = null;
  #announced = false;
  /** What is pointed at and proposed, on the page and in the thread; fetched with the first of it. */
  guide: Guide | undefined;
  /** The person's slips; fetched with the first of them. */
  slips: Slips | undefined;
  readonly #fetching = new Fetching(this, {
    send: (name, command) => this.#send(name, command),
    isOnline: () => this.access.isOnline,
    failed: (code) => this.failed(code),
  });
  /** What tells of waiting again; fetched with the first such wait. */
  moved: Moved | undefined;

  /** Connect, and take up a session that is open. A second call changes nothing. */
  async start(anew = false): Promise<void> {
    await this.access.start(anew);
    this.common ??= await this.catalogue.common().catch(() => null);
    this.changed();
  }

  /** Try again what waits for a better moment. */
  readonly retry = (): void => {
    this.fault = null;
    if (this.page.state === 'missing') this.page.retry();
    if (this.access.talk) this.access.talk.connection.retryNow();
    else void this.start();
    this.changed();
  };

  /** Keep nothing of the person. */
  leave(): void {
    this.access.leave();
  }

  /** Ask for an officer, now or as soon as there is a line. */
  ask(): void {
    this.asking = true;
    if (this.access.isOnline) void this.#open();
    else this.retry();
    this.changed();
  }

  async cancel(): Promise<void> {
    await this.#attempt('session.cancel', this.#here);
  }

  async end(): Promise<void> {
    await this.#attempt('session.end', this.#here);
  }

  /** Send `text` without the numbers that must not leave the browser; answers the kinds that were hidden. */
  post(text: string): string[] {
    if (!this.store) return [];
    const masked = maskText(text, this.common?.sensitive_patterns ?? BUILT_IN);
    this.typing.rest();
    this.access.talk?.outbox.post(this.store.sessionId, masked.text);
    return masked.kinds;
  }

  resend(id: string): void {
    this.access.talk?.outbox.retry(id);
  }

  discard(id: string): void {
    this.access.talk?.outbox.discard(id);
  }

  /** The last message is in sight. */
  see(): void {
    if (!this.view || !this.onShow || document.visibilityState !== 'visible') return;
    this.#reading.see(this.view);
    const card = this.entries.findLast(isCard)?.seq ?? 0;
    if (card <= this.cardsSeen) return;
    this.access.talk?.keepSeen(this.view.session_id, card);
    this.changed();
  }

  /** Let the officer see what is entered, or no longer. */
  share(wanted: boolean): void {
    if (!this.store) return;
    this.access.talk?.keepStopped(this.store.sessionId, !wanted);
    this.sharing.hold(!wanted);
    if (!wanted) this.speaker.tell(say.saidStopped);
    this.changed();
  }

  async confirm(question_id: string, solved: boolean): Promise<void> {
    await this.#attempt('question.confirm', { ...this.#here, question_id, solved });
  }

  /** Ask about the step that is on show now. */
  async askOther(): Promise<void> {
    const { context } = this.page;
    if (!context) return;
    const { matter_id, step_id, error_id } = context;
    await this.#attempt('question.open', { ...this.#here, question_id: crypto.randomUUID(), matter_id, step_id, error_id });
  }

  async rate(rating: Omit<RateSession, 'session_id'>): Promise<void> {
    await this.#attempt('session.rate', { ...this.#here, ...rating });
  }

  /** Put the ended session away; the next one may begin. */
  putAway(): void {
    if (this.store) this.access.talk?.sessions.drop(this.store.sessionId);
    this.access.talk?.mark(null);
    this.#forget();
    this.pageChanged();
    // another tab may have begun anew
    void this.#resume();
  }

  /** The panel came on the screen, or left it. */
  show(onShow: boolean): void {
    this.onShow = onShow;
    this.joined = false;
    if (onShow) this.ahead.start(() => (this.phase === 'explain' && this.access.isOnline ? this.page.context : null));
    else this.ahead.stop();
    this.pageChanged();
  }

  began({ connection, outbox }: Talk): void {
    this.fault = null;
    connection.onReady(() => void this.#ready());
    connection.onLine((line) => {
      this.line.take(line);
      if (line.kind === 'refused') this.failed(line.code ?? 'internal');
    });
    connection.onEvent(({ type }) => {
      // begun in another tab, or on another device
      if (!this.store && type === 'session.opened') void this.#resume();
    });
    connection.onSignal('queue.moved', ({ session_id, place }) => {
      if (session_id === this.store?.sessionId) this.#takePlace(place);
    });
    connection.onSignal('announcement.changed', ({ announcement }) => {
      if (!announcement && !this.#announced) return; // told at every resume; with nothing to take away, nothing is fetched
      this.#announced = true;
      import('../announce/announce.ts').then((lazy) => lazy.announce(this, this.host.element.shadowRoot as ShadowRoot, announcement)).catch(() => null);
    });
    connection.onSignal('typing', (signal) => this.typing.hear(signal));
    connection.onSignal('presence.changed', ({ role, present }) => {
      if (role === 'officer') this.officerPresent = present;
      this.changed();
    });
    outbox.subscribe(() => this.changed());
    void errorsKnown.then(() => this.changed());
  }

  ended(): void {
    this.asking = false;
    this.#forget();
    this.line.clear();
  }

  protected wordsFor(code: string): string {
    return say.errors[code] ?? say.error;
  }

  get #here(): { session_id: string } {
    return { session_id: this.store?.sessionId ?? '' };
  }

  async #ready(): Promise<void> {
    this.fault = null;
    await this.#resume();
    if (this.asking) await this.#open();
    this.pageChanged();
  }

  async #resume(): Promise<void> {
    const known = this.store;
    const resumed = await this.#send('session.resume', { session_id: known?.sessionId ?? null, after_seq: known?.seq ?? 0 }).catch(() => null);
    if (!resumed) return;
    const { session } = resumed;
    const talk = this.access.talk;
    if (session && (!session.ending || known || talk?.marked === session.session_id)) this.#adopt(resumed);
    else talk?.mark(null);
  }

  async #open(): Promise<void> {
    const { context, error } = this.page;
    if (!context || this.store) return;
    try {
      this.#adopt(await this.#send('session.open', { context, locale: this.host.embed.language, explained: !!error }));
    } catch (reason) {
      // without a line, or without an answer, the next line asks again: opening twice is one session
      const code = codeOf(reason);
      if (code !== 'offline' && code !== 'timeout') this.failed(code);
    }
  }

  #adopt(resumed: Resumed): void {
    const { session, place } = resumed;
    const { talk } = this.access;
    if (!session || !talk) return;
    this.asking = false;
    if (!this.store) {
      this.store = talk.sessions.open(session.session_id);
      this.#before = session;
      this.store.subscribe(() => this.#moved());
      talk.mark(session.session_id);
    }
    if (!session.ending) this.sharing.begin(session.context, talk.hasStopped(session.session_id));
    this.names.learn(session.questions);
    this.store.accept(resumed);
    if (place) this.#takePlace(place);
    this.#fetching.follow(session);
    this.#fetching.wait(session.seq);
    this.pageChanged();
  }

  #takePlace(place: PlaceView): void {
    this.place = place;
    if (this.phase === 'queued') this.speaker.place(place);
    this.changed();
  }

  /** The session has new events. */
  #moved(): void {
    const { view } = this;
    const before = this.#before;
    if (!view || !before) return;
    this.#before = view;
    this.#fetching.follow(before);
    this.#fetching.wait(before.seq);
    this.speaker.compare(before, view, this.page.step?.order ?? null);
    if (view.officer?.officer_id !== before.officer?.officer_id) {
      this.officerPresent = true;
      this.joined = !!view.officer && !this.onShow;
    }
    if (view.context !== before.context) this.sharing.hear(view.context);
    if (view.ending && !before.ending) {
      this.sharing.finish();
      this.host.emit('ended', { session_id: view.session_id, reason: view.ending.reason });
    }
    this.names.learn(view.questions);
    for (const { kind, seq, role } of this.entries) {
      if (kind !== 'message' || seq <= before.seq) continue;
      if (role === 'officer') this.typing.stop();
      this.host.emit('message', { session_id: view.session_id, seq, own: role === 'taxpayer' });
    }
    this.changed();
  }

  #forget(): void {
    this.sharing.finish();
    this.#reading.restart();
    this.speaker.restart();
    this.store = this.moved = undefined;
    this.#before = null;
    this.place = null;
    this.fault = null;
    if (this.slips) this.slips.past = null;
  }

  protected pageChanged(): void {
    const { page } = this;
    if (this.store) {
      // a page in the background does not know better than the one in front
      if (document.visibilityState === 'visible') this.sharing.offer(page.context);
    } else if (this.onShow && this.access.isOnline) this.ahead.follow(page.context);
    if (this.onShow && page.error && !this.view?.officer) page.note('explanation_read');
    this.changed();
  }

  /** Show the slips of all sessions. */
  readonly showSlips = (): Promise<void> => this.#fetching.showSlips();

  /** Ask for what was missed; answers how many messages of the officer it was. */
  async #catchUp(): Promise<number> {
    const said = (): number => this.entries.filter(isTheirs).length;
    const before = said();
    await this.store?.catchUp().catch(() => undefined);
    return said() - before;
  }

  #send<N extends Name>(name: N, command: TaxpayerCommands[N]['command']): Promise<TaxpayerCommands[N]['result']> {
    return this.access.talk?.connection.send(name, command) ?? Promise.reject(new CommandError('offline'));
  }

  async #attempt<N extends Name>(name: N, command: TaxpayerCommands[N]['command']): Promise<void> {
    this.fault = null;
    await this.#send(name, command).catch((reason: unknown) => this.failed(codeOf(reason)));
    this.changed();
  }
}

function codeOf(reason: unknown): string {
  return reason instanceof CommandError ? reason.code : 'internal';
}
