// Commands on their way over one line: each ends answered, overdue, or lost with the line.
import type { Socket } from 'socket.io-client';
import { CommandError } from './errors.ts';
import type { ErrorBody } from './wire.gen.ts';

/** What the hub acknowledges a command with. */
export type Ack = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: ErrorBody };

const SLOW_MS = 2_000;

/** Tells `onSlow` whether an answer is more than two seconds late, each time that this changes. */
export class Calls {
  readonly #open = new Set<(error: CommandError) => void>();
  readonly #onSlow: (isSlow: boolean) => void;
  #late = 0;

  constructor(onSlow: (isSlow: boolean) => void) {
    this.#onSlow = onSlow;
  }

  /** Whether an answer is still waited for. */
  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Sends a command; rejects as `timeout` after calling `overdue`, or as `offline` when the line is lost first. */
  ask(socket: Socket, name: string, command: object, timeoutMs: number, overdue: () => void): Promise<Ack> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const settle = (answer: Ack | CommandError): void => {
        if (!this.#open.delete(settle)) return;
        clearTimeout(slow);
        clearTimeout(dead);
        if (isLate) this.#count(-1);
        if (answer instanceof CommandError) reject(answer);
        else resolve(answer);
      };
      const slow = setTimeout(() => {
        isLate = true;
        this.#count(1);
      }, SLOW_MS);
      const dead = setTimeout(() => {
        // without a word: the line does not get fast again, it is about to end
        if (isLate) this.#late -= 1;
        isLate = false;
        settle(new CommandError('timeout'));
        overdue();
      }, timeoutMs);
      this.#open.add(settle);
      socket.emit(name, command, settle);
    });
  }

  /** The line is gone: none of the commands under way will be answered. */
  lose(): void {
    for (const settle of [...this.#open]) settle(new CommandError('offline', 'the line broke', true, { sent: true }));
  }

  #count(change: 1 | -1): void {
    const before = this.#late > 0;
    this.#late += change;
    if (this.#late > 0 !== before) this.#onSlow(!before);
  }
}
