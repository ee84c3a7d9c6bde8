// An earlier slip of the taxpayer as it was left: papers with their files' names, and the result. Only to be read.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FoundSlip, SlipItem } from '@daoban/client/index.ts';
import { isRunning } from '../guide/slip.ts';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { dayAndMinute } from '../shown/times.ts';
import { SpeakingElement } from './element.ts';
import { SLIP_ICONS, standWords } from './slip-words.ts';

@customElement('daoban-earlier-slip')
export class DaobanEarlierSlip extends SpeakingElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: block;
        min-height: 0;
        padding: 0 12px 10px 16px;
        overflow: auto;
        font: var(--db-t-s) var(--db-font);
      }

      .stand {
        font-weight: 700;
      }

      .meta,
      small {
        color: var(--db-ink-3);
        font: var(--db-t-xs) var(--db-font);
      }

      ul {
        margin: 6px 0;
        border-top: 1px solid var(--db-line);
      }

      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 0 8px;
        padding: 4px 0;
        border-bottom: 1px solid var(--db-line);
        overflow-wrap: anywhere;
      }

      li .i {
        margin-top: 2px;
        color: var(--db-ink-2);
      }

      .struck b {
        font-weight: 400;
        color: var(--db-ink-3);
        text-decoration: line-through;
      }

      small {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) found!: FoundSlip;

  protected override render(): TemplateResult {
    const { slip: said, earlier, colon } = this.words;
    const { slip, person, ended_at } = this.found;
    const by = slip.concluded_by ?? slip.officer;
    return html`<p><b>${slip.title}</b> <span class="stand">${ended_at && isRunning(slip) ? earlier.leftOpen : standWords(slip)}</span></p>
      <p class="meta">${[said.number(slip.no), dayAndMinute(slip.at), person.name, by.name].join(' · ')}</p>
      <ul>${slip.items.map((item) => this.#item(item))}</ul>
      ${slip.result ? html`<p>${earlier.result}${colon}${slip.result}</p>` : nothing}`;
  }

  #item(item: SlipItem): TemplateResult {
    const { slip: said, listSeparator } = this.words;
    const names = item.file_ids.map((id) => this.found.files.find(({ file_id }) => file_id === id)?.name ?? '').filter(Boolean);
    const facts = [said.states[item.state], item.reason, item.added, names.join(listSeparator)].filter(Boolean).join(' · ');
    return html`<li class=${item.state}>${icon(SLIP_ICONS[item.state] ?? 'clock', { small: true })}<span><b>${item.name}</b><small>${facts}</small></span></li>`;
  }
}
