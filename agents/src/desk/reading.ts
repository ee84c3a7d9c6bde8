// Telling the hub how far was read: one message.read per look, however many messages that look took in.
import type { Connection, OfficerCommands } from '@daoban/client/index.ts';

/** Looks within this time are one, in milliseconds. */
const TOGETHER_MS = 400;

export class Reading {
  readonly #line: Pick<Connection<OfficerCommands>, 'send'>;
  readonly #upTo = new Map<string, number>();
  readonly #said = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(line: Pick<Connection<OfficerCommands>, 'send'>) {
    this.#line = line;
  }

  /** The officer has everything up to event `seq` of the session before their eyes. */
  look(sessionId: string, seq: number): void {
    if (seq <= (this.#said.get(sessionId) ?? 0)) return;
    this.#upTo.set(sessionId, seq);
    this.#timer ??= setTimeout(() => this.#say(), TOGETHER_MS);
  }

  #say(): void {
    this.#timer = undefined;
    for (const [sessionId, seq] of this.#upTo) {
      this.#said.set(sessionId, seq);
      // not said is said at the next look: the mark comes back in the log, or it was not made
      this.#line.send('message.read', { session_id: sessionId, up_to_seq: seq }).catch(() => this.#said.delete(sessionId));
    }
    this.#upTo.clear();
  }
}
