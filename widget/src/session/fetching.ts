// What a session does not begin with: fetched with the first event that needs it.
import type { SessionView } from '@daoban/client/index.ts';
import type { GuideLine as Wire } from '../guide/answers.ts';
import type { Help } from './help.ts';
import { isAgain, isCard } from './reading.ts';

export class Fetching {
  readonly #help: Help;
  readonly #wire: Wire;
  #busy = false;

  constructor(help: Help, wire: Wire) {
    this.#help = help;
    this.#wire = wire;
  }

  /** Fetch what shows guidance and slips as soon as there is some; `known` was there before. */
  follow(known: SessionView): void {
    const help = this.#help;
    const cards = help.entries.filter(isCard);
    const slipped = !help.slips && cards.some(({ kind }) => kind === 'slip.started');
    if (this.#busy || !cards.length || (help.guide && !slipped)) return;
    this.#busy = true;
    Promise.all([import('./whole.ts'), import('../guide/guide.ts'), slipped && this.#slips()])
      .then(([{ Whole }, { Guide }]) => {
        help.whole ??= new Whole();
        help.guide ??= new Guide(help, help.host, this.#wire, known);
        this.#busy = false;
        help.changed();
        this.follow(known); // a slip may have come meanwhile
      })
      // tried again with the next event
      .catch(() => (this.#busy = false));
  }

  /** Tell of waiting again, from `seq` on aloud. */
  wait(seq: number): void {
    const help = this.#help;
    if (help.moved) return help.moved.follow(help.entries);
    if (!help.entries.some(isAgain)) return;
    import('../moved/moved.ts')
      .then(({ Moved }) => {
        help.moved = new Moved(help.speaker, seq);
        help.moved.follow(help.entries);
        help.changed();
      })
      // tried again with the next event
      .catch(() => undefined);
  }

  /** Show the slips of all sessions. */
  async showSlips(): Promise<void> {
    await this.#slips().catch(() => this.#wire.failed('offline'));
    this.#help.slips?.openHistory();
  }

  /** The person's slips, of this session and of those before. */
  async #slips(): Promise<void> {
    const { Slips } = await import('../slip/slips.ts');
    this.#help.slips ??= new Slips(this.#help, this.#wire);
  }
}
