import { Connection, Drafts, foldTalk, Outbox, Sessions, safeStorage, type TaxpayerCommands } from '@daoban/client/index.ts';
import { MARKER } from '../host.ts';

/** Everything that the widget keeps in the browser has a key that begins so. */
export const PREFIX = 'daoban.';

/** One person's line to the hub, and what hangs on it. Another person gets another one: nothing passes between them. */
export class Talk {
  readonly person: string;
  readonly connection: Connection<TaxpayerCommands>;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly sessions: Sessions;
  readonly #storage = safeStorage('local');

  constructor(hub: URL, person: string, auth: () => Promise<Record<string, unknown>>) {
    const connection = new Connection<TaxpayerCommands>({ hub: hub.href, namespace: '/taxpayer', auth });
    this.person = person;
    this.connection = connection;
    this.outbox = new Outbox(this.#storage, `${PREFIX}outbox.${person}`, (message) =>
      connection.send('message.post', {
        session_id: message.sessionId,
        client_msg_id: message.clientMsgId,
        text: message.text,
      }),
    );
    this.drafts = new Drafts(this.#storage, `${PREFIX}draft.${person}`);
    this.sessions = new Sessions(connection, 'taxpayer', this.outbox, foldTalk);
  }

  /** Remember, for the next page and the next day, that this session is the person's. */
  mark(sessionId: string | null): void {
    if (sessionId === null) this.#storage.removeItem(MARKER);
    else this.#storage.setItem(MARKER, sessionId);
  }

  /** The session marked last in this browser. */
  get marked(): string | null {
    return this.#storage.getItem(MARKER);
  }

  /** Keep that the person stopped sharing the form in a session: a reload must not share again. */
  keepStopped(sessionId: string, stopped: boolean): void {
    const key = `${PREFIX}stopped.${sessionId}`;
    if (stopped) this.#storage.setItem(key, '1');
    else this.#storage.removeItem(key);
  }

  /** Keep up to where the person has seen what the officer put into the thread besides messages. */
  keepSeen(sessionId: string, seq: number): void {
    this.#storage.setItem(`${PREFIX}seen`, `${sessionId} ${seq}`);
  }

  seen(sessionId: string): number {
    const [id, seq] = (this.#storage.getItem(`${PREFIX}seen`) ?? '').split(' ');
    return id === sessionId ? Number(seq) : 0;
  }

  hasStopped(sessionId: string): boolean {
    return this.#storage.getItem(`${PREFIX}stopped.${sessionId}`) !== null;
  }
}

/** Remove everything that the widget keeps in this browser. */
export function forgetAll(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // storage is blocked: nothing was kept
  }
}
