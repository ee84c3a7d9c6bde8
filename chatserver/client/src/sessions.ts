// Ties a connection, the stores of its sessions and the outbox together: who hears what, and what follows a new line.
import type { Fold } from './fold-talk.ts';
import type { Outbox } from './outbox.ts';
import { SessionStore } from './store.ts';
import type { ResumeSession, Resumed, WireEvent } from './wire.gen.ts';

/** Events that came before their store was opened; more than a few mean that nobody will open it. */
const MOST_STRAYS = 200;

/** What is needed of a Connection, whichever commands it knows. */
export interface SessionLine {
  send(name: 'session.resume', command: ResumeSession): Promise<Resumed>;
  onEvent(listener: (event: WireEvent) => void): () => void;
  onPosted(listener: (posted: { session_id: string; seq: number }) => void): () => void;
  onReady(listener: () => void): () => void;
}

/** The sessions of one connection. Make it before `connection.start()`. */
export class Sessions {
  readonly #line: SessionLine;
  readonly #me: 'taxpayer' | 'officer';
  readonly #outbox: Outbox;
  readonly #fold: Fold;
  readonly #stores = new Map<string, SessionStore>();
  #strays: WireEvent[] = [];

  constructor(connection: SessionLine, me: 'taxpayer' | 'officer', outbox: Outbox, fold: Fold) {
    this.#line = connection;
    this.#me = me;
    this.#outbox = outbox;
    this.#fold = fold;
    connection.onEvent((event) => this.#hear(event));
    connection.onPosted(({ session_id, seq }) => this.#stores.get(session_id)?.expect(seq));
    connection.onReady(() => void this.catchUp());
  }

  get all(): readonly SessionStore[] {
    return [...this.#stores.values()];
  }

  get(sessionId: string): SessionStore | undefined {
    return this.#stores.get(sessionId);
  }

  /** The session's store, made when there is none; give it the answer that named the session. */
  open(sessionId: string): SessionStore {
    const known = this.#stores.get(sessionId);
    if (known) return known;
    const resume = (after_seq: number) => this.#line.send('session.resume', { session_id: sessionId, after_seq });
    const store = new SessionStore(sessionId, this.#me, resume, this.#fold);
    this.#stores.set(sessionId, store);
    store.subscribe(() => this.#settle(store));
    for (const event of this.#strays) store.apply(event);
    this.#strays = this.#strays.filter((event) => event.session_id !== sessionId);
    return store;
  }

  /** Forgets a session that is no longer shown. */
  drop(sessionId: string): void {
    this.#stores.get(sessionId)?.close();
    this.#stores.delete(sessionId);
  }

  /** First what was missed, then what was not sent: a message that did arrive is not sent again. Never rejects. */
  async catchUp(): Promise<void> {
    await Promise.allSettled(this.all.map((store) => store.catchUp()));
    await this.#outbox.flush();
  }

  #hear(event: WireEvent): void {
    const store = this.#stores.get(event.session_id);
    if (store) store.apply(event);
    else this.#strays = [...this.#strays, event].slice(-MOST_STRAYS);
  }

  #settle(store: SessionStore): void {
    for (const { clientMsgId } of this.#outbox.pending(store.sessionId)) {
      if (store.has(clientMsgId)) this.#outbox.settle(clientMsgId);
    }
  }
}
