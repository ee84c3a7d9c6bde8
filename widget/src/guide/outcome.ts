import type { Proposal } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { clockTime } from '../look/figures.ts';
import type { Guide } from './guide.ts';
import { calledAs, sumName } from './names.ts';
import { isSame, readable } from './values.ts';
import { guideWords } from './words.ts';

/** No more than one reads: what changed, then of the sums that stayed the last, which sum up the others. */
const MOST_CHANGED = 4;
const MOST_STAYED = 2;

/** What became of a proposal: a word for it, when, and what it means for the form. */
export function outcome(guide: Guide, proposal: Proposal): TemplateResult {
  const words = guideWords();
  const time = clockTime(proposal.state_at ?? proposal.at);
  switch (proposal.state) {
    case 'applied':
      return card(proposal, 'done', words.applied(proposal.changes.length), words.acceptedAt(time), applied(guide, proposal));
    case 'refused':
      return card(proposal, 'bad', words.refused, words.notFilled, refused(guide, proposal));
    case 'stale':
      return card(proposal, 'old', words.stale, words.notFilled, stale(guide, proposal));
    case 'declined':
      return card(proposal, '', words.declined, time, [words.unchanged]);
    default:
      return withdrawn(proposal, time);
  }
}

/** Of what was accepted nobody knows what the page made: nothing is said of the form but to look at it. */
function withdrawn(proposal: Proposal, time: string): TemplateResult {
  const words = guideWords();
  const lost = proposal.state_reason === 'unreported';
  return card(proposal, lost ? 'bad' : '', words.withdrawn[proposal.state_reason ?? 'officer'] ?? '', time, [lost ? words.look : words.unchanged]);
}

function card(proposal: Proposal, kind: string, title: string, stamp: string, lines: readonly string[]): TemplateResult {
  return html`<section class="oc ${kind}" aria-label=${`${title} ${proposal.number}`}>
    <header><span class="gn o" aria-hidden="true">${proposal.number}</span><span>${title}</span><small>${stamp}</small></header>
    ${lines.map((line) => (line ? html`<p dir="auto">${line}</p>` : nothing))}
  </section>`;
}

function applied(guide: Guide, { changes, recalculated }: Proposal): string[] {
  const words = guideWords();
  const set = changes.map(({ field_id, after }) => words.set(called(guide, field_id), shown(guide, field_id, after)));
  const changed = recalculated.filter((item) => !stayed(guide, item)).slice(0, MOST_CHANGED);
  const same = recalculated.filter((item) => stayed(guide, item)).slice(-MOST_STAYED);
  const told = [...changed, ...same].map((item) => {
    const [before, after] = [shown(guide, item.field_id, item.before), shown(guide, item.field_id, item.after)];
    const what = sumName(guide.matter, item.field_id);
    return stayed(guide, item) ? words.same(what, after) : words.changed(what, before, after);
  });
  return [set.join(words.between) + words.stop, told.length ? words.recalculated + told.join(words.between) + words.stop : ''];
}

function refused(guide: Guide, { outcomes }: Proposal): string[] {
  const words = guideWords();
  const told = outcomes.filter(({ outcome: kind, message }) => kind !== 'set' && message !== 'others_refused');
  const lines = told.map(({ field_id, outcome: kind, message }) => {
    const why = kind === 'gone' ? words.gone : (words.refusals[message ?? ''] ?? message ?? words.refusals['value_not_kept'] ?? '');
    return words.refusedField(called(guide, field_id), why);
  });
  return [...lines, words.unchanged];
}

function stale(guide: Guide, { found, changes, state_reason }: Proposal): string[] {
  const words = guideWords();
  if (state_reason === 'other_form') return [words.otherForm];
  const lines = found.map(({ field_id, value }) => {
    const before = changes.find((change) => change.field_id === field_id)?.before ?? '';
    return words.found(called(guide, field_id), shown(guide, field_id, value), shown(guide, field_id, before));
  });
  return [lines.join('') + words.staleNext];
}

function stayed({ matter }: Guide, { field_id, before, after }: Proposal['recalculated'][number]): boolean {
  const field = matter?.fields.find(({ id }) => id === field_id);
  return field ? isSame(field, before, after) : before === after;
}

function called({ matter }: Guide, fieldId: string): string {
  return calledAs(matter, fieldId);
}

function shown({ matter }: Guide, fieldId: string, value: string): string {
  return readable(matter?.fields.find(({ id }) => id === fieldId), value) || guideWords().empty;
}
