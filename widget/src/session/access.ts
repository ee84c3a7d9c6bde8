import { CommandError } from '@daoban/client/index.ts';
import type { Host } from '../host.ts';
import { forgetAll, Talk } from './talk.ts';
import { freshTicket, personOf, UNKNOWN } from './tickets.ts';

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
  /** The asking for a ticket that counts: one that was left is not used. */
  #starting: object | undefined;
  #wait = FIRST_AGAIN_MS;

  constructor(host: Host, news: AccessNews) {
    this.#host = host;
    this.#news = news;
  }

  get isOnline(): boolean {
    const kind = this.talk?.connection.line.kind;
    return kind === 'online' || kind === 'slow';
  }

  /** Connect as whoever is signed in at the bureau. A second call changes nothing; `anew`, who it is is asked again. */
  async start(anew = false): Promise<void> {
    if (!anew && (this.talk || this.#starting)) return;
    const { tickets, embed } = this.#host;
    // the page has not said yet who is there: nobody has left
    if (tickets === undefined && !embed.ticketUrl) return void (this.signedOut = true);
    const own = (this.#starting = {});
    try {
      const ticket = await freshTicket(this.#host);
      if (this.#starting === own) this.#take(ticket);
    } catch {
      if (this.#starting !== own) return;
      this.#news.failed('ticket_unreachable');
      setTimeout(() => void this.start(anew), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LAST_AGAIN_MS);
    } finally {
      if (this.#starting === own) this.#starting = undefined;
    }
  }

  /** Close the line and forget the person, here and in the browser's storage. */
  leave(): void {
    this.talk?.connection.close();
    this.talk = this.#starting = undefined;
    this.#ticket = null;
    this.signedOut = true;
    forgetAll();
    this.#news.ended();
  }

  /** The same person goes on as they were; of a ticket that cannot be read nobody knows whose it is. */
  #take(ticket: string | null): void {
    const person = ticket && personOf(ticket);
    if (this.talk && person === this.talk.person && person !== UNKNOWN) return;
    if (this.talk || !person) this.leave();
    this.#ticket = ticket;
    if (person) this.#connect(person);
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
    const { talk } = this;
    const token = this.#ticket ?? (await freshTicket(this.#host));
    // another person's line is not this one's to use or to close
    if (this.talk !== talk) throw new CommandError('offline');
    this.#ticket = null;
    if (token !== null && personOf(token) === person) return { token, protocol: 1, client_key: CLIENT_KEY };
    this.leave();
    if (token !== null) void this.start();
    throw new CommandError('login_required', 'the bureau gives no ticket', false);
  }
}
