import type { Proposal, ProposedValue } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Guide } from './guide.ts';
import { addressOf, shortName, stepOf, unitOf } from './names.ts';
import { outcome } from './outcome.ts';
import { readable } from './values.ts';
import { guideWords } from './words.ts';

const ARROW = html`<svg class="i s" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12h15M13 6l6 6-6 6"></path></svg>`;

/** Values with their reason and two answers of the same weight; answered, what became of it. */
export function proposalCard(guide: Guide, proposal: Proposal): TemplateResult {
  if (proposal.state !== 'open' && proposal.state !== 'accepted') return outcome(guide, proposal);
  const words = guideWords();
  const { number, changes, reason, basis } = proposal;
  return html`<section class="pc" aria-label=${`${words.proposal(changes.length)} ${number}`}>
    <header><span class="gn o" aria-hidden="true">${number}</span>${words.proposal(changes.length)}</header>
    <dl class="ba">${changes.map((change) => row(guide, change))}</dl>
    <div class="why">
      <p dir="auto"><b>${words.reason}</b>${reason}</p>
      ${basis ? html`<p dir="auto"><b>${words.basis}</b>${basis}</p>` : nothing}
    </div>
    ${answers(guide, proposal)}
  </section>`;
}

function row(guide: Guide, { field_id, before, after }: ProposedValue): TemplateResult {
  const words = guideWords();
  const field = guide.matter?.fields.find(({ id }) => id === field_id);
  const name = field && guide.matter ? shortName(field, guide.matter) : field_id;
  const copy = (): void => void navigator.clipboard?.writeText(after).then(() => guide.help.speaker.tell(words.copied), () => undefined);
  return html`<dt>${field ? addressOf(field) : ''} <b>${name}</b></dt>
    <dd><s>${readable(field, before) || words.empty}</s><span class="vh">${words.becomes}</span>${ARROW}
      <b>${readable(field, after) || words.empty}</b><small>${field ? unitOf(field) : ''}</small>
      ${guide.adaptor.can.set ? nothing : html`<button class="link" @click=${copy}>${words.copy}</button>`}</dd>`;
}

function answers(guide: Guide, proposal: Proposal): TemplateResult {
  const words = guideWords();
  const progress = guide.answers.progress(proposal.guide_id);
  const step = stepOf(guide.matter, proposal.step_id);
  const decline = button(words.decline, '', () => void guide.answers.decline(proposal));
  const goTo = step && button(words.goTo(step.order), 'pri', () => guide.goTo(step.id));
  const isHere = guide.isHere(proposal);
  if (progress === 'waiting') {
    return html`<p class="own" role="status">${words.waits}</p>
      <div class="do">${button(words.takeBack, '', () => guide.answers.takeBack(proposal))}${decline}</div>`;
  }
  if (progress === 'answering') return html`<p class="own" role="status">${words.answering}</p>`;
  if (proposal.state === 'accepted' && guide.answers.isElsewhere(proposal.guide_id)) return html`<p class="own" role="status">${words.elsewherePage}</p>`;
  if (proposal.state === 'accepted') {
    return isHere || !step
      ? html`<p class="own" role="status">${words.filling}</p>`
      : html`<p class="own">${words.laterOnStep(step.order)}</p><div class="do">${goTo}</div>`;
  }
  if (!guide.adaptor.can.set) return html`<div class="do">${decline}</div><p class="own">${words.copyOnly}</p>`;
  const first = isHere ? button(words.accept, 'pri', () => guide.answers.accept(proposal)) : goTo;
  return html`<div class="do">${first ?? nothing}${decline}</div><p class="own">${words.yours}</p>`;
}

function button(words: string, kind: string, press: () => void): TemplateResult {
  return html`<button class="btn ${kind}" @click=${press}>${words}</button>`;
}
