// Sending what an officer does to slips. Pressing again after a broken line is the same slip, not a second one.
import type { Connection, OfficerCommands, SlipItem } from '@daoban/client/index.ts';
import { KeptIds } from './kept-ids.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

export class SlipDesk {
  readonly #line: Line;
  readonly #ids = new KeptIds();

  constructor(line: Line) {
    this.#line = line;
  }

  start(session_id: string, optional_ids: readonly string[]): Promise<unknown> {
    return this.#ids.once(`start ${session_id}`, (slip_id) => this.#line.send('slip.start', { session_id, slip_id, optional_ids }));
  }

  add(session_id: string, slip_id: string, paper: string, reason: string): Promise<unknown> {
    return this.#ids.once(`add ${slip_id} ${paper}`, (item_id) => this.#line.send('slip.add_item', { session_id, slip_id, item_id, paper, reason }));
  }

  strike(session_id: string, slip_id: string, item_id: string, reason: string): Promise<unknown> {
    return this.#line.send('slip.strike_item', { session_id, slip_id, item_id, reason });
  }

  /** The verdict is on the files of `item` as it was shown: where there are others by now, the hub refuses it. */
  check(session_id: string, slip_id: string, { item_id, file_ids }: SlipItem, verdict: 'accepted' | 'redo', reason: string | null = null): Promise<unknown> {
    return this.#line.send('slip.check_item', { session_id, slip_id, item_id, verdict, reason, file_ids });
  }

  conclude(session_id: string, slip_id: string, outcome: 'handled' | 'not_handled', result: string): Promise<unknown> {
    return this.#line.send('slip.conclude', { session_id, slip_id, outcome, result });
  }

  cancel(session_id: string, slip_id: string, reason: string): Promise<unknown> {
    return this.#line.send('slip.cancel', { session_id, slip_id, reason });
  }
}
