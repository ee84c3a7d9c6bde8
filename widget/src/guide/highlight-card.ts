import type { Highlight } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Guide } from './guide.ts';
import { stepOf } from './names.ts';
import { placeName } from './place-name.ts';
import { guideWords } from './words.ts';

/** Where to look, and the way there: back to the mark, or to the step that it is on. */
export function highlightCard(guide: Guide, highlight: Highlight): TemplateResult {
  const words = guideWords();
  const { number, target, text } = highlight;
  return html`<section class="gd" aria-label=${`${words.lookAt[target.kind]} ${number}`}>
    <span class="gn" aria-hidden="true">${number}</span>
    <div><b>${words.lookAt[target.kind]}</b>
      <p class="sub">${placeName(highlight, guide.matter)}</p>
      ${text ? html`<p dir="auto">${text}</p>` : nothing}
      <p class="way">${guide.help.view?.ending ? nothing : way(guide, highlight)}</p></div>
  </section>`;
}

function way(guide: Guide, highlight: Highlight): TemplateResult {
  const words = guideWords();
  const { kind, id, step_id } = highlight.target;
  const element = guide.find(highlight);
  const here = guide.help.page.context?.step_id ?? null;
  const step = stepOf(guide.matter, step_id);
  // another step is marked by the way to it: looking at that again is going there
  const isElsewhere = step && step_id !== here && (!element || kind === 'step');
  if (isElsewhere) {
    return html`<button class="link" @click=${() => guide.goTo(step.id)}>${words.goTo(step.order)}</button>
      <span class="mut">${element ? words.marked : kind === 'step' ? '' : words.elsewhere(step.order)}</span>`;
  }
  if (!element) return html`<span class="mut">${kind === 'step' && id === here ? words.yourStep : words.notHere}</span>`;
  const look = (event: Event): void => {
    event.target?.dispatchEvent(new CustomEvent('daoban-look', { bubbles: true, composed: true }));
    guide.look(element);
  };
  const again = html`<button class="link" @click=${look}>${words.again}</button>`;
  const toggle = (wanted: boolean) => (): void => guide.mark(highlight, wanted);
  if (guide.isMarked(highlight)) return html`${again}<span class="mut">${words.marked}</span><button class="link" @click=${toggle(false)}>${words.unmark}</button>`;
  if (highlight.cleared_at) return html`${again}<span class="mut">${words.cleared}</span>`;
  return html`${again}${guide.isDismissed(highlight) ? html`<button class="link" @click=${toggle(true)}>${words.markAgain}</button>` : nothing}`;
}
