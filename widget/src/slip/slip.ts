// What a slip says of itself: which papers are missing, where it stands, in words.
import type { FoundSlip, SharedFile, Slip, SlipItem } from '@daoban/client/index.ts';
import type { IconName } from '../look/icons.ts';
import { slipWords } from './words.ts';

const MISSING = ['wanted', 'redo'];
const RUNNING = ['open', 'confirmed', 'checking'];

/** A slip with the files that it names, wherever it was found. */
export interface Shown {
  readonly slip: Slip;
  readonly files: readonly SharedFile[];
  readonly sessionId: string;
  readonly ended: boolean;
}

export function isRunning({ state }: Slip): boolean {
  return RUNNING.includes(state);
}

/** The papers that the taxpayer still owes. */
export function missingOf({ items }: Slip): readonly SlipItem[] {
  return items.filter(({ state }) => MISSING.includes(state));
}

/** Where the slip stands, in a few words. */
export function standOf(slip: Slip): string {
  const words = slipWords();
  if (slip.state !== 'open') return (words as unknown as Record<string, string>)[slip.state] ?? slip.state;
  const lacking = missingOf(slip).length;
  return lacking ? words.lacking(lacking) : words.allThere;
}

/** What is said of one paper below its name. */
export function stateOf({ state, reason }: SlipItem): string {
  const words = slipWords();
  const said = words.states[state] ?? state;
  return reason && (state === 'redo' || state === 'struck') ? words.because(said, reason) : said;
}

export const ICONS: Readonly<Record<string, IconName>> = { wanted: 'clock', filled: 'tick', given: 'tick', accepted: 'ticks', redo: 'warn', struck: 'close' };

export function shownOf({ slip, files, session_id, ended_at }: FoundSlip): Shown {
  return { slip, files, sessionId: session_id, ended: ended_at !== null };
}
