// What the taxpayers of this desk asked before. The list is asked for when a session is first looked at; each reading of
// one is a command of its own, which the hub logs.
import { CommandError, type Connection, type EarlierSessions, type EarlierTranscript, type FoundSlip, type OfficerCommands } from '@daoban/client/index.ts';
import { withPurged } from '@daoban/client/purged.ts';
import { words } from '../locales/speech.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

/** A failed asking is tried again after this long, in milliseconds, when somebody still asks. */
const AGAIN_MS = 5_000;

export class Earlier {
  readonly #line: Line;
  readonly #changed: () => void;
  readonly #known = new Map<string, EarlierSessions>();
  readonly #asked = new Set<string>();

  constructor(line: Line, changed: () => void) {
    this.#line = line;
    this.#changed = changed;
  }

  /** The ended sessions of this session's taxpayer, the newest first; null until they are known. */
  of(sessionId: string): EarlierSessions | null {
    if (!this.#asked.has(sessionId)) this.#ask(sessionId);
    return this.#known.get(sessionId) ?? null;
  }

  async read(session_id: string, viewed_session_id: string): Promise<EarlierTranscript> {
    return withPurged(await this.#line.send('history.view', { session_id, viewed_session_id }), words().earlier.purged);
  }

  async readSlip(session_id: string, viewed_session_id: string, slip_id: string): Promise<FoundSlip> {
    return withPurged(await this.#line.send('slip.view', { session_id, viewed_session_id, slip_id }), words().earlier.purged);
  }

  #ask(session_id: string): void {
    this.#asked.add(session_id);
    this.#line.send('history.look', { session_id }).then(
      (found) => {
        this.#known.set(session_id, withPurged(found, words().earlier.purged));
        this.#changed();
      },
      // what is refused for good stays refused
      (error: unknown) => {
        if (error instanceof CommandError && !error.retryable) return;
        setTimeout(() => void (this.#asked.delete(session_id), this.#changed()), AGAIN_MS);
      },
    );
  }
}
