import { html, nothing, type TemplateResult } from 'lit';
import type { Guide } from './guide.ts';
import { guideWords } from './words.ts';

/** One line above the composer when several proposals wait for an answer, with the way to the first of them. */
export function waiting(guide: Guide, jump: (guideId: string) => void): TemplateResult | typeof nothing {
  const open = guide.guidance?.proposals.filter(({ state }) => state === 'open') ?? [];
  const first = open[0];
  if (open.length < 2 || !first) return nothing;
  const words = guideWords();
  return html`<div class="prompt" role="group" aria-label=${words.several(open.length)}>
    <span>${words.several(open.length)}</span><button class="btn sm" @click=${() => jump(first.guide_id)}>${words.show}</button>
  </div>`;
}
