// The ledger: guides and their answers from the log, changes of the page from its reports, in one order, newest first.
import type { Entry, SystemEntry } from '@daoban/client/index.ts';
import type { Change } from '../form/changes.ts';

export type SlipEntry = Extract<SystemEntry, { kind: `slip.${string}` }>;

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
  | { readonly kind: 'slip'; readonly entry: SlipEntry }
);

export function ledgerOf(changes: readonly Change[], entries: readonly Entry[]): readonly LedgerLine[] {
  // the log tells better than the page what became of the form, where it tells it at all
  const told = entries.some((entry) => entry.kind === 'outcome.reported');
  const effects = effectsOf(entries);
  const changed = changes.filter((change) => !isEffect(change, effects) && !(told && change.kind === 'filed')).map((change, index): LedgerLine => ({ kind: 'change', key: `change ${index}`, seq: change.seq, at: change.at, change }));
  const guided = entries.filter(isLedgered).map((entry): LedgerLine => ({ kind: 'guide', key: `guide ${entry.seq}`, seq: entry.seq, at: entry.at, entry }));
  const slips = entries.filter(isSlip).map((entry): LedgerLine => ({ kind: 'slip', key: `slip ${entry.seq}`, seq: entry.seq, at: entry.at, entry }));
  // stable: what one report changed stays in its order before the whole is turned round
  return [...changed, ...guided, ...slips].sort((a, b) => a.seq - b.seq).reverse();
}

/** What accepted proposals filled in and the page worked out from it, by field; `since` is the event of acceptance. */
interface Effects {
  readonly since: number;
  readonly values: Map<string, string>;
}

function effectsOf(entries: readonly Entry[]): readonly Effects[] {
  const accepted = new Map<string, number>();
  return entries.flatMap((entry): Effects[] => {
    if (entry.kind === 'proposal.accepted') accepted.set(entry.body.guide_id, entry.seq);
    if (entry.kind !== 'proposal.applied' || !entry.body.applied) return [];
    const { guide_id, outcomes, recalculated } = entry.body;
    const after = [...outcomes.map(({ field_id, value }) => [field_id, value] as const), ...recalculated.map((item) => [item.field_id, item.after] as const)];
    return [{ since: accepted.get(guide_id) ?? entry.seq, values: new Map(after) }];
  });
}

/** The proposal's own line tells what it brought about: the first report of the field after it was accepted adds nothing. */
function isEffect(change: Change, effects: readonly Effects[]): boolean {
  if (change.kind !== 'field') return false;
  const cause = effects.findLast(({ since, values }) => since < change.seq && values.has(change.field_id));
  const value = cause?.values.get(change.field_id);
  cause?.values.delete(change.field_id);
  return value === change.after;
}

function isLedgered(entry: Entry): entry is LedgerEntry {
  return (KINDS as readonly string[]).includes(entry.kind);
}

export function isSlip(entry: Entry): entry is SlipEntry {
  return entry.kind.startsWith('slip.');
}
