// A slip in the transcript: which one, where it stands, and the way to it.
import { type TemplateResult, html, nothing } from 'lit';
import type { Talk } from '../desk/talk.ts';
import { isRunning } from '../guide/slip.ts';
import { icon } from '../icons.ts';
import { words } from '../locales/speech.ts';
import { standWords } from './slip-words.ts';

export function slipCard({ view }: Talk, slipId: string, open: () => void): TemplateResult | typeof nothing {
  const slip = view.slips.find((item) => item.slip_id === slipId);
  if (!slip) return nothing;
  const { slip: said } = words();
  return html`<div class="g plain ${slip.state === 'handled' ? 'done' : ''}">
    ${icon('form', { small: true })}<b>${said.name} · ${slip.title}</b><span class="end">${standWords(slip)}</span>
    <p>${said.number(slip.no)}${slip.result ? html` · ${slip.result}` : nothing}</p>
    ${isRunning(slip) ? html`<button class="btn xs plain back" @click=${open}>${said.open}</button>` : nothing}
  </div>`;
}
