// The ledger: guides and their answers from the log, changes of the page from its reports, in one order, newest first.
import type { Entry, SystemEntry } from '@daoban/client/index.ts';
import type { Change } from '../form/changes.ts';

export type SlipEntry = Extract<SystemEntry, { kind: `slip.${string}` }>;

const KINDS = [
  'field.highlighted',
  'highlight.seen',
  'field.proposed',
  'proposal.accepted',
  'proposal.declined',
  'proposal.withdrawn',
  'proposal.staled',
  'proposal.applied',
  'step.suggested',
  'link.pushed',
  'error.explained',
] as const;

export type LedgerEntry = Extract<SystemEntry, { kind: (typeof KINDS)[number] }>;

export type LedgerLine = { readonly key: string; readonly seq: number; readonly at: string } & (
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'guide'; readonly entry: LedgerEntry }
  | { readonly kind: 'slip'; readonly entry: SlipEntry }
);

export function ledgerOf(changes: readonly Change[], entries: readonly Entry[]): readonly LedgerLine[] {
  const changed = changes.map((change, index): LedgerLine => ({ kind: 'change', key: `change ${index}`, seq: change.seq, at: change.at, change }));
  const guided = entries.filter(isLedgered).map((entry): LedgerLine => ({ kind: 'guide', key: `guide ${entry.seq}`, seq: entry.seq, at: entry.at, entry }));
  const slips = entries.filter(isSlip).map((entry): LedgerLine => ({ kind: 'slip', key: `slip ${entry.seq}`, seq: entry.seq, at: entry.at, entry }));
  // stable: what one report changed stays in its order before the whole is turned round
  return [...changed, ...guided, ...slips].sort((a, b) => a.seq - b.seq).reverse();
}

function isLedgered(entry: Entry): entry is LedgerEntry {
  return (KINDS as readonly string[]).includes(entry.kind);
}

export function isSlip(entry: Entry): entry is SlipEntry {
  return entry.kind.startsWith('slip.');
}
