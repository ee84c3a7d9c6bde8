// The ledger: guides and their answers from the log, changes of the page from its reports, in one order, newest first.
import type { Entry, SystemEntry } from '@daoban/client/index.ts';
import type { Change } from '../form/changes.ts';

const KINDS = [
  'field.highlighted',
  'highlight.seen',
  'highlight.cleared',
  'field.proposed',
  'proposal.accepted',
  'proposal.declined',
  'proposal.withdrawn',
  'proposal.staled',
  'proposal.applied',
  'step.suggested',
  'link.pushed',
  'error.explained',
  'outcome.reported',
] as const;

export type LedgerEntry = Extract<SystemEntry, { kind: (typeof KINDS)[number] }>;

export type LedgerLine = { readonly key: string; readonly seq: number; readonly at: string } & (
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'guide'; readonly entry: LedgerEntry }
);

export function ledgerOf(changes: readonly Change[], entries: readonly Entry[]): readonly LedgerLine[] {
  // the log tells better than the page what became of the form, where it tells it at all
  const told = entries.some((entry) => entry.kind === 'outcome.reported');
  const changed = changes.filter(({ kind }) => !(told && kind === 'filed')).map((change, index): LedgerLine => ({ kind: 'change', key: `change ${index}`, seq: change.seq, at: change.at, change }));
  const guided = entries.filter(isLedgered).map((entry): LedgerLine => ({ kind: 'guide', key: `guide ${entry.seq}`, seq: entry.seq, at: entry.at, entry }));
  // stable: what one report changed stays in its order before the whole is turned round
  return [...changed, ...guided].sort((a, b) => a.seq - b.seq).reverse();
}

function isLedgered(entry: Entry): entry is LedgerEntry {
  return (KINDS as readonly string[]).includes(entry.kind);
}
