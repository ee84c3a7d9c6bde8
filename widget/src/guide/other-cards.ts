import type { ErrorExplained, LinkPushed, StepSuggested } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { worded } from '../catalogue.ts';
import { tidy } from '../look/figures.ts';
import { icon } from '../look/icons.ts';
import type { Guide } from './guide.ts';
import { stepOf } from './names.ts';
import { guideWords } from './words.ts';

/** A step that the officer suggests going to. */
export function stepCard(guide: Guide, { step_id, text }: StepSuggested): TemplateResult {
  const words = guideWords();
  const step = stepOf(guide.matter, step_id);
  return plain(words.stepCard, html`<p class="sub">${step ? words.step(step.order, worded(step.name)) : step_id}</p>
    ${text ? html`<p dir="auto">${text}</p>` : nothing}${wayTo(guide, step_id)}`);
}

/** The entry of another matter, by an address that the page declares; or a help topic of this one, with its answer. */
export function linkCard(guide: Guide, { kind, ref, title }: LinkPushed): TemplateResult {
  const words = guideWords();
  if (kind === 'topic') {
    const topic = guide.matter?.help_topics.find(({ id }) => id === ref);
    return plain(words.topicCard, html`<p class="sub">${tidy(title)}</p>${topic ? html`<p>${worded(topic.answer)}</p>` : nothing}`);
  }
  const address = guide.addressOf(ref);
  const way = address
    ? html`<a class="link" href=${address}>${words.open}</a>`
    : html`<button class="link" @click=${() => guide.openMatter(ref)}>${words.open}</button>`;
  return plain(words.matterCard, html`<p class="sub">${tidy(title)}</p><p class="way">${way}</p>`);
}

/** The catalogue's explanation of an error with the person's own numbers, as the hub filled them in. */
export function explanationCard(guide: Guide, body: ErrorExplained): TemplateResult {
  const words = guideWords();
  const { title, explanation, difference, fix_steps, goto_step_id } = body;
  return plain(words.explanationCard, html`<p class="sub">${tidy(title)}</p>
    ${difference ? html`<p class="diff"><span>${words.difference}</span><b>${difference}</b><small>${words.yuan}</small></p>` : nothing}
    <p>${tidy(explanation)}</p>
    ${fix_steps.length ? html`<p class="sub">${words.fix}</p><ol>${fix_steps.map((step) => html`<li>${tidy(step)}</li>`)}</ol>` : nothing}
    ${wayTo(guide, goto_step_id)}`);
}

function wayTo(guide: Guide, stepId: string): TemplateResult | typeof nothing {
  const step = stepOf(guide.matter, stepId);
  if (!step || guide.help.view?.ending) return nothing;
  const here = guide.help.page.context?.step_id === stepId;
  const way = here
    ? html`<span class="mut">${guideWords().yourStep}</span>`
    : html`<button class="link" @click=${() => guide.goTo(stepId)}>${guideWords().goTo(step.order)}</button>`;
  return html`<p class="way">${way}</p>`;
}

function plain(title: string, body: TemplateResult): TemplateResult {
  return html`<section class="gd more" aria-label=${title}>${icon('mark', 's')}<div><b>${title}</b>${body}</div></section>`;
}
