import { html, nothing, type TemplateResult } from 'lit';
import { called, say } from '../locales/words.ts';
import { icon } from '../look/icons.ts';
import type { Help } from '../session/help.ts';

/** What never scrolls away: who sees the form, the way to stop that, and trouble on the line. */
export function bars(help: Help): TemplateResult {
  return html`${help.phase === 'active' || help.phase === 'queued' ? sharing(help) : nothing} ${line(help)}`;
}

function sharing(help: Help): TemplateResult {
  const { stopped } = help.sharing;
  return html`<div class="bar live ${stopped ? 'stopped' : ''}">
    ${icon('eye')}<span>${stopped ? say.stopped : shared(help)}</span>
    ${stopped || help.page.context ? switcher(help) : nothing}
  </div>`;
}

function switcher(help: Help): TemplateResult {
  const { stopped } = help.sharing;
  return html`<button class="btn sm plain" @click=${() => help.share(stopped)}>${stopped ? say.resumeSharing : say.stopSharing}</button>`;
}

/** What the officer sees of this very page. */
function shared({ page, view }: Help): string {
  if (!page.context) return say.nothingShared;
  if (!view?.officer) return say.sharingSoon;
  return say[page.filed ? 'sharingFiled' : 'sharing'](called(view.officer));
}

function line({ line: { bar }, view, officerPresent, phase, retry }: Help): TemplateResult | typeof nothing {
  if (bar?.kind === 'slow') return html`<p class="bar slow">${icon('bars')}<span>${say.slow}</span></p>`;
  if (bar?.kind === 'off') {
    return html`<div class="bar off">${icon('struck')}<span>${say.offline}</span><button class="btn sm" @click=${retry}>${say.retry}</button></div>`;
  }
  if (bar?.kind === 'back') {
    const words = bar.missed ? say.backWith(bar.missed) : say.back;
    return html`<p class="bar back" role="status">${icon('tick')}<span>${words}</span></p>`;
  }
  if (phase !== 'active' || officerPresent) return nothing;
  return html`<p class="bar slow">${icon('bars')}<span>${say.away(called(view?.officer))}</span></p>`;
}
