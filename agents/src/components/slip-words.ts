// Slips in words: where one stands for the officer, and each event of it as a line.
import type { Slip } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import type { Talk } from '../desk/talk.ts';
import type { SlipEntry } from '../guide/ledger.ts';
import { isRunning, standOf } from '../guide/slip.ts';
import type { IconName } from '../icons.ts';
import { words } from '../locales/speech.ts';
import { officerName } from './guide-words.ts';

export const SLIP_ICONS: Readonly<Record<string, IconName>> = { wanted: 'clock', filled: 'tick', given: 'eye', accepted: 'tick2', redo: 'warn', struck: 'close' };

/** The slip that is at work in the session, or undefined. */
export function runningIn({ view }: Talk): Slip | undefined {
  return view.slips.find(isRunning);
}

/** What the slip waits for, or what became of it. */
export function standWords(slip: Slip): string {
  const { slip: said } = words();
  const stand = standOf(slip);
  if (stand.kind === 'over') return said.stands[stand.state] ?? stand.state;
  return 'count' in stand ? said[stand.kind](stand.count) : said[stand.kind];
}

export function slipEventWords(desk: Desk, talk: Talk, entry: SlipEntry): string {
  const { events, stands } = words().slip;
  const who = entry.role === 'officer' ? officerName(desk, talk, entry.actorId) : talk.view.person.name;
  const paper = (itemId: string): string =>
    talk.view.slips.find((item) => item.slip_id === entry.body.slip_id)?.items.find((item) => item.item_id === itemId)?.name ?? itemId;
  switch (entry.kind) {
    case 'slip.started':
      return events.started(who, entry.body.no);
    case 'slip.item_added':
      return events.added(who, entry.body.name, entry.body.reason);
    case 'slip.item_struck':
      return events.struck(who, paper(entry.body.item_id), entry.body.reason);
    case 'slip.item_filled':
      return events.filled(who, paper(entry.body.item_id), entry.body.file_ids.length);
    case 'slip.confirmed':
      return events.confirmed(who);
    case 'slip.item_checked':
      return entry.body.verdict === 'redo' ? events.redo(who, paper(entry.body.item_id), entry.body.reason ?? '') : events.accepted(who, paper(entry.body.item_id));
    case 'slip.concluded':
      return events.concluded(who, stands[entry.body.outcome] ?? entry.body.outcome, entry.body.result);
    case 'slip.cancelled':
      return events.cancelled(who, entry.body.reason);
  }
}
