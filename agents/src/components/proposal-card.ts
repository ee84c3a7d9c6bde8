// The card of a proposal: what was to become of which fields, how long it waits for an answer, and how it ended.
import { type TemplateResult, html, nothing } from 'lit';
import type { Proposal } from '@daoban/client/index.ts';
import type { Matter } from '../form/catalogue.ts';
import { icon } from '../icons.ts';
import { words } from '../locales/speech.ts';
import { sumsOf } from '../guide/recalculated.ts';
import { hourMinute } from '../shown/times.ts';
import './daoban-report-wait.ts';
import './daoban-wait.ts';
import type { CardContext } from './guide-cards.ts';
import { fieldWords, valueWords } from './guide-words.ts';
import { numeral } from './numeral.ts';

const TONES: Readonly<Record<string, string>> = { open: 'wait', accepted: 'wait', applied: 'done', refused: 'bad', stale: 'wait' };

export function proposalCard(context: CardContext, proposal: Proposal, matter: Matter | null): TemplateResult {
  const { guide, colon } = words();
  const tone = TONES[proposal.state] ?? '';
  return html`<div class="g proposal ${tone}">
    ${numeral({ kind: 'proposal', number: proposal.number })}
    <b>${guide.proposes(proposal.changes.length)}</b>
    <span class="end ${tone}">${standing(context, proposal)}</span>
    ${proposal.changes.map((change) => changeRow(matter, change.field_id, change.before, change.after))}
    <p class="why">${guide.reason}${colon}${proposal.reason}${proposal.basis ? html`<br />${guide.basis}${colon}${proposal.basis}` : nothing}</p>
    ${proposal.state === 'open' && context.talk.view.state === 'active'
      ? html`<button class="btn xs plain back" @click=${() => context.withdraw(proposal.guide_id)}>${guide.withdraw}</button>`
      : nothing}
    ${proposal.state === 'accepted'
      ? html`<daoban-report-wait .desk=${context.desk} since=${proposal.state_at ?? proposal.at} ?live=${context.talk.view.state === 'active'} @daoban-give-up=${() => context.withdraw(proposal.guide_id)}></daoban-report-wait>`
      : nothing}
    ${outcome(context, proposal, matter)}
    ${context.trouble(proposal.guide_id)}
  </div>`;
}

function standing({ desk }: CardContext, { state, state_at, state_reason, at }: Proposal): TemplateResult | string {
  const { guide } = words();
  if (state === 'open') return html`${guide.waiting} <daoban-wait .desk=${desk} since=${at}></daoban-wait>`;
  const said = { replaced: guide.replaced, ended: guide.withdrawnAtEnd, unreported: guide.givenUp }[(state === 'withdrawn' && state_reason) || ''] ?? guide.states[state] ?? state;
  return `${hourMinute(state_at ?? at)} ${said}`;
}

/** Address, then before → after; amounts stay in one piece. */
export function changeRow(matter: Matter | null, fieldId: string, before: string, after: string): TemplateResult {
  const becomes = icon('arrow', { small: true, name: words().mirror.becomes });
  return html`<p class="change">
    <span>${fieldWords(matter, fieldId)}</span>
    <span class="values"><s>${valueWords(matter, fieldId, before)}</s> ${becomes} <strong>${valueWords(matter, fieldId, after)}</strong></span>
  </p>`;
}

function outcome(context: CardContext, proposal: Proposal, matter: Matter | null): TemplateResult | typeof nothing {
  const { guide } = words();
  const { person } = context.talk.view;
  switch (proposal.state) {
    case 'applied':
      return recalculated(proposal, matter);
    case 'stale':
      if (proposal.state_reason === 'other_form') return html`<p>${guide.otherForm(person.name)}</p>`;
      return html`${proposal.found.map((found) => html`<p>${guide.changedTo(person.name, fieldWords(matter, found.field_id), valueWords(matter, found.field_id, found.value))}</p>`)}`;
    case 'refused':
      return html`${proposal.outcomes
        .filter((item) => item.outcome !== 'set')
        .map((item) => html`<p>${item.outcome === 'gone' ? guide.noField(fieldWords(matter, item.field_id)) : guide.refusedBy(fieldWords(matter, item.field_id), item.message ?? '')}</p>`)}
        <p>${guide.unchanged}</p>`;
    case 'declined':
      return html`<p>${proposal.state_reason ? guide.declinedBecause(proposal.state_reason) : guide.unchanged}</p>`;
    default:
      return nothing;
  }
}

function recalculated(proposal: Proposal, matter: Matter | null): TemplateResult | typeof nothing {
  const { changed, stayed } = sumsOf(proposal.recalculated, matter);
  if (changed.length + stayed.length === 0) return nothing;
  return html`<p class="head">${words().guide.recalculated}</p>
    ${changed.map(({ field_id, before, after }) => changeRow(matter, field_id, before, after))}
    ${stayed.map(({ field_id, after }) => stayedRow(fieldWords(matter, field_id), valueWords(matter, field_id, after)))}`;
}

function stayedRow(where: string, value: string): TemplateResult {
  return html`<p class="change"><span>${where}</span><span class="values"><s>${words().guide.stayed}</s> <strong>${value}</strong></span></p>`;
}
