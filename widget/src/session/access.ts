import { CommandError } from '@daoban/client/index.ts';
import type { Host } from '../host.ts';
import { forgetAll, Talk } from './talk.ts';
import { freshTicket, personOf } from './tickets.ts';

const FIRST_AGAIN_MS = 3_000;
const LAST_AGAIN_MS = 60_000;
/** Known to this page only, for as long as it lives: a ticket shown by another browser was stolen. */
export const CLIENT_KEY = crypto.randomUUID();

/** Who is told of what becomes of the access. */
export interface AccessNews {
  /** The person is known and the line about to be opened: listen now. */
  began(talk: Talk): void;
  /** Nobody is signed in any more, or somebody else is: keep nothing of the person. */
  ended(): void;
  failed(code: string): void;
}

/** Gets help tickets from the bureau and opens one person's line with them; never mixes two persons. */
export class Access {
  talk: Talk | undefined;
  signedOut = false;
  readonly #host: Host;
  readonly #news: AccessNews;
  #ticket: string | null = null;
  #starting = false;
  #wait = FIRST_AGAIN_MS;

  constructor(host: Host, news: AccessNews) {
    this.#host = host;
    this.#news = news;
  }

  get isOnline(): boolean {
    const kind = this.talk?.connection.line.kind;
    return kind === 'online' || kind === 'slow';
  }

  /** Connect as whoever is signed in at the bureau. A second call changes nothing. */
  async start(): Promise<void> {
    if (this.talk || this.#starting) return;
    this.#starting = true;
    try {
      this.#ticket = await freshTicket(this.#host);
      if (this.#ticket === null) this.leave();
      else this.#connect(personOf(this.#ticket));
    } catch {
      this.#news.failed('ticket_unreachable');
      setTimeout(() => void this.start(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LAST_AGAIN_MS);
    } finally {
      this.#starting = false;
    }
  }

  /** Close the line and forget the person, here and in the browser's storage. */
  leave(): void {
    this.talk?.connection.close();
    this.talk = undefined;
    this.#ticket = null;
    this.signedOut = true;
    forgetAll();
    this.#news.ended();
  }

  #connect(person: string): void {
    this.signedOut = false;
    this.#wait = FIRST_AGAIN_MS;
    this.talk = new Talk(this.#host.embed.hub, person, () => this.#auth(person));
    this.#news.began(this.talk);
    this.talk.connection.start();
  }

  /** Each connect brings a fresh ticket; the first one has just been fetched. */
  async #auth(person: string): Promise<Record<string, unknown>> {
    const token = this.#ticket ?? (await freshTicket(this.#host));
    this.#ticket = null;
    if (token !== null && personOf(token) === person) return { token, protocol: 1, client_key: CLIENT_KEY };
    this.leave();
    if (token !== null) void this.start();
    throw new CommandError('login_required', 'the bureau gives no ticket', false);
  }
}
