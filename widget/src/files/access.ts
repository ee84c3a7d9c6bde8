import { CommandError } from '@daoban/client/index.ts';
import type { FileAccess } from '@daoban/client/files/access.ts';
import { CLIENT_KEY } from '../session/access.ts';
import type { Help } from '../session/help.ts';
import type { Talk } from '../session/talk.ts';
import { freshTicket } from '../session/tickets.ts';

/** So long a ticket is shown again; bureaus make them for minutes. */
const KEPT_MS = 30_000;

/** The person's way to the hub about files: each request shows a ticket. */
export class TicketAccess implements FileAccess {
  readonly hub: string;
  readonly #help: Help;
  #ticket = '';
  #until = 0;
  #talk: Talk | undefined;

  constructor(help: Help) {
    this.#help = help;
    this.hub = help.host.embed.hub.href;
  }

  async proof(): Promise<Record<string, string>> {
    const { talk } = this.#help.access;
    // another person's ticket is not shown again
    if (performance.now() > this.#until || talk !== this.#talk) {
      const fresh = await freshTicket(this.#help.host).catch(() => {
        throw new CommandError('offline');
      });
      if (fresh === null) throw new CommandError('login_required', 'the bureau gives no ticket', false);
      this.#ticket = fresh;
      this.#talk = talk;
      this.#until = performance.now() + KEPT_MS;
    }
    return { Authorization: `Bearer ${this.#ticket}`, 'Daoban-Client-Key': CLIENT_KEY };
  }

  link: FileAccess['link'] = (session_id, file_id) =>
    this.#help.access.talk?.connection.send('file.link', { session_id, file_id }) ?? Promise.reject(new CommandError('offline'));

  underWay: FileAccess['underWay'] = (session_id) =>
    this.#help.access.talk?.connection.send('uploads.look', { session_id }) ?? Promise.reject(new CommandError('offline'));
}

let kept: { readonly help: Help; readonly access: TicketAccess } | undefined;

/** The access of the one panel on the page. */
export function accessOf(help: Help): TicketAccess {
  if (kept?.help !== help) kept = { help, access: new TicketAccess(help) };
  return kept.access;
}
