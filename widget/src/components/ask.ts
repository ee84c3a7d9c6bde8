import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../locales/words.ts';
import { icon } from '../look/icons.ts';
import type { Help } from '../session/help.ts';

/** Always in sight below the explanation: ask an officer, how long it would take, and what the officer will see. */
export function ask(help: Help): TemplateResult | typeof nothing {
  if (!help.page.context) return nothing;
  const { asking } = help;
  return html`<div class="offer">
    <button class="btn pri" aria-disabled=${asking} @click=${() => asking || help.ask()}>
      ${icon('headset')}${asking ? say.asking : say.ask}
    </button>
    <p class="wait">${wait(help)}</p>
    <p class="priv">${say.privacy}</p>
  </div>`;
}

function wait({ ahead: { place } }: Help): TemplateResult | typeof nothing {
  if (!place) return nothing;
  const { ahead, wait_low_minutes: low, wait_high_minutes: high, boost_reason } = place;
  if (low === null || high === null) return html`<span>${say.nobodyAsk}</span>`;
  return html`<span>${ahead ? say.aheadWait(ahead, low, high) : say.soon(low, high)}</span>
    ${boost_reason === 'deadline_today' ? html`<span class="mut">${say.priority}</span>` : nothing}`;
}
