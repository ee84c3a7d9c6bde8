import { isComparison, isReturn } from '@daoban/client/guide/outcome.ts';
import type { Entry, OutcomeReported, SessionView } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Matter } from '../catalogue.ts';
import { clockTime } from '../look/figures.ts';
import { icon } from '../look/icons.ts';
import type { Guide } from './guide.ts';
import { guideWords } from './words.ts';

/** What became of the form, in its place in the thread: done (办成), or sent back with the page's own words. */
export function outcomeLine({ at, body }: Extract<Entry, { kind: 'outcome.reported' }>, { matter, help }: Guide): TemplateResult {
  const words = guideWords();
  const filed = body.outcome === 'filed';
  const note = filed ? body.receipt && words.receipt(body.receipt) : body.message;
  return html`<section class="oc ${filed ? 'done' : 'bad'}" aria-label=${outcomeWords(body, matter, help.view)}>
    <header>${icon(filed ? 'tick' : 'warn', 's')}<span>${outcomeWords(body, matter, help.view)}</span><small>${clockTime(at)}</small></header>
    ${note ? html`<p dir="auto">${note}</p>` : nothing}
  </section>`;
}

/** One sentence: whether a comparison that was asked about passed, that it was filed, that it is done; or sent back. */
export function outcomeWords({ outcome, question_ids }: OutcomeReported, matter: Matter | null, view: SessionView | null): string {
  const words = guideWords();
  if (outcome !== 'filed') return words.sentBack;
  const asked = view?.questions.filter(({ question_id }) => question_ids.includes(question_id)) ?? [];
  const steps = matter?.steps ?? [];
  const compared = asked.some(({ error_id }) => isComparison(steps, matter?.errors.find(({ id }) => id === error_id)?.step_id ?? ''));
  return words.done(compared, isReturn(steps));
}
