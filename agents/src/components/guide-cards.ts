// Cards of the transcript: what was pointed at, proposed, suggested, pushed and explained, and what became of it. They keep
// their number and their place. Templates, not elements: the thread knows its height as soon as it is drawn.
import { type TemplateResult, html, nothing } from 'lit';
import type { HallReferred, Highlight, SystemEntry } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { words } from '../locales/speech.ts';
import { grouped } from '../shown/amounts.ts';
import { hourMinute } from '../shown/times.ts';
import { matterAt, stepWords, targetWords } from './guide-words.ts';
import { numeral } from './numeral.ts';
import { proposalCard } from './proposal-card.ts';

const KINDS = ['field.highlighted', 'field.proposed', 'step.suggested', 'link.pushed', 'error.explained', 'hall.referred'] as const;

export type GuideEntry = Extract<SystemEntry, { kind: (typeof KINDS)[number] }>;

export function isGuide(entry: SystemEntry): entry is GuideEntry {
  return (KINDS as readonly string[]).includes(entry.kind);
}

export interface CardContext {
  readonly desk: Desk;
  readonly talk: Talk;
  /** Takes a proposal back. */
  readonly withdraw: (guideId: string) => void;
  /** Points there no longer. */
  readonly clear: (guideId: string) => void;
  /** Why the last 撤回 or 取消标出 of this failed, or nothing. */
  readonly trouble: (guideId: string) => TemplateResult | typeof nothing;
}

export function guideCard(context: CardContext, entry: GuideEntry): TemplateResult | typeof nothing {
  const { desk, talk } = context;
  const { highlights, proposals } = talk.view.guidance;
  const { guide_id } = entry.body;
  const matter = matterAt(desk, talk, entry.seq);
  if (entry.kind === 'field.proposed') {
    const proposal = proposals.find((item) => item.guide_id === guide_id);
    return proposal ? proposalCard(context, proposal, matter) : nothing;
  }
  if (entry.kind === 'field.highlighted') {
    const highlight = highlights.find((item) => item.guide_id === guide_id);
    return highlight ? highlightCard(context, highlight, targetWords(matter, talk, highlight.target)) : nothing;
  }
  return sentCard(entry, stepWords(matter, entry.kind === 'step.suggested' ? entry.body.step_id : null));
}

function highlightCard({ talk, clear, trouble }: CardContext, highlight: Highlight, where: string): TemplateResult {
  const { guide } = words();
  const stands = !highlight.cleared_at && talk.view.state === 'active' && talk.speaks;
  return html`<div class="g">
    ${numeral({ kind: 'highlight', number: highlight.number })}
    <b>${guide.highlightName(where)}</b>
    ${highlight.seen_at ? html`<span class="end done">${guide.seen(hourMinute(highlight.seen_at))}</span>` : html`<span class="end">${guide.unseen}</span>`}
    ${highlight.text ? html`<p>${highlight.text}</p>` : nothing}
    ${highlight.cleared_at ? html`<p>${guide.cleared(hourMinute(highlight.cleared_at))}</p>` : nothing}
    ${stands ? html`<button class="btn xs plain back" @click=${() => clear(highlight.guide_id)}>${guide.clear}</button>` : nothing}
    ${trouble(highlight.guide_id)}
  </div>`;
}

/** Steps, entries and explanations carry no number: nothing on the page is marked for them. */
function sentCard(entry: Exclude<GuideEntry, { kind: 'field.highlighted' | 'field.proposed' }>, step: string): TemplateResult {
  const { guide } = words();
  const sent = html`<span class="end">${guide.sentAt(hourMinute(entry.at))}</span>`;
  if (entry.kind === 'step.suggested')
    return html`<div class="g plain">${icon('arrow', { small: true })}<b>${guide.steps(step)}</b>${sent}${entry.body.text ? html`<p>${entry.body.text}</p>` : nothing}</div>`;
  if (entry.kind === 'link.pushed')
    return html`<div class="g plain">${icon('form', { small: true })}<b>${guide.pushed[entry.body.kind] ?? entry.body.kind}</b>${sent}<p>${entry.body.title}</p></div>`;
  if (entry.kind === 'hall.referred') return hallCard(entry.body, sent);
  const { title, difference } = entry.body;
  return html`<div class="g plain">
    ${icon('talk', { small: true })}<b>${guide.explained}</b>${sent}
    <p>${[title, difference ? guide.difference(grouped(difference)) : ''].filter(Boolean).join(' · ')}</p>
  </div>`;
}

function hallCard({ items, text }: HallReferred, sent: TemplateResult): TemplateResult {
  const { listSeparator, together } = words();
  const papers = items.length ? together.events.papers(items.map(({ name }) => name).join(listSeparator)) : '';
  return html`<div class="g plain">
    ${icon('form', { small: true })}<b>${together.events.hall}</b>${sent}
    <p>${[papers, text].filter(Boolean).join(' · ')}</p>
  </div>`;
}
