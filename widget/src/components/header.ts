import { serverNow } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { called, say } from '../locales/words.ts';
import { minutesBetween } from '../look/figures.ts';
import { icon, type IconName } from '../look/icons.ts';
import type { Help } from '../session/help.ts';
import type { Ui } from './ui.ts';

/** Who one is talking to, and what can be done with the panel itself. */
export function header(ui: Ui): TemplateResult {
  const { help, dock } = ui;
  const officer = help.phase === 'active' ? help.view?.officer : null;
  return html`<div class="head ${officer ? 'officer' : ''}">
    ${officer ? nothing : icon('mark', 'mark')}
    <div class="who"><h2 tabindex="-1">${called(officer) || say.title}</h2>${officer ? details(help) : nothing}</div>
    <div class="keys">
      ${dock.sheet && dock.height !== 'full' ? key('up', say.higher, () => dock.step(1)) : nothing}
      ${dock.sheet && dock.height !== 'peek' ? key('down', say.lower, () => dock.step(-1)) : nothing}
      ${officer ? more(ui) : nothing} ${key('fold', say.fold, ui.fold, dock.sheet ? 'turn' : '')}
      ${officer ? nothing : key('close', say.close, ui.close)}
    </div>
    ${(ui.menu && officer && ui.later?.menu(ui)) || nothing}
  </div>`;
}

function details({ view, guide }: Help): TemplateResult | typeof nothing {
  const { officer, assigned_at } = view ?? {};
  if (!officer || !assigned_at) return nothing;
  const id = officer.officer_id;
  const held = guide?.holding;
  const since = held ?? say.connectedFor(minutesBetween(assigned_at, serverNow()));
  return html`<small class="long">${say.officerLine(officer.tier, id)} · ${since}</small> <small class="short">${held ?? say.officerShort(id)}</small>`;
}

function key(name: IconName, label: string, press: () => void, kind = ''): TemplateResult {
  return html`<button class="icon-btn" aria-label=${label} title=${label} @click=${press}>${icon(name, kind)}</button>`;
}

function more(ui: Ui): TemplateResult {
  return html`<button class="icon-btn more" aria-label=${say.more} title=${say.more} aria-expanded=${ui.menu}
    @click=${() => ui.change({ menu: !ui.menu })}>${icon('more', 'dots')}</button>`;
}
