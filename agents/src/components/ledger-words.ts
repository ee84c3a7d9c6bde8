// One line of the ledger about guidance: its number, what was done by whom, and where it stands now.
import type { Guidance } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import type { Talk } from '../desk/talk.ts';
import type { Matter } from '../form/catalogue.ts';
import type { LedgerEntry } from '../guide/ledger.ts';
import type { Mark } from '../guide/marks.ts';
import { sumsOf } from '../guide/recalculated.ts';
import { words } from '../locales/speech.ts';
import { fieldWords, matterAt, officerName, stepWords, targetWords, valueWords } from './guide-words.ts';
import { outcomeWords } from './outcome-card.ts';

export interface LedgerWords {
  /** None for steps, entries and explanations. */
  readonly mark: Mark | null;
  readonly text: string;
  /** Where it stands, beside the line that began it. */
  readonly state: string;
}

export function ledgerWords(desk: Desk, talk: Talk, entry: LedgerEntry): LedgerWords {
  const { guidance } = talk.view;
  const matter = matterAt(desk, talk, entry.seq);
  const who = entry.role === 'officer' ? officerName(desk, talk, entry.actorId) : talk.view.person.name;
  const mark = entry.kind === 'outcome.reported' ? null : markOf(guidance, entry.body.guide_id);
  return { mark, text: textOf(desk, talk, entry, who, matter), state: stateOf(guidance, entry) };
}

function markOf({ highlights, proposals }: Guidance, id: string): Mark | null {
  const highlight = highlights.find((item) => item.guide_id === id);
  if (highlight) return { kind: 'highlight', number: highlight.number };
  const proposal = proposals.find((item) => item.guide_id === id);
  return proposal ? { kind: 'proposal', number: proposal.number } : null;
}

function stateOf(guidance: Guidance, entry: LedgerEntry): string {
  const { guide } = words();
  if (entry.kind === 'field.highlighted') return guidance.highlights.find((item) => item.guide_id === entry.body.guide_id)?.seen_at ? guide.seenShort : guide.unseen;
  if (entry.kind !== 'field.proposed') return '';
  const state = guidance.proposals.find((item) => item.guide_id === entry.body.guide_id)?.state ?? 'open';
  return state === 'open' ? guide.waiting : (guide.states[state] ?? state);
}

function textOf(desk: Desk, talk: Talk, entry: LedgerEntry, who: string, matter: Matter | null): string {
  const { guide } = words();
  const said = guide.ledger;
  switch (entry.kind) {
    case 'field.highlighted':
      return `${who} ${guide.highlightName(targetWords(matter, talk, entry.body.target))}`;
    case 'highlight.seen':
      return said.seen(who);
    case 'highlight.cleared':
      return said.cleared(who);
    case 'field.proposed':
      return `${said.proposed(who)} ${changesIn(entry.body.changes, matter)}`;
    case 'proposal.accepted':
      return said.accepted(who);
    case 'proposal.declined':
      return said.declined(who, entry.body.reason ?? '');
    case 'proposal.withdrawn':
      return { replaced: said.replaced, unreported: said.unreported(who) }[entry.body.reason] ?? said.withdrawn(who);
    case 'proposal.staled':
      if (entry.body.reason === 'other_form') return said.otherForm(talk.view.person.name);
      return said.stale(talk.view.person.name, listed(entry.body.found.map((item) => said.now(fieldWords(matter, item.field_id), valueWords(matter, item.field_id, item.value)))));
    case 'proposal.applied':
      return appliedWords(entry.body, matter);
    case 'step.suggested':
      return `${who} ${guide.steps(stepWords(matter, entry.body.step_id))}`;
    case 'link.pushed':
      return `${who} ${guide.pushed[entry.body.kind] ?? entry.body.kind}${words().colon}${entry.body.title}`;
    case 'error.explained':
      return `${who} ${guide.explained}${words().colon}${entry.body.title}`;
    case 'outcome.reported':
      return [outcomeWords(desk, talk, entry.body), entry.body.receipt ? words().mirror.receipt(entry.body.receipt) : ''].filter(Boolean).join(' ');
  }
}

type Applied = Extract<LedgerEntry, { kind: 'proposal.applied' }>['body'];

function appliedWords({ applied, outcomes, recalculated }: Applied, matter: Matter | null): string {
  const { guide } = words();
  const said = guide.ledger;
  if (!applied) {
    const refused = outcomes.filter((item) => item.outcome !== 'set');
    return said.refused(listed(refused.map((item) => (item.outcome === 'gone' ? guide.noField(fieldWords(matter, item.field_id)) : guide.refusedBy(fieldWords(matter, item.field_id), item.message ?? '')))));
  }
  const values = said.applied(listed(outcomes.map((item) => said.now(fieldWords(matter, item.field_id), valueWords(matter, item.field_id, item.value)))));
  const { changed, stayed } = sumsOf(recalculated, matter);
  const sums = [
    ...changed.map((item) => said.becomes(...namedChange(item, matter))),
    ...stayed.map(({ field_id, after }) => said.stayed(fieldWords(matter, field_id), valueWords(matter, field_id, after))),
  ];
  return sums.length ? `${values}${said.recalculated(listed(sums))}` : values;
}

interface Changed {
  readonly field_id: string;
  readonly before: string;
  readonly after: string;
}

function changesIn(changes: readonly Changed[], matter: Matter | null): string {
  const { becomes } = words().guide.ledger;
  return listed(changes.map((change) => becomes(...namedChange(change, matter))));
}

function namedChange({ field_id, before, after }: Changed, matter: Matter | null): [where: string, before: string, after: string] {
  return [fieldWords(matter, field_id), valueWords(matter, field_id, before), valueWords(matter, field_id, after)];
}

function listed(parts: readonly string[]): string {
  return parts.join(words().listSeparator);
}
