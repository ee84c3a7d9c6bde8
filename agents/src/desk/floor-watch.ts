// The floor as a supervisor watches it: looked at every two seconds while it is on show, one session read along.
import { type AnnouncementView, CommandError, type Connection, type Drafts, type Floor, type OfficerCommands, type Resumed, Sessions, type TextStorage, fold, newId } from '@daoban/client/index.ts';
import { type Thresholds, loadThresholds } from '../floor/alarms.ts';
import { KeptIds } from './kept-ids.ts';
import { isAway } from './peers.ts';
import { forgetDrafts } from './session-drafts.ts';
import { type Around, type Talk, talkOf } from './talk.ts';

/** Figures that move faster are not read; the hub answers from one read. In milliseconds. */
const LOOK_MS = 2_000;

/** To whom, and why; `waiting`: one that nobody has taken yet. */
export interface Reassignment {
  readonly kind: string;
  readonly target: string;
  readonly waiting: boolean;
  readonly reason: string;
}

type Surroundings = Around & { readonly drafts: Drafts };

export class FloorWatch {
  readonly #connection: Connection<OfficerCommands>;
  readonly #around: Surroundings;
  readonly #storage: TextStorage;
  readonly #key: string;
  readonly #changed: () => void;
  readonly #sessions: Sessions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #readingId: string | null = null;
  readonly #ids = new KeptIds();
  floor: Floor | null = null;
  announcement: AnnouncementView | null = null;
  /** Why the last look came to nothing; null: it did not. */
  fault: CommandError | null = null;
  thresholds: Thresholds;

  constructor(connection: Connection<OfficerCommands>, around: Surroundings, storage: TextStorage, key: string, changed: () => void) {
    this.#connection = connection;
    this.#around = around;
    this.#storage = storage;
    this.#key = key;
    this.#changed = changed;
    this.#sessions = new Sessions(connection, 'officer', around.outbox, fold);
    this.thresholds = loadThresholds(storage, key);
    connection.onSignal('announcement.changed', ({ announcement }) => this.#take({ announcement }));
  }

  /** Looks now and then every two seconds, until `rest`. */
  watch(): void {
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS);
    void this.#look();
  }

  rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * The session that is read along; nothing of it counts as unread: a supervisor has no read mark. Whether the taxpayer is
   * away is seen at each look: the hub signals it to those only who take part.
   */
  get reading(): Talk | null {
    const store = this.#readingId ? this.#sessions.get(this.#readingId) : undefined;
    if (!store?.view) return null;
    const since = this.floor?.sessions.find(({ session_id }) => session_id === store.sessionId)?.absent_since;
    return { ...talkOf(store, store.view, this.#around), unread: 0, peerAwaySince: since && isAway(since) ? since : null };
  }

  /** Reads a session along; one that is read already asks for no reason again. */
  async read(sessionId: string, reason: string): Promise<void> {
    const store = this.#sessions.open(sessionId);
    try {
      store.accept(await this.#connection.send('monitor.start', { session_id: sessionId, reason }));
    } catch (error) {
      this.#sessions.drop(sessionId);
      throw error;
    }
    store.subscribe(() => this.#changed());
    this.#readingId = sessionId;
    await this.#look();
  }

  async stopReading(sessionId: string): Promise<void> {
    await this.#connection.send('monitor.stop', { session_id: sessionId });
    forgetDrafts(this.#around.drafts, sessionId);
    this.#sessions.drop(sessionId);
    if (this.#readingId === sessionId) this.#readingId = null;
    await this.#look();
  }

  /** Steps into the session that is read along, as its second officer; pressed again it is the same. */
  async join(session_id: string): Promise<Resumed> {
    const resumed = await this.#ids.once(`join ${session_id}`, (consult_id) => this.#connection.send('monitor.join', { session_id, consult_id }));
    this.#sessions.drop(session_id);
    this.#readingId = null;
    return resumed;
  }

  async reassign(session_id: string, to: Reassignment): Promise<void> {
    await this.#connection.send('session.reassign', { session_id, ...to });
    await this.#look();
  }

  async announce(text: string, until: Date): Promise<void> {
    const said = { announcement_id: newId(), text, until_at: until.toISOString() };
    this.#take({ announcement: await this.#connection.send('announcement.post', said) });
  }

  async withdraw(announcement_id: string): Promise<void> {
    await this.#connection.send('announcement.withdraw', { announcement_id });
    this.#take({ announcement: null });
  }

  choose(thresholds: Thresholds): void {
    this.#storage.setItem(this.#key, JSON.stringify(thresholds));
    this.#take({ thresholds });
  }

  async #look(): Promise<void> {
    try {
      const floor = await this.#connection.send('floor.look', {});
      this.#take({ floor, announcement: floor.announcement, fault: null });
    } catch (error) {
      this.#take({ fault: error instanceof CommandError ? error : new CommandError('internal', String(error), false) });
    }
  }

  #take(news: Partial<Pick<FloorWatch, 'floor' | 'announcement' | 'fault' | 'thresholds'>>): void {
    Object.assign(this, news);
    this.#changed();
  }
}
