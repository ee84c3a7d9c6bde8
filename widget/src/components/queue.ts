import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../locales/words.ts';
import { icon } from '../look/icons.ts';
import type { Help } from '../session/help.ts';

/** From this many minutes on it is said to be busy, above everything else. */
const PEAK_MINUTES = 8;

/** The place in the queue as a figure, an honest range of minutes, why one was put forward, and the way out. */
export function queue(help: Help): TemplateResult {
  const { place, view } = help;
  const low = place?.wait_low_minutes ?? null;
  const high = place?.wait_high_minutes ?? null;
  const known = low !== null && high !== null;
  const why = say.boost[place?.boost_reason ?? view?.boost_reason ?? ''];
  return html`${known && low >= PEAK_MINUTES ? html`<p class="bar slow">${icon('clock')}<span>${say.peak(low, high)}</span></p>` : nothing}
    <div class="queue ${help.hasTalk ? 'brief' : ''}">
      <h3>${help.moved?.heading(help.entries) ?? say.queued}</h3>
      ${place
        ? html`<p class="place">${say.placeBefore}<b>${place.ahead + 1}</b>${place.ahead ? say.placeAfter(place.ahead) : say.placeFirst}</p>
            <p>${known ? say.wait(low, high) : say.waitUnknown}</p>`
        : nothing}
      ${why ? html`<p class="why">${why}</p>` : nothing}
      <div class="row"><button class="btn" @click=${() => help.cancel()}>${say.leave}</button></div>
    </div>`;
}
