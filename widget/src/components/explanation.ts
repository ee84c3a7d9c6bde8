import type { ComparisonRow } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { type HelpTopic, type MatterError, worded } from '../catalogue.ts';
import { say } from '../locales/words.ts';
import { amount, fenOf, sentence, tidy } from '../look/figures.ts';
import { icon } from '../look/icons.ts';
import type { Help } from '../session/help.ts';
import type { Page } from '../session/page.ts';

/**
 * The catalogue's explanation of this very error with the taxpayer's own numbers; without an error, of the step.
 * It is read while waiting too, and never stands between the taxpayer and an officer.
 */
export function explanation({ page, phase }: Help): TemplateResult {
  if (page.state === 'none') return html`<div class="card"><p>${say.noForm}</p></div>`;
  if (page.state === 'loading') return loading(page);
  if (page.state === 'missing') return html`<div class="card"><p>${say.noExplanation}</p>${again(page)}</div>`;
  const { step, error } = page;
  return html`${step ? html`<p class="where">${say.where}<b>${say.step(step.order, worded(step.name))}</b></p>` : nothing}
    <div class="card">${error ? aboutError(page, error) : aboutStep(page)} ${topics(page)}</div>
    ${error && phase === 'explain' ? solved(page) : nothing}`;
}

function aboutError(page: Page, error: MatterError): TemplateResult {
  return html`<h3>${worded(error.title.zh ? error.title : error.message)}</h3>
    ${comparison(page.context?.comparison ?? [])}
    <h4>${say.cause}</h4>
    <p>${worded(error.cause)}</p>
    <h4>${say.fix}</h4>
    <ol>${error.fix_steps.map((step) => html`<li>${worded(step)}</li>`)}</ol>
    ${wayTo(page, error.goto_step_id)}`;
}

function aboutStep({ step }: Page): TemplateResult {
  const tip = step ? worded(step.tip) : '';
  return html`<h3>${say.stepHelp}</h3>
    ${tip ? html`<p>${sentence(tip)}</p>` : nothing}
    <p>${say.noError}</p>`;
}

/** The taxpayer's own numbers: each row that does not agree, its difference worked out and largest; the rest counted. */
function comparison(rows: readonly ComparisonRow[]): TemplateResult {
  const agreeing = rows.filter((row) => difference(row) === 0).length;
  const differing = rows.filter(difference);
  return html`${differing.map(comparisonRow)}${agreeing && differing.length ? html`<p class="match">${say.otherRows(agreeing)}</p>` : nothing}`;
}

function comparisonRow(row: ComparisonRow): TemplateResult {
  const fen = difference(row) ?? 0;
  return html`<dl class="sum">
    <div><dt>${tidy(row.source_item)}</dt><dd class="num">${readable(row.source_amount)}</dd></div>
    <div><dt>${tidy(row.declared_item)}</dt><dd class="num">${readable(row.declared_amount)}</dd></div>
    <div class="total">
      <dt>${fen > 0 ? say.less : say.extra}</dt>
      <dd class="num">${amount(Math.abs(fen))} <small>${say.yuan}</small></dd>
    </div>
  </dl>`;
}

function difference({ source_amount, declared_amount }: ComparisonRow): number | null {
  const source = fenOf(source_amount);
  const declared = fenOf(declared_amount);
  return source === null || declared === null ? null : source - declared;
}

function readable(text: string): string {
  return amount(fenOf(text) ?? 0);
}

/** A way to the step that the fix begins in, if the page offers one. */
function wayTo({ matter, step: here }: Page, stepId: string | null): TemplateResult | typeof nothing {
  const step = matter?.steps.find(({ id }) => id === stepId);
  const way = step && document.querySelector<HTMLElement>(`[data-daoban-step-link="${CSS.escape(step.id)}"]`);
  if (!step || !way || step === here) return nothing;
  return html`<p><button class="link" @click=${() => way.click()}>${say.goTo(step.order, worded(step.name))}</button></p>`;
}

function topics(page: Page): TemplateResult | typeof nothing {
  const { matter, error } = page;
  const related = matter?.help_topics.filter(({ id }) => !error || error.help_topic_ids.includes(id)) ?? [];
  if (!related.length) return nothing;
  return html`<h4>${say.related}</h4><ul class="topics">${related.map((topic) => topicItem(page, topic))}</ul>`;
}

function topicItem(page: Page, { question, answer }: HelpTopic): TemplateResult {
  return html`<li><details @toggle=${() => page.note('help_topic_read')}>
    <summary>${worded(question)}${icon('down', 's')}</summary>
    <p>${worded(answer)}</p>
  </details></li>`;
}

function solved(page: Page): TemplateResult {
  if (page.solved !== null) return html`<p class="solved" role="status">${page.solved ? say.solvedThanks : say.notYetHint}</p>`;
  return html`<div class="solved" role="group" aria-label=${say.solvedAsk}>
    <span>${say.solvedAsk}</span>
    <button class="btn sm" @click=${() => page.answer(true)}>${say.solved}</button>
    <button class="btn sm" @click=${() => page.answer(false)}>${say.notYet}</button>
  </div>`;
}

function loading(page: Page): TemplateResult {
  if (page.late === 'slow') return html`<div class="card"><p>${say.slowLoading}</p>${again(page)}</div>`;
  if (page.late === 'no') return html``;
  return html`<div class="card bones" role="img" aria-busy="true" aria-label=${say.loading}><i></i><i></i><i></i></div>`;
}

function again(page: Page): TemplateResult {
  return html`<p><button class="link" @click=${() => page.retry()}>${say.retry}</button></p>`;
}
